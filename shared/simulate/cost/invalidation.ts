/**
 * What the host's own IOMMU use costs a kernel driver that maps and unmaps every buffer: strict invalidation
 * waits for the IOTLB at every unmap, deferred collects unmaps and flushes them every 10 ms.
 *
 * Modelled: one core, a fixed cost per frame. Left out: per-CPU caches of newer kernels, several queues.
 * Source: row 27 (Linux 2.6.36 at 10 Gb/s). Everything newer or faster is extrapolated.
 */
import { defaultValues, type Values } from '../../calibration/parameters.ts'
import { wireMpps } from './ethernet.ts'

/** How unmapped buffers leave the IOTLB: not translated at all, collected and flushed, or at once. */
export type Invalidation = 'none' | 'deferred' | 'strict'

/** Share of line rate that one core keeps up, 0..1. */
export function invalidationShare(
  mode: Invalidation,
  gbps: number,
  frameBytes: number,
  values: Values = defaultValues
): number {
  const extra =
    mode === 'strict'
      ? values['iommu.strictInvalidation']
      : mode === 'deferred'
        ? values['iommu.deferredInvalidation']
        : 0
  return Math.min(1, 1000 / (values['iommu.frameBase'] + extra) / wireMpps(gbps, frameBytes))
}
