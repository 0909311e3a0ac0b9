import { functionAt } from '../../inventory/lookup.ts'
import type { HostId } from '../../inventory/types.ts'
import type { PciAddress } from '../../pci/address.ts'
import { setVfSettings } from '../../plan/edits.ts'
import { describeFunction, functionKey, vfFunction } from '../../plan/function-key.ts'
import { takenMacs } from '../../plan/generate-macs.ts'
import { suggestFreeMac } from '../../plan/suggest-mac.ts'
import type { Plan, PlanVf } from '../../plan/types.ts'
import type { Finding, Fix } from '../types.ts'
import { editFix, finding } from '../finding.ts'
import { listed } from '../../listed.ts'
import type { RuleContext } from '../context.ts'
import { seenMacs, type SeenMac } from '../../inventory/seen-macs.ts'

const RULE = 'mac-unique'
const WHY = 'Two stations with one address on a network take each other’s frames away.'

/** No MAC twice: not in the plan, and not beside one that was seen on any host. */
export function macUnique(context: RuleContext): readonly Finding[] {
  const planned = new Map<string, PlanVf[]>()
  for (const vf of context.plan.vfs) {
    if (vf.settings.mac === undefined) continue
    const before = planned.get(vf.settings.mac)
    if (before) before.push(vf)
    else planned.set(vf.settings.mac, [vf])
  }
  if (planned.size === 0) return []
  return [
    ...[...planned.values()].flatMap((vfs) => twicePlanned(vfs, context)),
    ...seenElsewhere(context, planned)
  ]
}

/** The first one keeps its MAC; each of the others gets a finding. */
function twicePlanned(vfs: readonly PlanVf[], context: RuleContext): readonly Finding[] {
  const [first, ...others] = vfs
  if (first === undefined) return []
  return others.map((vf) =>
    finding({
      rule: RULE,
      severity: 'error',
      subject: { kind: 'function', function: vfFunction(vf) },
      message: `${describeFunction(vfFunction(vf))}${onHost(vf, first)} has MAC ${vf.settings.mac ?? ''}, as ${describeFunction(vfFunction(first))}${onHost(first, vf)} has`,
      why: WHY,
      fixes: [freeMac(vf, context)]
    })
  )
}

const onHost = (vf: PlanVf, other: PlanVf): string => (vf.host === other.host ? '' : ` on ${vf.host}`)

/** Free on every host that was read, not only in the plan. */
const freeMac = (vf: PlanVf, { inventories }: RuleContext): Fix =>
  editFix('Give it a free MAC', (plan: Plan) => {
    const current = plan.vfs.find((one) => functionKey(vfFunction(one)) === functionKey(vfFunction(vf)))
    const settings = {
      ...(current ?? vf).settings,
      mac: suggestFreeMac(plan, vf, takenMacs(inventories.values(), [vf]))
    }
    return setVfSettings(plan, { host: vf.host, pf: vf.pf, index: vf.index, settings })
  })

function seenElsewhere(
  context: RuleContext,
  planned: ReadonlyMap<string, readonly PlanVf[]>
): readonly Finding[] {
  const changing = changingVfs(context)
  const clashes = new Map<PlanVf, string[]>()
  for (const [id, host] of context.inventories) {
    for (const seen of seenMacs(host)) {
      const vfs = planned.get(seen.mac)
      if (vfs === undefined || changing.has(`${id}/${seen.function}`)) continue
      for (const vf of vfs) {
        const role = functionAt(host, seen.function)?.role
        const isItself = vf.host === id && role?.kind === 'vf' && role.pf === vf.pf && role.index === vf.index
        if (!isItself) clashes.set(vf, [...(clashes.get(vf) ?? []), placeOf(seen, host.hostname)])
      }
    }
  }
  return [...clashes].map(([vf, places]) =>
    finding({
      rule: RULE,
      severity: 'warning',
      subject: { kind: 'function', function: vfFunction(vf) },
      detail: 'seen',
      message: `MAC ${vf.settings.mac ?? ''} of ${describeFunction(vfFunction(vf))} was seen on ${listed([...new Set(places)].sort())}`,
      why: `${WHY} A VF can also keep an old MAC after its VM has gone.`,
      fixes: [freeMac(vf, context)]
    })
  )
}

const placeOf = (seen: SeenMac, hostname: string): string => `${seen.where} of ${hostname}`

/** VFs ("host/address") whose MAC of today will not stay: they are made anew, or get another one. */
function changingVfs({ hosts }: RuleContext): ReadonlySet<string> {
  const key = (host: HostId, address: PciAddress): string => `${host}/${address}`
  return new Set(
    hosts.flatMap((host) =>
      host.pfs.flatMap((pf) =>
        (pf.sriov?.vfs ?? []).flatMap((address, index) => {
          const isChanged = pf.settings.some((vf) => vf.index === index && vf.settings.mac !== undefined)
          return pf.isRecreated || isChanged ? [key(host.id, address)] : []
        })
      )
    )
  )
}
