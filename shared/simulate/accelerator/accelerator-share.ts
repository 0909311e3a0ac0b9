/**
 * VFs of an accelerator or GPU: which share of its compute each gets, and how long it may wait for its turn.
 *
 * Three ways. `slices`: one VF runs at a time, for its slice, and who has nothing to do is passed over (NVIDIA's best
 * effort, Intel's execution quantum); shares are weighted max-min fair. `reserved-slices`: the same, but the time of
 * an idle VF is not given to others (fixed share). `partitions`: parts of the hardware (MIG), which nobody waits for.
 * Between the slices of different VFs some time is lost (`accelerator.switchLoss`).
 *
 * Left out: memory of the device and its bandwidth, media and copy engines with queues of their own, kernels that
 * cannot be preempted, clocks that fall with load. Checked: nowhere; no public measurement of VFs was found.
 * Source: NVIDIA AI Enterprise 8.1, vGPU scheduling policies; Linux ABI sysfs-driver-intel-xe-sriov
 * (exec_quantum_ms, sched_priority).
 */
import type { Values } from '../../calibration/parameters.ts'
import { maxMinShares } from '../solve/max-min-shares.ts'

/** How VFs share. */
export type Sharing = 'slices' | 'reserved-slices' | 'partitions'

/** One VF. */
export interface AcceleratorVf {
  /** Longest run at a time, ms; decides the share among slices. */
  readonly sliceMs: number
  readonly parts: number
  /** Share of the whole device that it could use, above 0, at most 1. */
  readonly demand: number
}

/** What a VF gets. */
export interface AcceleratorShare {
  /** Of the device's compute, 0 to 1. */
  readonly share: number
  /** Longest wait for its turn, ms; 0 = it never waits. */
  readonly waitMs: number
}

/** Shares of all VFs, in their order; `partitions` are all parts that the device has. */
export function acceleratorShares(
  sharing: Sharing,
  vfs: readonly AcceleratorVf[],
  partitions: number,
  values: Values
): readonly AcceleratorShare[] {
  if (sharing === 'partitions')
    return vfs.map(({ parts, demand }) => ({ share: Math.min(demand, parts / partitions), waitMs: 0 }))
  const round = vfs.reduce((sum, { sliceMs }) => sum + sliceMs, 0)
  const left = vfs.length > 1 ? 1 - values['accelerator.switchLoss'] : 1
  const shares =
    sharing === 'slices'
      ? weightedShares(vfs, left)
      : vfs.map(({ sliceMs, demand }) => Math.min(demand, (left * sliceMs) / round))
  return vfs.map(({ sliceMs }, f) => ({ share: shares[f] ?? 0, waitMs: round - sliceMs }))
}

function weightedShares(vfs: readonly AcceleratorVf[], capacity: number): readonly number[] {
  const { length } = vfs
  const { rate } = maxMinShares({
    flows: length,
    resources: 1,
    start: Int32Array.from({ length: length + 1 }, (_, f) => f),
    resource: new Int32Array(length),
    cost: new Float64Array(length).fill(1),
    capacity: Float64Array.of(capacity),
    limit: Float64Array.from(vfs.map(({ demand }) => demand)),
    floor: new Float64Array(length),
    weight: Float64Array.from(vfs.map(({ sliceMs }) => sliceMs))
  })
  return [...rate]
}
