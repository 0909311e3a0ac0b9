/**
 * The IOTLB: how many transactions a second are left when a device touches more pages than it holds.
 *
 *     t = ((1/R0)^p + (miss * W)^p)^(1/p)     miss = max(0, 1 - entries * page / window)
 *     W = W0 + growth * (1 - min(1, 1 MiB / window))
 *
 * Modelled: capacity, page size, the walker as one server that overlaps with the rest of the device's work.
 * Left out: associativity, device-side ATS caches, nested translation of a vIOMMU.
 * Source: fit on pcie-bench/data (Broadwell, Haswell E5-2620v3; 64 to 256 B; 4 KiB pages).
 * Checked: rows 15, 18, 20, 21 (throughput), 24, 25 (latency). Reach with 2 MiB pages is entries x 2 MiB.
 */
import { defaultValues, type Values } from '../../calibration/parameters.ts'

const MIB = 1024 * 1024

/** Share of accesses that miss when a device goes at random over `windowBytes`. 0..1 */
export const missShare = (entries: number, pageBytes: number, windowBytes: number): number =>
  windowBytes <= 0 ? 0 : Math.max(0, 1 - (entries * pageBytes) / windowBytes)

/** Time the walker needs per transaction, ns. */
export function walkNs(
  operation: 'read' | 'write',
  pageBytes: number,
  windowBytes: number,
  values: Values = defaultValues
): number {
  const isRead = operation === 'read'
  const entries = values[isRead ? 'iommu.readEntries' : 'iommu.writeEntries']
  const base = values[isRead ? 'iommu.readWalk' : 'iommu.writeWalk']
  const growth = values['iommu.walkGrowth'] * (1 - Math.min(1, MIB / Math.max(windowBytes, 1)))
  return missShare(entries, pageBytes, windowBytes) * (base + growth)
}

/** M transactions/s behind the IOMMU, from `rate` M/s without it. */
export function translatedRate(
  operation: 'read' | 'write',
  rate: number,
  pageBytes: number,
  windowBytes: number,
  values: Values = defaultValues
): number {
  const p = values[operation === 'read' ? 'iommu.readExponent' : 'iommu.writeExponent']
  const walk = walkNs(operation, pageBytes, windowBytes, values)
  if (walk === 0) return rate
  return 1000 / ((1000 / rate) ** p + walk ** p) ** (1 / p)
}

/** Mean latency of a 64-byte read command behind the IOMMU, ns. */
export const translatedLatencyNs = (
  pageBytes: number,
  windowBytes: number,
  values: Values = defaultValues
): number =>
  values['dma.commandLatency'] +
  missShare(values['iommu.latencyEntries'], pageBytes, windowBytes) * values['iommu.missLatency']
