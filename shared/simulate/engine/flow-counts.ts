/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/** What became of the packets of each flow. Always `sent = received + dropped + inFlight`. */
import type { FlowOutcome } from './flow-network.ts'

/** Counts by flow. */
export class FlowCounts {
  readonly sent: Float64Array
  readonly received: Float64Array
  readonly dropped: Float64Array
  readonly inFlight: Int32Array
  private readonly droppedByReset: Float64Array
  private readonly dropsByStation: readonly Map<number, number>[]

  constructor(flows: number) {
    this.sent = new Float64Array(flows)
    this.received = new Float64Array(flows)
    this.dropped = new Float64Array(flows)
    this.inFlight = new Int32Array(flows)
    this.droppedByReset = new Float64Array(flows)
    this.dropsByStation = Array.from({ length: flows }, () => new Map<number, number>())
  }

  /** A packet was sent and found no room; most of its flow's packets wait at `station`. */
  dropOnSending(flow: number, station: number): void {
    this.sent[flow]!++
    this.dropped[flow]!++
    const drops = this.dropsByStation[flow]!
    drops.set(station, (drops.get(station) ?? 0) + 1)
  }

  /** A packet was sent while its flow was being reset. */
  dropDuringReset(flow: number): void {
    this.sent[flow]!++
    this.dropped[flow]!++
    this.droppedByReset[flow]!++
  }

  /** A packet was on its way when its flow was reset. */
  loseToReset(flow: number): void {
    this.inFlight[flow]!--
    this.dropped[flow]!++
    this.droppedByReset[flow]!++
  }

  outcome(flow: number): FlowOutcome {
    return {
      sent: this.sent[flow]!,
      received: this.received[flow]!,
      dropped: this.dropped[flow]!,
      inFlight: this.inFlight[flow]!,
      dropsByStation: this.dropsByStation[flow]!,
      droppedByReset: this.droppedByReset[flow]!
    }
  }
}
