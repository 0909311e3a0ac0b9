import type { InventoryFunction } from '../../inventory/types.ts'
import { explainGroupReason } from '../../iommu/group-reasons.ts'
import { countsForViability, isAssignmentDriver } from '../../iommu/viability.ts'
import { assign, unassign, type EditResult } from '../../plan/edits.ts'
import { describeFunction, plannedFunction } from '../../plan/function-key.ts'
import type { AssignableFunction, Plan, PlanVm } from '../../plan/types.ts'
import type { Finding, Fix } from '../types.ts'
import { finding, workingFix } from '../finding.ts'
import { functionsBehind } from '../../inventory/lookup.ts'
import { describeUsage } from '../../inventory/usage/describe-usage.ts'
import { listed } from '../../listed.ts'
import { plannedGroups, type PlannedGroup } from '../../planned/planned-group.ts'
import type { RuleContext } from '../context.ts'
import { hostName, type PlannedHost } from '../../planned/planned-host.ts'
import { portOf } from '../../inventory/ports.ts'

const RULE = 'iommu-group'
const WHY =
  'The IOMMU isolates groups, not functions: devices of one group can reach each other’s memory, so VFIO hands out ' +
  'a group only when no host driver holds any member of it.'

/** What goes to a VM is the whole IOMMU group. */
export const iommuGroup = ({ plan, hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) => [
    ...plannedGroups(host).flatMap((group) => [
      ...sharedByVms(plan, host, group),
      ...heldByHost(plan, host, group)
    ]),
    ...ungrouped(host)
  ])

function sharedByVms(plan: Plan, host: PlannedHost, group: PlannedGroup): readonly Finding[] {
  const vms = [...new Map(group.assigned.map((one) => [one.vm.id, one.vm])).values()]
  if (vms.length < 2) return []
  const functions = group.assigned.map((one) => one.function)
  const parts = vms.map((vm) => {
    const own = group.assigned.filter((one) => one.vm.id === vm.id)
    return `${vm.name} (${listed(own.map((one) => describeFunction(one.function)))})`
  })
  return [
    finding({
      rule: RULE,
      severity: 'error',
      subject: { kind: 'group', host: host.id, group: group.id },
      detail: 'vms',
      message: `IOMMU group ${group.id} of ${hostName(host)} is split between ${listed(parts)}`,
      why: whyShared(host, group),
      fixes: [
        ...vms
          .slice(0, 4)
          .flatMap((vm) =>
            workingFix(plan, `Give all ${functions.length} to ${vm.name}`, (now) =>
              giveAll(now, functions, vm)
            )
          ),
        { label: 'Use a slot or port with a group of its own' }
      ]
    })
  ]
}

/** Why a group has several members, as far as config space tells. */
const whyShared = (host: PlannedHost, group: PlannedGroup): string =>
  [WHY, ...(host.index.groups.get(group.id)?.reasons ?? []).map(explainGroupReason)].join(' ')

/** Moves functions to one VM, wherever they were. */
function giveAll(plan: Plan, functions: readonly AssignableFunction[], vm: PlanVm): EditResult {
  let result: EditResult = { ok: true, value: plan }
  for (const fn of functions) {
    if (!result.ok) return result
    const freed = unassign(result.value, { function: fn })
    result = assign(freed.ok ? freed.value : result.value, { function: fn, vm: vm.id })
  }
  return result
}

function heldByHost(plan: Plan, host: PlannedHost, group: PlannedGroup): readonly Finding[] {
  const inTheWay = group.others.filter(
    (other) => countsForViability(other) && !(isFree(other) && isIdle(other, group))
  )
  if (inTheWay.length === 0) return []
  const names = listed([...new Set(group.assigned.map((one) => one.vm.name))])
  const ownPf = inTheWay.find((other) =>
    group.assigned.some((one) => one.function.kind === 'vf' && one.function.pf === other.address)
  )
  return [
    finding({
      rule: RULE,
      severity: 'error',
      subject: { kind: 'group', host: host.id, group: group.id },
      detail: 'host',
      message:
        `IOMMU group ${group.id} of ${hostName(host)} cannot go to ${names}: ` +
        `the host holds ${listed(inTheWay.map(nameOf))} in it`,
      why: [
        whyShared(host, group),
        ...(ownPf ? [`${ownPf.address} is the PF that serves the given VFs, so its driver must stay.`] : []),
        ...inTheWay.filter((one) => one !== ownPf).flatMap((one) => whyItStays(host, one))
      ].join(' '),
      fixes: ownPf ? [{ label: OTHER_SLOT }] : choices(plan, host, group, inTheWay)
    })
  ]
}

const OTHER_SLOT =
  'Put the card into a slot whose port isolates (ACS), or use another port with a group of its own'

function choices(
  plan: Plan,
  host: PlannedHost,
  group: PlannedGroup,
  inTheWay: readonly InventoryFunction[]
): readonly Fix[] {
  const vms = [...new Map(group.assigned.map((one) => [one.vm.id, one.vm])).values()]
  const [vm] = vms
  if (inTheWay.some((one) => whyItStays(host, one).length > 0)) return [{ label: OTHER_SLOT }]
  const functions = inTheWay.map((one) => plannedFunction(host.id, one))
  const take: readonly Fix[] =
    vm !== undefined && vms.length === 1 && inTheWay.every((one) => one.role.kind !== 'pf')
      ? workingFix(plan, `Give ${listed(inTheWay.map((one) => one.address))} to ${vm.name} too`, (now) =>
          giveAll(now, functions, vm)
        )
      : []
  return [
    ...take,
    { label: `Bind ${listed(inTheWay.map((one) => one.address))} to vfio-pci or to no driver` },
    { label: OTHER_SLOT }
  ]
}

/** What speaks against taking a member from the host, as sentences: then no fix may propose it. */
function whyItStays(host: PlannedHost, member: InventoryFunction): readonly string[] {
  const uses = describeUsage(member.usage)
  const behind = functionsBehind(host.inventory, member.address)
  return [
    ...(uses.length > 0 ? [`${member.address} must stay with the host: ${listed(uses)}.`] : []),
    ...(behind.length > 0
      ? [`${member.address} must stay with the host: ${listed(behind)} would go with it.`]
      : [])
  ]
}

/** No other VM or process holds it: who opens a group has it for itself. */
const isIdle = (member: InventoryFunction, group: PlannedGroup): boolean =>
  member.usage.uses.every((use) => use.kind === 'vm' && group.assigned.every(({ vm }) => vm.name === use.vm))

/** Out of the host's hands: no driver, or one that VFIO accepts. An unread driver may be either. */
const isFree = (fn: InventoryFunction): boolean =>
  fn.driver.known && (fn.driver.value === null || isAssignmentDriver(fn.driver.value))

function nameOf(fn: InventoryFunction): string {
  const driver = fn.driver.known ? (fn.driver.value ?? 'no driver') : 'driver not read'
  const port = portOf(fn)
  return `${fn.address} (${driver}${port ? `, ${port.name}` : ''})`
}

/** With an IOMMU at work every device has a group; one without cannot be given away. */
function ungrouped(host: PlannedHost): readonly Finding[] {
  if (host.inventory?.iommu.kind !== 'on') return []
  return host.assigned.flatMap(({ function: fn, observed, vm }) => {
    if (observed === null || (observed.iommuGroup.known && observed.iommuGroup.value !== null)) return []
    const isUnread = !observed.iommuGroup.known
    return [
      finding({
        rule: RULE,
        severity: isUnread ? 'warning' : 'error',
        subject: { kind: 'function', function: fn },
        detail: 'none',
        message: isUnread
          ? `The IOMMU group of ${describeFunction(fn)} for ${vm.name} could not be read: ${observed.iommuGroup.reason}`
          : `${describeFunction(fn)} is in no IOMMU group, so it cannot go to ${vm.name}`,
        why: WHY,
        fixes: []
      })
    ]
  })
}
