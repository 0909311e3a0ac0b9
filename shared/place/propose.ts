/** Automatic placement: which free VFs suit a VM best, and why. It proposes; assigning stays an edit. */
import { functionAt, groupOf } from '../inventory/lookup.ts'
import type {
  FunctionClass,
  InventoryFunction,
  InventoryHost,
  InventoryIommuGroup
} from '../inventory/types.ts'
import { comparePciAddresses, type PciAddress } from '../pci/address.ts'
import { functionKey, plannedFunction } from '../plan/function-key.ts'
import { vmById } from '../plan/lookup.ts'
import type { AssignableFunction, Plan, PlanVm, VmId } from '../plan/types.ts'
import { vfSlots, type VfSlot } from '../planned/vf-slots.ts'
import { groupOfNewVf } from '../planned/vf-group.ts'

/** What is asked for. */
export interface PlacementWish {
  /** How many VFs, 1 or more. */
  readonly count: number
  /** Of what kind, for example "network". */
  readonly class: FunctionClass
}

/** A VF that suits. */
export interface Placement {
  readonly function: AssignableFunction
  /** What speaks for it, the weightiest first, for example "on NUMA node 0, as web1". */
  readonly reasons: readonly string[]
  /** What speaks against it, though nothing better is free. */
  readonly drawbacks: readonly string[]
}

/** The proposal: at most `count` VFs, best first. */
export interface PlacementProposal {
  readonly placements: readonly Placement[]
  /** How many VFs are missing; 0 = all found. */
  readonly shortBy: number
  /** Free VFs that cannot be taken, with the reason. */
  readonly passedOver: readonly { readonly function: AssignableFunction; readonly why: string }[]
}

interface Candidate {
  readonly slot: VfSlot
  readonly pf: InventoryFunction
  readonly node: number | null
  readonly hasLink: boolean
  /** VFs of the same PF that VMs have; grows while the proposal does. */
  readonly busy: number
}

/**
 * Ranks free VFs of a host for a VM: its NUMA node first, then ports with a link, then ports that the VM does not
 * use yet (so that it survives the loss of one), then the port with the fewest VMs, then in order of address.
 * A VF whose IOMMU group would not be whole is passed over. null = the VM does not exist or is on another host.
 */
export function proposeFunctions(
  plan: Plan,
  host: InventoryHost,
  vmId: VmId,
  wish: PlacementWish
): PlacementProposal | null {
  const vm = vmById(plan, vmId)
  if (!vm || vm.host !== host.id) return null
  const owners = new Map(plan.assignments.map((one) => [functionKey(one.function), one.vm]))
  const free = host.functions
    .filter((fn) => fn.class === wish.class && fn.role.kind === 'pf' && !isGiven(owners, host, fn))
    .flatMap((pf) => candidatesOf(plan, host, pf))
  const judged = free.map((one) => ({ one, why: obstacle(host, one, vm, owners) }))
  const open = judged.flatMap(({ one, why }) => (why === null ? [one] : []))
  const placements = chosen(open, plan, host, vm, wish.count)
  return {
    placements,
    shortBy: wish.count - placements.length,
    passedOver: judged.flatMap(({ one, why }) => (why === null ? [] : [{ function: one.slot.function, why }]))
  }
}

const isGiven = (owners: ReadonlyMap<string, VmId>, host: InventoryHost, fn: InventoryFunction): boolean =>
  owners.has(functionKey({ kind: 'function', host: host.id, address: fn.address }))

function candidatesOf(plan: Plan, host: InventoryHost, pf: InventoryFunction): readonly Candidate[] {
  const slots = vfSlots(plan, host, pf.address)
  const busy = slots.filter((slot) => slot.vm !== null).length
  const [port] = pf.interfaces
  const hasLink = port === undefined || !port.hasCarrier.known || port.hasCarrier.value
  const node = pf.numaNode.known ? pf.numaNode.value : null
  return slots.filter((slot) => slot.vm === null).map((slot) => ({ slot, pf, node, hasLink, busy }))
}

/** Why a free VF cannot be taken; null = it can. */
function obstacle(
  host: InventoryHost,
  { slot, pf }: Candidate,
  vm: PlanVm,
  owners: ReadonlyMap<string, VmId>
): string | null {
  const observed = slot.address === null ? null : functionAt(host, slot.address)
  const [use] = observed?.usage.uses ?? []
  if (use && !(use.kind === 'vm' && use.vm === vm.name)) return `it is in use on ${host.hostname}`
  const group = observed ? groupOf(host, observed.address) : groupOfNewVf(host, pf.address)
  const other = group ? strangerIn(host, group, observed?.address ?? null, vm, owners) : null
  return other === null ? null : `its IOMMU group also holds ${other}`
}

/** A member of a group that would not go along to the VM; null = there is none. */
function strangerIn(
  host: InventoryHost,
  group: InventoryIommuGroup,
  self: PciAddress | null,
  vm: PlanVm,
  owners: ReadonlyMap<string, VmId>
): PciAddress | null {
  const stranger = group.members.find((address) => {
    const member = functionAt(host, address)
    if (address === self || member === null || member.class === 'bridge') return false
    const owner = owners.get(functionKey(plannedFunction(host.id, member)))
    return owner === undefined ? !(member.driver.known && member.driver.value === null) : owner !== vm.id
  })
  return stranger ?? null
}

/** Takes the best one, again and again: each choice makes its port less welcome for the next. */
function chosen(
  open: readonly Candidate[],
  plan: Plan,
  host: InventoryHost,
  vm: PlanVm,
  count: number
): readonly Placement[] {
  const own = portsOf(plan, vm)
  const taken = new Map<PciAddress, number>()
  const node = vm.numaNode ?? commonNode(host, own)
  let rest = open
  const placements: Placement[] = []
  while (placements.length < count && rest.length > 0) {
    const rank = (one: Candidate): readonly number[] => [
      node === null || one.node === null ? 1 : one.node === node ? 0 : 2,
      one.hasLink ? 0 : 1,
      (own.get(one.pf.address) ?? 0) + (taken.get(one.pf.address) ?? 0),
      one.busy + (taken.get(one.pf.address) ?? 0)
    ]
    const best = rest.reduce((a, b) => ((compareRanks(rank(b), rank(a)) || compareSlots(b, a)) < 0 ? b : a))
    placements.push(
      placementOf(best, vm, node, (own.get(best.pf.address) ?? 0) + (taken.get(best.pf.address) ?? 0))
    )
    taken.set(best.pf.address, (taken.get(best.pf.address) ?? 0) + 1)
    rest = rest.filter((one) => one !== best)
  }
  return placements
}

/** How many VFs of each PF the VM has already. */
function portsOf(plan: Plan, vm: PlanVm): ReadonlyMap<PciAddress, number> {
  const ports = new Map<PciAddress, number>()
  for (const { function: fn, vm: owner } of plan.assignments) {
    if (owner === vm.id && fn.kind === 'vf') ports.set(fn.pf, (ports.get(fn.pf) ?? 0) + 1)
  }
  return ports
}

/** The node on which all ports of a VM lie; null = several, or none. */
function commonNode(host: InventoryHost, ports: ReadonlyMap<PciAddress, number>): number | null {
  const nodes = new Set(
    [...ports.keys()].map((pf) => {
      const node = functionAt(host, pf)?.numaNode
      return node?.known ? node.value : null
    })
  )
  const [node = null] = nodes
  return nodes.size === 1 ? node : null
}

const compareRanks = (a: readonly number[], b: readonly number[]): number =>
  a.map((value, at) => value - (b[at] ?? 0)).find((difference) => difference !== 0) ?? 0

const compareSlots = (a: Candidate, b: Candidate): number =>
  comparePciAddresses(a.pf.address, b.pf.address) || a.slot.index - b.slot.index

function placementOf(one: Candidate, vm: PlanVm, node: number | null, ownOnPort: number): Placement {
  const isNear = node !== null && one.node === node
  const isFar = node !== null && one.node !== null && one.node !== node
  return {
    function: one.slot.function,
    reasons: [
      ...(isNear ? [`on NUMA node ${node}, as ${vm.name}`] : []),
      ...(ownOnPort === 0 ? [`on a port that ${vm.name} does not use yet`] : []),
      ...(one.busy === 0 ? ['no VM uses this port'] : [])
    ],
    drawbacks: [
      ...(isFar ? [`on NUMA node ${one.node}, ${vm.name} is on ${node}`] : []),
      ...(one.hasLink ? [] : ['its port has no link']),
      ...(ownOnPort > 0 ? [`${vm.name} has ${ownOnPort} of this port already`] : [])
    ]
  }
}
