/** A plan laid over the hosts: what the plan wants of each PF, VF and function beside what the host shows of it. */
import { hostIndex, type HostIndex } from '../inventory/lookup.ts'
import type { HostId, InventoryHost } from '../inventory/types.ts'
import { comparePciAddresses, type PciAddress } from '../pci/address.ts'
import { compareText } from '../plan/order.ts'
import type { AssignableFunction, Plan, PlanPf, PlanVf, PlanVm } from '../plan/types.ts'
import { assignedFunctions, type AssignedFunction } from './assigned-function.ts'
import { hostsOf, onHost } from './hosts-of-plan.ts'
import type { PlanContext } from './plan-context.ts'
import { plannedPf, type PfWishes, type PlannedPf } from './planned-pf.ts'

/** A host under a plan. */
export interface PlannedHost {
  readonly id: HostId
  /** null = never read. */
  readonly inventory: InventoryHost | null
  /** Empty where the host was never read. */
  readonly index: HostIndex
  /** PFs of which the plan wants something: a number of VFs, settings of VFs, or VFs for VMs. In order of address. */
  readonly pfs: readonly PlannedPf[]
  /** In the plan's order. */
  readonly vms: readonly PlanVm[]
  /** In order of address; VFs by PF and index. */
  readonly assigned: readonly AssignedFunction[]
}

const EMPTY_INDEX: HostIndex = { functions: new Map(), groups: new Map() }

/** How a host is called in messages: its name where it was read, else its id. */
export const hostName = (host: PlannedHost): string => host.inventory?.hostname ?? host.id

/** Lays the plan over every host that it names, in order of id. */
export function plannedHosts({ plan, hosts }: PlanContext): readonly PlannedHost[] {
  const pfs = groupByHost(plan.pfs, (pf) => pf.host)
  const vfs = groupByHost(plan.vfs, (vf) => vf.host)
  const vms = groupByHost(plan.vms, (vm) => vm.host)
  const assigned = groupByHost(assignedFunctions({ plan, hosts }), (one) => one.function.host)
  return [...hostsOf(plan)].sort(compareText).map((id) =>
    layOver(id, hosts.get(id) ?? null, {
      pfs: pfs.get(id) ?? [],
      vfs: vfs.get(id) ?? [],
      vms: vms.get(id) ?? [],
      assigned: assigned.get(id) ?? []
    })
  )
}

/** Lays the plan over one host, whether it names the host or not. */
export function plannedHost(plan: Plan, inventory: InventoryHost): PlannedHost {
  const { id } = inventory
  const { pfs, vfs, vms } = onHost(plan, id)
  const assignments = plan.assignments.filter((one) => one.function.host === id)
  const hosts = new Map([[id, inventory]])
  return layOver(id, inventory, {
    pfs,
    vfs,
    vms,
    assigned: assignedFunctions({ plan: { ...plan, assignments }, hosts })
  })
}

/** Every PF of a host, those that the plan leaves alone among them, in order of address. */
export function everyPf(host: PlannedHost): readonly PlannedPf[] {
  const named = new Set(host.pfs.map((pf) => pf.address))
  const others = (host.inventory?.functions ?? []).flatMap(({ address, role }) =>
    role.kind === 'pf' && !named.has(address) ? [leftAlone(host, address)] : []
  )
  return [...host.pfs, ...others].sort((a, b) => comparePciAddresses(a.address, b.address))
}

/** A PF of a host by its address, also one that the plan leaves alone; null = no PF, as far as plan and host show. */
export function pfAt(host: PlannedHost, address: PciAddress): PlannedPf | null {
  const named = host.pfs.find((pf) => pf.address === address)
  if (named) return named
  return host.index.functions.get(address)?.role.kind === 'pf' ? leftAlone(host, address) : null
}

/** A PF whose VFs and their number are left as they are. */
const leftAlone = ({ id, inventory, assigned }: PlannedHost, address: PciAddress): PlannedPf =>
  plannedPf(
    { host: id, inventory, address },
    { entry: null, wholeTo: holderOf(assigned, address), assigned: [], settings: [] }
  )

/** The VM that has the function at an address as a whole; null = none. */
const holderOf = (assigned: readonly AssignedFunction[], address: PciAddress): PlanVm | null =>
  assigned.find((one) => one.function.kind === 'function' && one.function.address === address)?.vm ?? null

/** Functions other than VFs that VMs have as a whole, in order of address. */
export const wholeFunctions = ({
  assigned
}: PlannedHost): readonly (AssignedFunction & { readonly function: WholeFunction })[] =>
  assigned.flatMap((one) => (one.function.kind === 'function' ? [{ ...one, function: one.function }] : []))

type WholeFunction = Extract<AssignableFunction, { kind: 'function' }>

/** What a plan says of one host. */
interface PartOfPlan {
  readonly pfs: readonly PlanPf[]
  readonly vfs: readonly PlanVf[]
  readonly vms: readonly PlanVm[]
  readonly assigned: readonly AssignedFunction[]
}

function layOver(id: HostId, inventory: InventoryHost | null, part: PartOfPlan): PlannedHost {
  const assigned = [...part.assigned].sort((a, b) => compareFunctions(a.function, b.function))
  const pfs = [...wishesByPf(part, assigned)].map(([address, wishes]) =>
    plannedPf({ host: id, inventory, address }, wishes)
  )
  return {
    id,
    inventory,
    index: inventory ? hostIndex(inventory) : EMPTY_INDEX,
    pfs: pfs.sort((a, b) => comparePciAddresses(a.address, b.address)),
    vms: part.vms,
    assigned
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer I)[] ? I[] : T[K] }

function wishesByPf(
  { pfs, vfs }: PartOfPlan,
  assigned: readonly AssignedFunction[]
): ReadonlyMap<PciAddress, PfWishes> {
  const byPf = new Map<PciAddress, Writable<PfWishes>>()
  const at = (address: PciAddress): Writable<PfWishes> => {
    const wishes = byPf.get(address) ?? { entry: null, wholeTo: null, assigned: [], settings: [] }
    byPf.set(address, wishes)
    return wishes
  }
  for (const entry of pfs) at(entry.address).entry = entry
  for (const vf of vfs) if (Object.keys(vf.settings).length > 0) at(vf.pf).settings.push(vf)
  for (const one of assigned)
    if (one.function.kind === 'vf') at(one.function.pf).assigned.push({ ...one, index: one.function.index })
  for (const { settings } of byPf.values()) settings.sort((a, b) => a.index - b.index)
  for (const [address, wishes] of byPf) wishes.wholeTo = holderOf(assigned, address)
  return byPf
}

function groupByHost<T>(items: readonly T[], hostOf: (item: T) => HostId): ReadonlyMap<HostId, readonly T[]> {
  const groups = new Map<HostId, T[]>()
  for (const item of items) {
    const group = groups.get(hostOf(item))
    if (group) group.push(item)
    else groups.set(hostOf(item), [item])
  }
  return groups
}

/** By the address of the PF or the function, then by VF index; a PF comes before its VFs. */
function compareFunctions(a: AssignableFunction, b: AssignableFunction): number {
  const place = (fn: AssignableFunction): PciAddress => (fn.kind === 'vf' ? fn.pf : fn.address)
  const index = (fn: AssignableFunction): number => (fn.kind === 'vf' ? fn.index : -1)
  return comparePciAddresses(place(a), place(b)) || index(a) - index(b)
}
