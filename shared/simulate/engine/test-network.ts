/** Networks from short descriptions of their flows. For tests. */
import type { FlowNetwork } from './flow-network.ts'

/** A flow of a test network; what is left out is plain. */
export interface FlowPick {
  /** Stations in its order. */
  readonly path: readonly number[]
  /** At every station; of the n-th size: (n + 1) times as much. */
  readonly serviceNs: number
  /** 0 = greedy. */
  readonly gapNs: number
  readonly window: number
  /** After every station. */
  readonly delayNs?: number
  /** At the end of the path. */
  readonly interruptNs?: number
  readonly train?: number
  readonly weight?: number
  readonly floorBytesPerNs?: number
  /** Shares of sizes; of the n-th: (n + 1) x 64 bytes. Left out: all packets have 64 bytes. */
  readonly sizeShares?: readonly number[]
}

/** Bytes of the smallest packets. */
export const BYTES = 64

/** All queues are first in, first out, unless `changes` says otherwise. */
export function testNetwork(
  picks: readonly FlowPick[],
  stations: number,
  changes: Partial<FlowNetwork> = {}
): FlowNetwork {
  const starts = (lengths: readonly number[]): Int32Array => {
    const start = [0]
    for (const length of lengths) start.push((start.at(-1) ?? 0) + length)
    return Int32Array.from(start)
  }
  const byFlow = (of: (pick: FlowPick) => number): Float64Array => Float64Array.from(picks, of)
  const shares = picks.map(({ sizeShares }) => sizeShares ?? [])
  return {
    flows: picks.length,
    stations,
    start: starts(picks.map(({ path }) => path.length)),
    station: Int32Array.from(picks.flatMap(({ path }) => path)),
    // Stations differ a little, so that services have fractions.
    serviceNs: Float64Array.from(picks.flatMap(({ path, serviceNs }) => path.map((s) => serviceNs + s / 7))),
    delayNs: Float64Array.from(picks.flatMap(({ path, delayNs }) => path.map(() => delayNs ?? 0))),
    interruptNs: Float64Array.from(
      picks.flatMap(({ path, interruptNs }) =>
        path.map((_, hop) => (hop === path.length - 1 ? (interruptNs ?? 0) : 0))
      )
    ),
    bytes: byFlow(() => BYTES),
    weight: byFlow(({ weight }) => weight ?? 1),
    floorBytesPerNs: byFlow(({ floorBytesPerNs }) => floorBytesPerNs ?? 0),
    sizes: {
      start: starts(shares.map(({ length }) => length)),
      share: Float64Array.from(shares.flat()),
      bytes: Float64Array.from(shares.flatMap((of) => of.map((_, n) => (n + 1) * BYTES))),
      serviceNs: Float64Array.from(
        picks.flatMap(({ path, serviceNs, sizeShares = [] }) =>
          path.flatMap((s) => sizeShares.map((_, n) => (n + 1) * serviceNs + s / 7))
        )
      )
    },
    meanGapNs: byFlow(({ gapNs }) => gapNs),
    train: Int32Array.from(picks, ({ train }) => train ?? 1),
    window: Int32Array.from(picks, ({ window }) => window),
    fifo: new Uint8Array(stations).fill(1),
    ...changes
  }
}
