/** An estimate of a way, summed up for tables and charts. */
import { resourceLabel } from '../flows/labels.ts'
import type { FlowLatency } from '../flows/latency.ts'
import type { FlowReport, LayoutReport } from '../flows/layout-report.ts'
import type { Band, Bottleneck, ResourceKind } from '../types.ts'

/** What limits how many VMs. */
interface Limit {
  readonly bottleneck: Bottleneck
  readonly next: Bottleneck | null
  readonly vms: number
}

/** One VM by one way. */
interface VmFigures {
  readonly vm: string
  readonly gbps: Band
  readonly mpps: Band
  readonly bottleneck: Bottleneck
  readonly next: Bottleneck | null
}

/** How much of a shared resource is used. */
interface ResourceUse {
  readonly label: string
  /** 0..1; of the fullest where several go by the same name (ports that are given away whole). */
  readonly utilisation: number
}

/** A way in figures. `…PerVm` is the mean over the VMs. */
export interface MethodSummary {
  readonly gbpsPerVm: Band
  readonly mppsPerVm: Band
  readonly gbpsTotal: Band
  readonly mppsTotal: Band
  /** Of all VMs. */
  readonly hostCores: Band
  /** 0..1, the fullest of its kind; null where it is not modelled. */
  readonly wire: number | null
  readonly pcie: number | null
  /** Of the VM that waits longest, us; null where it was not asked for. */
  readonly latency: FlowLatency | null
  /** What VMs share, the fullest first. */
  readonly resources: readonly ResourceUse[]
  /** The most common first. */
  readonly limits: readonly Limit[]
  /** In the layout's order. */
  readonly vms: readonly VmFigures[]
}

/** Sum of independent bands: ends are added, because what makes one wrong makes all of them wrong. */
const sumOf = (bands: readonly Band[]): Band => ({
  value: bands.reduce((sum, band) => sum + band.value, 0),
  low: bands.reduce((sum, band) => sum + band.low, 0),
  high: bands.reduce((sum, band) => sum + band.high, 0),
  isExtrapolated: bands.some((band) => band.isExtrapolated)
})

const scaled = ({ value, low, high, isExtrapolated }: Band, factor: number): Band => ({
  value: value * factor,
  low: low * factor,
  high: high * factor,
  isExtrapolated
})

/**
 * Figures of a report; null for a layout without senders. VMs that only forward are left out. Latency
 * takes as long as all the rest: it is worked out where it is asked for.
 */
export function methodSummary(report: LayoutReport, hasLatency: boolean): MethodSummary | null {
  const senders = Array.from({ length: report.flows }, (_, index) => ({
    index,
    flow: report.flow(index)
  })).filter(({ flow: { mpps, bottleneck } }) => mpps.value > 0 || bottleneck.resource !== 'demand')
  const flows = senders.map(({ flow }) => flow)
  if (flows.length === 0) return null
  const byVm = new Map<string, FlowReport[]>()
  for (const flow of flows) {
    // Two hosts may have VMs of the same name.
    const key = `${flow.host}\n${flow.vm}`
    byVm.set(key, [...(byVm.get(key) ?? []), flow])
  }
  const gbpsTotal = sumOf(flows.map(({ gbps }) => gbps))
  const mppsTotal = sumOf(flows.map(({ mpps }) => mpps))
  const fullest = (...kinds: readonly ResourceKind[]): number | null => {
    const found = report.compiled.resources.flatMap(({ kind }, r) =>
      kinds.includes(kind) ? [report.utilisation[r] ?? 0] : []
    )
    return found.length === 0 ? null : Math.max(...found)
  }
  return {
    gbpsTotal,
    mppsTotal,
    gbpsPerVm: scaled(gbpsTotal, 1 / byVm.size),
    mppsPerVm: scaled(mppsTotal, 1 / byVm.size),
    hostCores: sumOf(flows.map(({ hostCores }) => hostCores)),
    wire: fullest('wire-out', 'wire-in'),
    pcie: fullest('pcie-up', 'pcie-down'),
    latency: hasLatency ? slowest(senders.map(({ index }) => report.latency(index))) : null,
    resources: usesOf(report),
    limits: limitsOf(byVm),
    vms: [...byVm.values()].map((own) => ({
      vm: own[0]?.vm ?? '',
      gbps: sumOf(own.map(({ gbps }) => gbps)),
      mpps: sumOf(own.map(({ mpps }) => mpps)),
      ...chainOf(own)
    }))
  }
}

/** A wire has two directions under one name. */
const WAY_OF_WIRE: Partial<Record<ResourceKind, string>> = {
  'wire-out': ', sending',
  'wire-in': ', receiving'
}

/** What goes by the same name as one line, the fullest first. */
function usesOf({ compiled, utilisation }: LayoutReport): readonly ResourceUse[] {
  const uses = new Map<string, ResourceUse>()
  compiled.resources.forEach((resource, r) => {
    const label = `${resourceLabel(resource, 0)}${WAY_OF_WIRE[resource.kind] ?? ''}`
    const used = Math.max(uses.get(label)?.utilisation ?? 0, utilisation[r] ?? 0)
    uses.set(label, { label, utilisation: used })
  })
  return [...uses.values()].sort((a, b) => b.utilisation - a.utilisation)
}

const slowest = (latencies: readonly (FlowLatency | null)[]): FlowLatency | null =>
  latencies.reduce(
    (most, latency) =>
      latency !== null && (most === null || latency.p99Us.value > most.p99Us.value) ? latency : most,
    null
  )

/** The chain of a VM's largest flow. */
function chainOf(flows: readonly FlowReport[]): Pick<VmFigures, 'bottleneck' | 'next'> {
  const largest = flows.reduce((best, flow) => (flow.gbps.value > best.gbps.value ? flow : best))
  return { bottleneck: largest.bottleneck, next: largest.next }
}

function limitsOf(byVm: ReadonlyMap<string, readonly FlowReport[]>): readonly Limit[] {
  const limits = new Map<string, Limit>()
  for (const flows of byVm.values()) {
    const { bottleneck, next } = chainOf(flows)
    const key = `${bottleneck.label}\n${next?.label ?? ''}`
    limits.set(key, { bottleneck, next, vms: (limits.get(key)?.vms ?? 0) + 1 })
  }
  return [...limits.values()].sort((a, b) => b.vms - a.vms)
}
