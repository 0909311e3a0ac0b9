/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
import type { FlowNetwork } from './flow-network.ts'

/**
 * The time that packets spend between stations: delays, and waiting for interrupts. Packets of a hop come out in the
 * order in which they went in, so when one comes out is known when it goes in.
 */
export class HopDelays {
  /** By hop: whether packets spend time after it at all. */
  readonly isDelayed: Uint8Array
  private readonly delayNs: Float64Array
  private readonly interruptNs: Float64Array
  /** By hop: time of its last interrupt, or of the one that is due. */
  private readonly interruptAtNs: Float64Array

  constructor({ station, delayNs, interruptNs }: FlowNetwork) {
    const hops = station.length
    this.delayNs = new Float64Array(hops).map((_, hop) => Math.round(delayNs?.[hop] ?? 0))
    this.interruptNs = interruptNs ?? new Float64Array(hops)
    this.interruptAtNs = new Float64Array(hops).fill(-Infinity)
    this.isDelayed = Uint8Array.from(this.delayNs, (ns, hop) =>
      ns > 0 || this.interruptNs[hop]! > 0 ? 1 : 0
    )
  }

  /** When a packet that the station of `hop` is through with at `doneNs` is at the next one. Called in order of time. */
  nextNs(hop: number, doneNs: number): number {
    const at = doneNs + this.delayNs[hop]!
    const gap = this.interruptNs[hop]!
    if (gap === 0) return at
    const interrupt = this.interruptAtNs[hop]!
    if (at <= interrupt) return interrupt
    return (this.interruptAtNs[hop] = Math.max(at, interrupt + gap))
  }
}
