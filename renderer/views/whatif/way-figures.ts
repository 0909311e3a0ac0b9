/** An estimate of a way, summed up for tables and charts. */
import type { LayoutReportJson } from '#shared/simulate/report-json.ts'
import type { FlowReport } from '#shared/simulate/layout/report.ts'
import type { Band, Bottleneck, ResourceKind } from '#shared/simulate/types.ts'

/** What limits how many VMs. */
export interface Limit {
  readonly bottleneck: Bottleneck
  readonly next: Bottleneck | null
  readonly vms: number
}

/** One VM by one way. */
export interface VmFigures {
  readonly vm: string
  readonly gbps: Band
  readonly mpps: Band
  readonly bottleneck: Bottleneck
  readonly next: Bottleneck | null
}

/** A way in figures. `…PerVm` is the mean over the VMs. */
export interface WayFigures {
  readonly gbpsPerVm: Band
  readonly mppsPerVm: Band
  readonly gbpsTotal: Band
  readonly mppsTotal: Band
  /** Of all VMs. */
  readonly hostCores: Band
  /** 0..1, the fullest of its kind; null where it is not modelled. */
  readonly wire: number | null
  readonly pcie: number | null
  /** The most common first. */
  readonly limits: readonly Limit[]
  /** In the layout's order. */
  readonly vms: readonly VmFigures[]
}

/** Sum of independent bands: ends are added, because what makes one wrong makes all of them wrong. */
export const sumOf = (bands: readonly Band[]): Band => ({
  value: bands.reduce((sum, band) => sum + band.value, 0),
  low: bands.reduce((sum, band) => sum + band.low, 0),
  high: bands.reduce((sum, band) => sum + band.high, 0),
  isExtrapolated: bands.some((band) => band.isExtrapolated)
})

export const scaled = ({ value, low, high, isExtrapolated }: Band, factor: number): Band => ({
  value: value * factor,
  low: low * factor,
  high: high * factor,
  isExtrapolated
})

/** Figures of a report; null for a layout without VMs. */
export function wayFigures({ flows, resources }: LayoutReportJson): WayFigures | null {
  if (flows.length === 0) return null
  const byVm = new Map<string, FlowReport[]>()
  for (const flow of flows) byVm.set(flow.vm, [...(byVm.get(flow.vm) ?? []), flow])
  const gbpsTotal = sumOf(flows.map(({ gbps }) => gbps))
  const mppsTotal = sumOf(flows.map(({ mpps }) => mpps))
  const fullest = (...kinds: readonly ResourceKind[]): number | null => {
    const found = resources.filter(({ kind }) => kinds.includes(kind))
    return found.length === 0 ? null : Math.max(...found.map(({ utilisation }) => utilisation))
  }
  return {
    gbpsTotal,
    mppsTotal,
    gbpsPerVm: scaled(gbpsTotal, 1 / byVm.size),
    mppsPerVm: scaled(mppsTotal, 1 / byVm.size),
    hostCores: sumOf(flows.map(({ hostCores }) => hostCores)),
    wire: fullest('wire-out', 'wire-in'),
    pcie: fullest('pcie-up', 'pcie-down'),
    limits: limitsOf(byVm),
    vms: [...byVm].map(([vm, own]) => ({
      vm,
      gbps: sumOf(own.map(({ gbps }) => gbps)),
      mpps: sumOf(own.map(({ mpps }) => mpps)),
      ...chainOf(own)
    }))
  }
}

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
