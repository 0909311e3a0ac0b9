/** Shares of an accelerator with their bands. All of them are extrapolated: nothing was measured in public. */
import type { Values } from '../../calibration/parameters.ts'
import { linkPayloadGbps, type PcieLinkShape } from '../cost/pcie-link.ts'
import type { Band } from '../types.ts'
import { acceleratorShares, type AcceleratorVf, type Sharing } from './accelerator-share.ts'

/** What a VF gets. */
export interface AcceleratorEstimate {
  /** Of the device's compute, 0 to 1. */
  readonly share: Band
  /** Longest wait for its turn, ms. */
  readonly waitMs: number
  /** Payload from and to the device in large transfers, Gbit/s. */
  readonly toHostGbps: Band
  readonly toDeviceGbps: Band
}

/** What a share may fall short by: half with slices (kernels that do not yield), a fifth with parts of the hardware. */
const SHORTFALL: Readonly<Record<Sharing, number>> = {
  slices: 0.5,
  'reserved-slices': 0.5,
  partitions: 0.2
}

/** Transfers between host and device are large: frames, tensors, buffers. */
const TRANSFER_BYTES = 65_536

/** Estimates of all VFs, in their order. */
export function estimateAccelerator(
  sharing: Sharing,
  vfs: readonly AcceleratorVf[],
  partitions: number,
  link: PcieLinkShape,
  values: Values
): readonly AcceleratorEstimate[] {
  const lossless = acceleratorShares(sharing, vfs, partitions, { ...values, 'accelerator.switchLoss': 0 })
  return acceleratorShares(sharing, vfs, partitions, values).map(({ share, waitMs }, f) => ({
    share: {
      value: share,
      low: share * (1 - SHORTFALL[sharing]),
      high: Math.max(share, lossless[f]?.share ?? share),
      isExtrapolated: true
    },
    waitMs,
    toHostGbps: linkBand('write', share, vfs.length, link, values),
    toDeviceGbps: linkBand('read', share, vfs.length, link, values)
  }))
}

/** An equal part of the link; less if transfers wait for the VF's turn, all of it if the others transfer nothing. */
function linkBand(
  operation: 'read' | 'write',
  share: number,
  vfs: number,
  link: PcieLinkShape,
  values: Values
): Band {
  const gbps = linkPayloadGbps(link, operation, TRANSFER_BYTES, 'specification', values)
  return {
    value: gbps / vfs,
    low: Math.min(gbps / vfs, gbps * share) / 2,
    high: gbps,
    isExtrapolated: true
  }
}
