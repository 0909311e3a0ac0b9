/** The free VFs of a host in the order in which they suit a VM. */
import type { FunctionClass } from '../inventory/types.ts'
import { comparePciAddresses } from '../pci/address.ts'
import type { PlanVm } from '../plan/types.ts'
import { everyPf, type PlannedHost } from '../planned/planned-host.ts'
import { slotsOf, type PlannedPf, type PlannedVf } from '../planned/planned-pf.ts'
import { readOr } from '../reading.ts'

/** A free VF, and what decides how well it suits. */
export interface Candidate {
  readonly vf: PlannedVf
  readonly pf: PlannedPf
  /** NUMA node of the PF; null = none, or not read. */
  readonly node: number | null
  /** false = the port was seen without a link; a PF without an interface has none to lack. */
  readonly hasLink: boolean
  /** VFs of the same PF that VMs have. */
  readonly busy: number
  /** VFs of the same PF that the VM itself has. */
  readonly own: number
}

/**
 * The free VFs of one class: those whose use can be ruled out first, then on the NUMA node that is asked for, then on ports with a link, then on ports that
 * the VM does not use yet (so that it survives the loss of one), then on the port with the fewest VMs, then in order of
 * address. `node` null = any.
 */
export function rankedCandidates(
  host: PlannedHost,
  vm: PlanVm,
  kind: FunctionClass,
  node: number | null
): readonly Candidate[] {
  const rank = (one: Candidate): readonly number[] => [
    one.vf.observed?.usage.verdict === 'cannot-be-ruled-out' ? 1 : 0,
    node === null || one.node === null ? 1 : one.node === node ? 0 : 2,
    one.hasLink ? 0 : 1,
    one.own,
    one.busy
  ]
  return everyPf(host)
    .filter((pf) => pf.observed?.class === kind && pf.wholeTo === null)
    .flatMap((pf) => candidatesOf(pf, vm))
    .map((one) => ({ one, rank: rank(one) }))
    .sort((a, b) => compareRanks(a.rank, b.rank) || compareCandidates(a.one, b.one))
    .map(({ one }) => one)
}

function candidatesOf(pf: PlannedPf, vm: PlanVm): readonly Candidate[] {
  const node = pf.observed === null ? null : readOr(pf.observed.numaNode, null)
  const hasLink = pf.port === null || readOr(pf.port.hasCarrier, true)
  const busy = pf.assigned.length
  const own = pf.assigned.filter((one) => one.vm.id === vm.id).length
  return slotsOf(pf)
    .filter((vf) => vf.vm === null)
    .map((vf) => ({ vf, pf, node, hasLink, busy, own }))
}

/** The node that a VM is to be on, or that all its ports share; null = several, or none. */
export function nodeOf(host: PlannedHost, vm: PlanVm): number | null {
  if (vm.numaNode !== null) return vm.numaNode
  const nodes = new Set(
    host.pfs
      .filter((pf) => pf.assigned.some((one) => one.vm.id === vm.id))
      .map((pf) => (pf.observed === null ? null : readOr(pf.observed.numaNode, null)))
  )
  const [node = null] = nodes
  return nodes.size === 1 ? node : null
}

const compareRanks = (a: readonly number[], b: readonly number[]): number =>
  a.map((value, at) => value - (b[at] ?? 0)).find((difference) => difference !== 0) ?? 0

const compareCandidates = (a: Candidate, b: Candidate): number =>
  comparePciAddresses(a.pf.address, b.pf.address) || a.vf.index - b.vf.index
