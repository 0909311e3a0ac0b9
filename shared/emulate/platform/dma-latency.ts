import { defaultValues, type Values } from '../../calibration/parameters.ts'

/** Mean latency of a DMA read of `bytes`, ns; without IOTLB misses. */
export const readLatencyNs = (bytes: number, isRemote: boolean, values: Values = defaultValues): number =>
  values['dma.readLatency'] +
  values['dma.readLatencyPerByte'] * bytes +
  (isRemote ? values['dma.remoteLatency'] : 0)
