import type { Histogram } from './histogram.ts'

/**
 * A network of stations that packets of flows pass one after the other: what a layout looks like to the
 * discrete-event engine. Flow `f` has the hops `start[f] .. start[f + 1] - 1`, and `station[hop]` is the station that it
 * passes there. "By hop" means parallel to `station`. What is optional and left out is 0, or does not exist.
 */
export interface FlowNetwork {
  readonly flows: number
  readonly stations: number
  /** Length `flows + 1`. */
  readonly start: Int32Array
  readonly station: Int32Array
  /**
   * By hop: nanoseconds that the station works on one packet. May have a fraction. Of a flow with a mix of sizes:
   * unused, see `sizes`.
   */
  readonly serviceNs: Float64Array
  /**
   * By hop: nanoseconds from when the station is through with a packet to when the packet is at the next one, or at the
   * end of its path: propagation, latency of DMA. It keeps nothing busy. Not negative; rounded to whole nanoseconds.
   */
  readonly delayNs?: Float64Array
  /**
   * By hop: after station and delay packets wait for an interrupt, of which there is at most one every so many
   * nanoseconds: the first after a quiet time comes at once, and takes all along that wait. 0 = polled. Whole
   * nanoseconds, each flow by itself. The last hop of a flow for what its receiver moderates.
   */
  readonly interruptNs?: Float64Array
  /**
   * By station: 1 = one queue for all flows, first in first out; 0 = a queue for each flow, in turns by bytes and
   * weight. Left out = turns everywhere. A station that only one flow passes is first in, first out either way.
   */
  readonly fifo?: Uint8Array
  /** Per flow: bytes of a packet (of a flow with a mix of sizes: unused), and its weight where stations take turns. */
  readonly bytes: Float64Array
  readonly weight: Float64Array
  /** Per flow: packets of several sizes. */
  readonly sizes?: SizeMix
  /**
   * Per flow: what it gets where stations take turns before others get more, bytes per nanosecond (GB/s); 0 = nothing.
   * Where guarantees do not fit together all get the same part of theirs.
   */
  readonly floorBytesPerNs?: Float64Array
  /**
   * Per flow: mean nanoseconds between arrivals, or 0 for a greedy flow, which sends a packet as soon as one of its
   * window is through. Arrivals are a Poisson process; with `train`, that of trains is.
   */
  readonly meanGapNs: Float64Array
  /** Per flow: packets that arrive at the same time, at least 1; `meanGapNs` stays that of packets. Not for greedy flows. */
  readonly train?: Int32Array
  /** Per flow: packets in flight at most; what arrives beyond is dropped. */
  readonly window: Int32Array
}

/**
 * Packets of several sizes. Flow `f` has the sizes `start[f] .. start[f + 1] - 1`: none for a flow whose packets are all
 * alike, 255 at most. The size of each packet is drawn by itself.
 */
export interface SizeMix {
  /** Length `flows + 1`. */
  readonly start: Int32Array
  /** By size: its share of the packets of its flow; those of a flow add up to 1. */
  readonly share: Float64Array
  /** By size: bytes of a packet. */
  readonly bytes: Float64Array
  /**
   * Nanoseconds that a station works on one packet: for every hop, in the order of `station`, one for each size of its
   * flow; nothing for a hop of a flow without sizes. May have a fraction.
   */
  readonly serviceNs: Float64Array
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
  /** When it was at the next station, or at the end of its path: later by delay and by waiting for an interrupt. */
  readonly nextNs: number
}

/** When to look at the queues: at `everyNs`, twice that, ... `count` times; then no more, so that it is bounded. */
export interface DepthSampling {
  /** Whole and positive. */
  readonly everyNs: number
  readonly count: number
}

/** What a run is given besides the network. */
export interface PacketRunOptions {
  readonly seed: number
  readonly interruptions?: readonly Interruption[]
  /** Follow this packet (0 = the first that the flow sends) from queue to queue. */
  readonly trace?: { readonly flow: number; readonly packet: number }
  readonly depths?: DepthSampling
}

/** A run of a network in progress, however it is computed (fold.ts). */
export interface NetworkRun {
  /** Time of the run, ns. */
  readonly timeNs: number
  /** Latency from sending to the end of the path, ns, by flow: of the packets that are through. */
  readonly latency: readonly Histogram[]
  /** The hops so far of the packet that is followed. */
  readonly trace: readonly TraceHop[]
  /** Lets everything happen that happens up to and at `endNs`, a whole number not before `timeNs`. */
  runUntil(endNs: number): void
  /** Counts of a flow so far. */
  outcome(flow: number): FlowOutcome
  /** Share of the run that a station was at work, 0..1. */
  utilisation(station: number): number
  /** Packets at a station, waiting and in work, at each time of `DepthSampling` so far. */
  depths(station: number): readonly number[]
}

/** By station: whether its packets leave in the order in which they came; see `FlowNetwork.fifo`. */
export function fifoStations({ stations, station, fifo }: FlowNetwork): Uint8Array {
  const queues = new Int32Array(stations)
  for (const each of station) queues[each] = (queues[each] ?? 0) + 1
  return Uint8Array.from(queues, (count, each) => (count <= 1 || fifo?.[each] === 1 ? 1 : 0))
}

/**
 * About how long it is from one packet to the next on the whole network, ns. A greedy flow counts as one that its
 * slowest station keeps waiting alone.
 */
export function arrivalSpacingNs({ flows, start, serviceNs, meanGapNs }: FlowNetwork): number {
  let packetsPerNs = 0
  for (let f = 0; f < flows; f++) {
    const slowest = serviceNs.subarray(start[f], start[f + 1]).reduce((most, ns) => Math.max(most, ns), 1)
    packetsPerNs += 1 / Math.max(meanGapNs[f] ?? 0, slowest)
  }
  return packetsPerNs > 0 ? 1 / packetsPerNs : 1
}
