/**
 * A network of stations that packets of flows pass one after the other: what a layout looks like to the
 * discrete-event engine. Flow `f` passes `station[start[f]] .. station[start[f + 1] - 1]` in this order.
 */
export interface FlowNetwork {
  readonly flows: number
  readonly stations: number
  /** Length `flows + 1`. */
  readonly start: Int32Array
  readonly station: Int32Array
  /** Nanoseconds that the station works on one packet of the flow; parallel to `station`. May have a fraction. */
  readonly serviceNs: Float64Array
  /** Per flow: bytes of a packet, and its weight where stations take turns. */
  readonly bytes: Float64Array
  readonly weight: Float64Array
  /**
   * Per flow: mean nanoseconds between Poisson arrivals, or 0 for a greedy flow, which sends a packet as soon as
   * one of its window is through.
   */
  readonly meanGapNs: Float64Array
  /** Per flow: packets in flight at most; what arrives beyond is dropped. */
  readonly window: Int32Array
}

/** Counts and latencies of one flow after a run. Always `sent = received + dropped + inFlight`. */
export interface FlowOutcome {
  readonly sent: number
  readonly received: number
  readonly dropped: number
  readonly inFlight: number
  /** Where most of the flow's packets were queued when it dropped: station by number of drops. */
  readonly dropsByStation: ReadonlyMap<number, number>
  /** Drops because the flow was reset; the others are in `dropsByStation`. */
  readonly droppedByReset: number
}

/** Something that happens to the network during a run. Times are nanoseconds of the run. */
export type Interruption =
  /** What the flow has on its way is lost, and so is what it sends until it is back (a VF being reset). */
  | { readonly kind: 'flow-reset'; readonly flow: number; readonly atNs: number; readonly durationNs: number }
  /** The station begins no packet until it is back (a link that is down). */
  | {
      readonly kind: 'station-down'
      readonly station: number
      readonly atNs: number
      readonly durationNs: number
    }

/** One hop of a packet that was followed. */
export interface TraceHop {
  readonly station: number
  /** When it joined the queue, when its turn came, when the station was through with it. */
  readonly arrivedNs: number
  readonly beganNs: number
  readonly doneNs: number
}

/** What a run is given besides the network. */
export interface PacketRunOptions {
  readonly seed: number
  readonly interruptions?: readonly Interruption[]
  /** Follow this packet (0 = the first that the flow sends) from queue to queue. */
  readonly trace?: { readonly flow: number; readonly packet: number }
}
