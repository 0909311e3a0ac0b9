/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
import { ArrivalOrder, type HopRanks } from './arrival-order.ts'
import { DepthSamples } from './depth-samples.ts'
import { hopsByStation, type HopsByStation } from './feed-forward.ts'
import {
  arrivalSpacingNs,
  type FlowNetwork,
  type FlowOutcome,
  type NetworkRun,
  type PacketRunOptions,
  type TraceHop
} from './flow-network.ts'
import { Histogram } from './histogram.ts'
import { HopDelays } from './hop-delays.ts'
import { PacketRings } from './packet-rings.ts'
import { PacketSizes } from './packet-sizes.ts'
import { RandomStreams } from './rng.ts'
import { Work } from './work.ts'

/** Packets in a span: enough that what a span costs is little, few enough for the nearest cache. */
const PACKETS_PER_SPAN = 4096
/** Times within a span have 32 bits. */
const LONGEST_SPAN_NS = 2 ** 30
const NONE = -1

/**
 * Runs a network of first-in-first-out stations without events, and finds exactly what packet-run.ts finds.
 *
 * When a packet joins a station that is first in, first out, all that it must wait for is known, so
 * `begin = max(arrival, end of the one before)` and `end = begin + service` (Lindley's recursion). Where packets do not
 * go round in circles, stations can be worked through one after the other, each with all that comes to it in a span of
 * time: the arrivals of a flow are made in a stretch, a station that one flow has for itself takes them as they are, and
 * a station that several share takes them sorted (arrival-order.ts).
 *
 * Why the same: a packet's times depend only on the order of arrivals at its stations, and that order is by the same
 * rule in both. Service times are whole nanoseconds and at least one, so nothing arrives at a time that is over.
 *
 * Only for networks that `isFoldable` (fold.ts) admits, and only as long as every window has room: a packet that would
 * be dropped ends the run (`isOver`), which is then for packet-run.ts to do.
 * State: 25 bytes for each slot of a ring (packet-rings.ts).
 */
export class FoldedRun implements NetworkRun {
  /** A packet came for which there was no room: nothing of this run counts any more. */
  isOver = false
  readonly latency: readonly Histogram[]
  private readonly network: FlowNetwork
  private readonly spanNs: number
  private readonly order: Int32Array
  private readonly hopsAt: HopsByStation
  private readonly sizes: PacketSizes
  private readonly delays: HopDelays
  private readonly work: Work
  private readonly samples: DepthSamples
  private readonly rings: PacketRings
  private readonly arrivals: ArrivalOrder
  private nowNs = 0
  /** All that arrives anywhere up to this time is dealt with. */
  private doneNs = -1

  /** By hop: its flow, whether it is the first of it, and number of the next packet that it did not see yet. */
  private readonly flowOf: Int32Array
  private readonly isFirst: Uint8Array
  private readonly passed: Int32Array
  /** By hop: whether more is to be done than to go on. */
  private readonly isWatched: Uint8Array
  /** By flow: number of the next packet that is not received yet, and all that are. */
  private readonly left: Int32Array
  private readonly received: Float64Array

  private readonly traceFlow: number
  private readonly tracePacket: number
  /** By hop: packets of the flow that is followed. */
  private readonly seen: Float64Array
  private readonly hops: TraceHop[] = []

  /** `order`: stations, each after those that its packets come from (feed-forward.ts). */
  constructor(network: FlowNetwork, order: Int32Array, { seed, trace, depths }: PacketRunOptions) {
    const { flows, stations, station, start } = network
    this.network = network
    this.order = order
    this.hopsAt = hopsByStation(stations, station)
    this.latency = Array.from({ length: flows }, () => new Histogram())
    this.sizes = new PacketSizes(network)
    this.delays = new HopDelays(network)
    this.work = new Work(stations)
    this.samples = new DepthSamples(stations, depths)
    const spanNs = PACKETS_PER_SPAN * arrivalSpacingNs(network)
    this.spanNs = Math.max(1, Math.min(LONGEST_SPAN_NS, Math.round(spanNs)))
    this.rings = new PacketRings(network, this.sizes, new RandomStreams(seed, 2 * flows), this.spanNs)
    this.flowOf = new Int32Array(station.length)
    this.isFirst = new Uint8Array(station.length)
    this.passed = new Int32Array(station.length)
    for (let f = 0; f < flows; f++) {
      this.flowOf.fill(f, start[f], start[f + 1])
      this.isFirst[start[f]!] = 1
    }
    this.arrivals = new ArrivalOrder(this.hopRanks(), this.rings.atNs, this.rings.sinceNs)
    this.left = new Int32Array(flows)
    this.received = new Float64Array(flows)
    this.seen = new Float64Array(station.length)
    this.traceFlow = trace?.flow ?? NONE
    this.tracePacket = trace?.packet ?? NONE
    this.isWatched = this.delays.isDelayed.map((isDelayed, hop) =>
      isDelayed === 1 || this.flowOf[hop] === this.traceFlow ? 1 : 0
    )
  }

  /** What packet-run.ts knows as ranks and numbers of sources in its calendar. */
  private hopRanks(): HopRanks {
    const { station } = this.network
    const { isDelayed } = this.delays
    const rank = this.isFirst.map((isFirst, hop) => (isFirst === 1 ? 2 : isDelayed[hop - 1]!))
    const number = station.map((_, hop) =>
      rank[hop] === 2 ? this.flowOf[hop]! : rank[hop] === 1 ? hop : station[hop - 1]!
    )
    return { rank, number }
  }

  get timeNs(): number {
    return this.nowNs
  }

  get trace(): readonly TraceHop[] {
    return this.hops.filter((hop) => hop.doneNs <= this.nowNs)
  }

  utilisation(station: number): number {
    return this.work.utilisation(station, this.nowNs)
  }

  depths(station: number): readonly number[] {
    return this.samples.upTo(station, this.nowNs)
  }

  outcome(flow: number): FlowOutcome {
    const sent = this.rings.sent[flow]!
    const received = this.received[flow]!
    return {
      sent,
      received,
      dropped: 0,
      inFlight: sent - received,
      dropsByStation: new Map(),
      droppedByReset: 0
    }
  }

  runUntil(endNs: number): void {
    const { flows } = this.network
    while (this.doneNs < endNs && !this.isOver) {
      const untilNs = Math.min(endNs, this.doneNs + this.spanNs)
      for (let f = 0; f < flows; f++) if (!this.rings.make(f, untilNs, this.left[f]!)) this.isOver = true
      for (const station of this.order) this.passStation(station, untilNs)
      for (let f = 0; f < flows; f++) this.receive(f, untilNs)
      this.doneNs = untilNs
    }
    this.nowNs = endNs
  }

  /** Takes all packets through a station that arrive there by `untilNs`. */
  private passStation(station: number, untilNs: number): void {
    const { arrivals, hopsAt, rings, doneNs } = this
    const first = hopsAt.from[station]!
    const end = hopsAt.from[station + 1]!
    arrivals.count = 0
    for (let i = first; i < end; i++) {
      const hop = hopsAt.hops[i]!
      const flow = this.flowOf[hop]!
      const limit = this.isFirst[hop] === 1 ? rings.made[flow]! : this.passed[hop - 1]!
      const from = this.passed[hop]!
      this.passed[hop] = arrivals.add(hop, rings.base[flow]!, rings.mask[flow]!, from, limit, doneNs, untilNs)
    }
    // Packets of one hop are in order by themselves.
    if (end > first + 1) arrivals.sort(untilNs - doneNs + 1)
    this.serve(station)
  }

  /** The station works on all arrivals, in their order. */
  private serve(station: number): void {
    const { isWatched } = this
    const { slot: slots, hop: hops, count } = this.arrivals
    const { serviceNs, serviceAt } = this.sizes
    const { atNs, sinceNs, size } = this.rings
    let sampleNs = this.samples.dueNs[station]!
    let freeNs = this.work.doneNs[station]!
    let carryNs = this.work.carryNs[station]!
    let busyNs = 0
    for (let i = 0; i < count; i++) {
      const slot = slots[i]!
      const hop = hops[i]!
      const arrivedNs = atNs[slot]!
      const beganNs = freeNs > arrivedNs ? freeNs : arrivedNs
      const exact = serviceNs[serviceAt[hop]! + size[slot]!]! + carryNs
      const whole = Math.floor(exact)
      carryNs = exact - whole
      busyNs += whole
      freeNs = beganNs + whole
      if (freeNs > sampleNs) sampleNs = this.samples.addStay(station, arrivedNs, freeNs)
      if (isWatched[hop] === 1) this.goOn(hop, slot, arrivedNs, beganNs, freeNs)
      else {
        atNs[slot] = freeNs
        sinceNs[slot] = beganNs
      }
    }
    this.work.set(station, freeNs, carryNs, busyNs)
  }

  /** A packet leaves a hop that has a delay, or whose packets are counted because one of them is followed. */
  private goOn(hop: number, slot: number, arrivedNs: number, beganNs: number, doneNs: number): void {
    const isDelayed = this.delays.isDelayed[hop] === 1
    const nextNs = isDelayed ? this.delays.nextNs(hop, doneNs) : doneNs
    this.rings.atNs[slot] = nextNs
    this.rings.sinceNs[slot] = isDelayed ? 0 : beganNs
    if (this.flowOf[hop] === this.traceFlow && this.seen[hop]!++ === this.tracePacket)
      this.hops.push({ station: this.network.station[hop]!, arrivedNs, beganNs, doneNs, nextNs })
  }

  /** Takes note of the packets of a flow that left by `untilNs`, and of a lack of room. */
  private receive(flow: number, untilNs: number): void {
    const { atNs, birthNs } = this.rings
    const base = this.rings.base[flow]!
    const mask = this.rings.mask[flow]!
    const latency = this.latency[flow]!
    const from = this.left[flow]!
    const limit = this.passed[this.network.start[flow + 1]! - 1]!
    let packet = from
    for (; packet !== limit; packet = (packet + 1) | 0) {
      const slot = base + (packet & mask)
      if (atNs[slot]! > untilNs) break
      latency.record(atNs[slot]! - birthNs[slot]!)
    }
    this.received[flow]! += (packet - from) | 0
    this.left[flow] = packet
    if (((this.rings.made[flow]! - from) | 0) > this.network.window[flow]!) this.checkRoom(flow, from, packet)
  }

  /**
   * Whether every packet from number `from` on found room: those that were sent a window before had left by then. `left`:
   * number of the first that has not left at all.
   */
  private checkRoom(flow: number, from: number, left: number): void {
    const { atNs, birthNs, made } = this.rings
    const base = this.rings.base[flow]!
    const mask = this.rings.mask[flow]!
    const window = this.network.window[flow]!
    for (let packet = (from + window) | 0; packet !== made[flow]; packet = (packet + 1) | 0) {
      const before = (packet - window) | 0
      const isOut =
        ((left - before) | 0) > 0 && atNs[base + (before & mask)]! <= birthNs[base + (packet & mask)]!
      if (!isOut) this.isOver = true
    }
  }
}
