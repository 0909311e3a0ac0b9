/** A plan laid over the hosts: what every rule needs to know about one host, worked out once. */
import type { CompatData } from '../compat/types.ts'
import { hostIndex, type HostIndex } from '../inventory/lookup.ts'
import type { HostId, InventoryFunction, InventoryHost, InventorySriov } from '../inventory/types.ts'
import { comparePciAddresses, type PciAddress } from '../pci/address.ts'
import { compareText } from '../plan/order.ts'
import type { AssignableFunction, Plan, PlanPf, PlanVf, PlanVm } from '../plan/types.ts'
import type { CheckContext } from './context.ts'

/** A function that a VM of the plan has. */
export interface AssignedFunction {
  readonly function: AssignableFunction
  readonly vm: PlanVm
  /** Where it is today; null = a VF that does not exist yet, or a function that vanished. */
  readonly address: PciAddress | null
  readonly observed: InventoryFunction | null
}

/** A PF that the plan touches: by its number of VFs, by their settings, or because a VM has one of them. */
export interface PlannedPf {
  readonly host: HostId
  readonly address: PciAddress
  /** null = not in the inventory (any more). */
  readonly observed: InventoryFunction | null
  /** null = no PF, as far as the host shows. */
  readonly sriov: InventorySriov | null
  /** null = left as it is. */
  readonly entry: PlanPf | null
  /** Number of VFs under the plan. */
  readonly numVfs: number
  /** Today's VFs are destroyed and, if more than 0 are planned, made anew. */
  readonly isRecreated: boolean
  /** Bound driver; null = none, or not read. */
  readonly driver: string | null
  /** VFs that VMs have, in order of index. */
  readonly given: readonly (AssignedFunction & { readonly index: number })[]
  /** In order of index. */
  readonly settings: readonly PlanVf[]
}

/** A host that the plan touches. */
export interface PlannedHost {
  readonly id: HostId
  /** null = never read. */
  readonly inventory: InventoryHost | null
  /** Empty where the host was never read. */
  readonly index: HostIndex
  /** In order of address. */
  readonly pfs: readonly PlannedPf[]
  readonly vms: readonly PlanVm[]
  /** In order of address; VFs by PF and index. */
  readonly given: readonly AssignedFunction[]
}

/** What a rule gets. */
export interface RuleContext {
  readonly plan: Plan
  /** Hosts that the plan touches, in order of id. */
  readonly hosts: readonly PlannedHost[]
  /** Every host that was read. */
  readonly inventories: ReadonlyMap<HostId, InventoryHost>
  readonly compat: CompatData
}

const EMPTY_INDEX: HostIndex = { functions: new Map(), groups: new Map() }

/** How a host is called in messages: its name where it was read, else its id. */
export const hostName = (host: PlannedHost): string => host.inventory?.hostname ?? host.id

/** Lays the plan over the hosts. */
export function plannedHosts({ plan, hosts }: CheckContext): readonly PlannedHost[] {
  const vms = new Map(plan.vms.map((vm) => [vm.id, vm]))
  const pfs = groupByHost(plan.pfs, (pf) => pf.host)
  const vfs = groupByHost(plan.vfs, (vf) => vf.host)
  const ofHost = groupByHost(plan.vms, (vm) => vm.host)
  const assignments = groupByHost(plan.assignments, (one) => one.function.host)
  const ids = new Set([...pfs.keys(), ...vfs.keys(), ...ofHost.keys(), ...assignments.keys()])
  return [...ids].sort(compareText).map((id) => {
    const inventory = hosts.get(id) ?? null
    const index = inventory ? hostIndex(inventory) : EMPTY_INDEX
    const given = (assignments.get(id) ?? []).flatMap((one) => {
      const vm = vms.get(one.vm)
      return vm ? [givenFunction(one.function, vm, index)] : []
    })
    given.sort((a, b) => compareFunctions(a.function, b.function))
    return {
      id,
      inventory,
      index,
      pfs: plannedPfs(id, index, pfs.get(id) ?? [], vfs.get(id) ?? [], given),
      vms: ofHost.get(id) ?? [],
      given
    }
  })
}

function groupByHost<T>(items: readonly T[], hostOf: (item: T) => HostId): Map<HostId, T[]> {
  const groups = new Map<HostId, T[]>()
  for (const item of items) {
    const group = groups.get(hostOf(item))
    if (group) group.push(item)
    else groups.set(hostOf(item), [item])
  }
  return groups
}

const sriovOf = (fn: InventoryFunction | null): InventorySriov | null =>
  fn?.role.kind === 'pf' ? fn.role.sriov : null

function givenFunction(fn: AssignableFunction, vm: PlanVm, index: HostIndex): AssignedFunction {
  const address =
    fn.kind === 'vf' ? (sriovOf(index.functions.get(fn.pf) ?? null)?.vfs[fn.index] ?? null) : fn.address
  const observed = address === null ? null : (index.functions.get(address) ?? null)
  return { function: fn, vm, address: observed === null ? null : address, observed }
}

/** By the address of the PF or the function, then by VF index; a PF comes before its VFs. */
function compareFunctions(a: AssignableFunction, b: AssignableFunction): number {
  const place = (fn: AssignableFunction): PciAddress => (fn.kind === 'vf' ? fn.pf : fn.address)
  const index = (fn: AssignableFunction): number => (fn.kind === 'vf' ? fn.index : -1)
  return compareText(a.host, b.host) || comparePciAddresses(place(a), place(b)) || index(a) - index(b)
}

function plannedPfs(
  host: HostId,
  index: HostIndex,
  entries: readonly PlanPf[],
  vfs: readonly PlanVf[],
  given: readonly AssignedFunction[]
): readonly PlannedPf[] {
  const byPf = new Map<
    PciAddress,
    { entry: PlanPf | null; given: PlannedPf['given'][number][]; settings: PlanVf[] }
  >()
  const at = (address: PciAddress) => {
    const row = byPf.get(address) ?? { entry: null, given: [], settings: [] }
    byPf.set(address, row)
    return row
  }
  for (const entry of entries) at(entry.address).entry = entry
  for (const vf of vfs) at(vf.pf).settings.push(vf)
  for (const one of given) {
    if (one.function.kind === 'vf') at(one.function.pf).given.push({ ...one, index: one.function.index })
  }
  return [...byPf]
    .sort(([a], [b]) => comparePciAddresses(a, b))
    .map(([address, row]) => {
      const observed = index.functions.get(address) ?? null
      const sriov = sriovOf(observed)
      const today = sriov?.numVfs ?? 0
      const numVfs = row.entry?.numVfs ?? today
      return {
        host,
        address,
        observed,
        sriov,
        ...row,
        numVfs,
        isRecreated: today > 0 && numVfs !== today,
        driver: observed?.driver.known ? observed.driver.value : null
      }
    })
}
