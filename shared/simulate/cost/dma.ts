/**
 * What a DMA device reaches: link, device and host together.
 *
 * Modelled: link time and device time combined with a p-norm (p -> infinity would be "the slower one wins"),
 * a limit of reads in flight (which is what a remote socket costs), the last-level cache for small reads, the
 * IOTLB, and the loss when reads and writes run at once.
 * Left out: DDIO way limits, write latency, desktop parts with power management (very noisy in the data).
 * Source: pcie-bench/data, NFP6000 gen3 x8. Checked: rows 5 to 21; 64 to 512 B. Other devices: extrapolated.
 */
import { defaultValues, type Values } from '../../calibration/parameters.ts'
import { readLatencyNs } from '../../emulate/platform/dma-latency.ts'
import { translatedRate } from './iotlb.ts'
import { linkPayloadGbps, type DmaOperation, type LinkOverhead, type PcieLinkShape } from './pcie-link.ts'

/** One DMA measurement. */
export interface DmaCase {
  readonly link: PcieLinkShape
  readonly operation: DmaOperation
  readonly transferBytes: number
  /** The host memory that the device goes over at random, bytes. */
  readonly windowBytes: number
  /** Whether the memory lies on the socket to which the device is not attached. */
  readonly isRemote: boolean
  /** null = no translation; else the size of the IOMMU's pages, bytes. */
  readonly iommuPageBytes: number | null
  /** Last-level cache of the host, bytes. */
  readonly lastLevelCacheBytes: number
  readonly overhead?: LinkOverhead
}

/** Rates combined so that the result lies below both: (a^-p + b^-p)^(-1/p). */
const combineRates = (a: number, b: number, p: number): number => (a ** -p + b ** -p) ** (-1 / p)

/** Transactions a second in millions, one kind of operation, without IOMMU. */
function bareRate(dma: DmaCase, operation: 'read' | 'write', values: Values): number {
  const { transferBytes: bytes } = dma
  const link = (linkPayloadGbps(dma.link, operation, bytes, dma.overhead, values) * 1000) / (8 * bytes)
  if (operation === 'write')
    return combineRates(link, values['dma.writeDeviceRate'], values['dma.writeExponent'])
  const device = combineRates(link, values['dma.readDeviceRate'], values['dma.readExponent'])
  const inFlight = (values['dma.readsInFlight'] * 1000) / readLatencyNs(bytes, dma.isRemote, values)
  const isCold = dma.windowBytes > dma.lastLevelCacheBytes && bytes < 256 && !dma.isRemote
  return Math.min(device, inFlight) * (isCold ? values['dma.cacheMissReadFactor'] : 1)
}

/** Payload in Gbit/s; for `both`, each way. */
export function dmaGbps(dma: DmaCase, values: Values = defaultValues): number {
  const rateOf = (operation: 'read' | 'write'): number => {
    const rate = bareRate(dma, operation, values)
    return dma.iommuPageBytes === null
      ? rate
      : translatedRate(operation, rate, dma.iommuPageBytes, dma.windowBytes, values)
  }
  const toGbps = (rate: number): number => (rate * 8 * dma.transferBytes) / 1000
  if (dma.operation !== 'both') return toGbps(rateOf(dma.operation))
  const link =
    linkPayloadGbps(dma.link, 'both', dma.transferBytes, dma.overhead, values) *
    values['dma.duplexEfficiency']
  return Math.min(link, toGbps(rateOf('read')), toGbps(rateOf('write')))
}
