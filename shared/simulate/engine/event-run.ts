/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
import { ArrivalGaps } from './arrival-gaps.ts'
import { Calendar, NOTHING, NOW, UNTIL } from './calendar.ts'
import { DelayLines } from './delay-lines.ts'
import { DepthSamples } from './depth-samples.ts'
import { FlowCounts } from './flow-counts.ts'
import {
  arrivalSpacingNs,
  type FlowNetwork,
  type FlowOutcome,
  type Interruption,
  type NetworkRun,
  type PacketRunOptions,
  type TraceHop
} from './flow-network.ts'
import { Histogram } from './histogram.ts'
import { HopDelays } from './hop-delays.ts'
import { PacketSizes } from './packet-sizes.ts'
import { PacketSlots } from './packet-slots.ts'
import { PacketTrace } from './packet-trace.ts'
import { RandomStreams } from './rng.ts'
import { StationQueues } from './station-queues.ts'
import { Work } from './work.ts'

/** Ranks in the calendar. */
const DONE = 0
const DELAYED = 1
const ARRIVAL = 2
const INTERRUPTION = 3
const SAMPLE = 4
const NONE = -1

/**
 * Runs a flow network packet by packet, with an event whenever a packet arrives, a station is through with one, or one
 * is at the end of a delay: the reference, which can run every network. folded-run.ts finds the same without events
 * where that is possible.
 *
 * A station serves first in first out, or its flows in turns (round-robin.ts). Turns, with windows that cover the
 * path, give max-min fair shares, which is why a run must agree with the solver (Hahne, "Round-robin scheduling for
 * max-min fairness in data networks", 1991).
 *
 * At the same nanosecond packets first leave, then come from delays, then arrive; then interruptions begin or end;
 * then queues are sampled. State is typed arrays, 21 bytes for a packet on its way and 12 more in networks with delays:
 * nothing is allocated per packet or event.
 */
export class PacketRun implements NetworkRun {
  readonly latency: readonly Histogram[]
  private readonly network: FlowNetwork
  /** Sources: stations, hops with a delay, flows, begin and end of each interruption, sampling. */
  private readonly calendar: Calendar
  private readonly firstFlow: number
  private readonly firstInterruption: number
  /** A stream for the arrivals of each flow, then one for the sizes of its packets. */
  private readonly random: RandomStreams
  private readonly gaps: ArrivalGaps
  private readonly sizes: PacketSizes
  private readonly work: Work
  /** Of the calendar: time of the event that happens. */
  private readonly clock: Float64Array

  private readonly slots: PacketSlots
  /** Of slots, sizes and delays, at hand. */
  private readonly hopOf: Int32Array
  private readonly sizeOf: Uint8Array
  private readonly serviceNs: Float64Array
  private readonly serviceAt: Int32Array
  private readonly delayLineOf: Int32Array
  private readonly queues: StationQueues
  private readonly delays: HopDelays
  private readonly delayLines: DelayLines
  /** By station: the packet in work. */
  private readonly served: Int32Array
  /** By hop. */
  private readonly flowOf: Int32Array

  private readonly counts: FlowCounts
  /** How many interruptions hold a flow, or a station, right now. */
  private readonly flowHolds: Uint8Array
  private readonly stationHolds: Uint8Array
  private readonly interruptions: readonly Interruption[]

  private readonly samples: DepthSamples
  private nextSample = 0
  private readonly followed: PacketTrace

  constructor(network: FlowNetwork, options: PacketRunOptions) {
    const { seed, interruptions = [], depths } = options
    const { flows, stations, station, start, window } = network
    const packets = window.reduce((sum, n) => sum + n, 0)
    this.network = network
    this.interruptions = interruptions
    this.followed = new PacketTrace(options.trace)
    this.latency = Array.from({ length: flows }, () => new Histogram())
    this.random = new RandomStreams(seed, 2 * flows)
    this.gaps = new ArrivalGaps(network, this.random)
    this.sizes = new PacketSizes(network)
    this.work = new Work(stations)
    this.samples = new DepthSamples(stations, depths)
    this.slots = new PacketSlots(packets)
    this.hopOf = this.slots.hop
    this.sizeOf = this.slots.size
    this.serviceNs = this.sizes.serviceNs
    this.serviceAt = this.sizes.serviceAt
    this.flowOf = new Int32Array(station.length)
    for (let f = 0; f < flows; f++) this.flowOf.fill(f, start[f], start[f + 1])
    this.delays = new HopDelays(network)
    const { isDelayed } = this.delays
    this.firstFlow = stations + isDelayed.reduce((sum, each) => sum + each, 0)
    this.firstInterruption = this.firstFlow + flows
    const sampler = this.firstInterruption + 2 * interruptions.length
    const rank = new Uint8Array(sampler + 1).fill(DONE, 0, stations)
    rank.fill(DELAYED, stations, this.firstFlow).fill(ARRIVAL, this.firstFlow, this.firstInterruption)
    rank.fill(INTERRUPTION, this.firstInterruption).fill(SAMPLE, sampler)
    this.calendar = new Calendar(rank, arrivalSpacingNs(network) / 2)
    this.clock = this.calendar.clock
    this.delayLines = new DelayLines(isDelayed, packets, stations, this.calendar)
    this.delayLineOf = this.delayLines.lineOf
    this.queues = new StationQueues(network, this.sizes, this.slots, this.flowOf, this.clock)
    this.served = new Int32Array(stations).fill(NONE)
    this.counts = new FlowCounts(flows)
    this.flowHolds = new Uint8Array(flows)
    this.stationHolds = new Uint8Array(stations)
    interruptions.forEach(({ atNs, durationNs }, i) => {
      this.schedule(this.firstInterruption + 2 * i, atNs)
      this.schedule(this.firstInterruption + 2 * i + 1, atNs + durationNs)
    })
    if (this.samples.timeOf(0) < Infinity) this.schedule(sampler, this.samples.timeOf(0))
    for (let f = 0; f < flows; f++) this.begin(f)
  }

  get trace(): readonly TraceHop[] {
    return this.followed.hops
  }

  get timeNs(): number {
    return this.calendar.clock[UNTIL]!
  }

  utilisation(station: number): number {
    return this.work.utilisation(station, this.timeNs)
  }

  depths(station: number): readonly number[] {
    return this.samples.upTo(station, this.timeNs)
  }

  outcome(flow: number): FlowOutcome {
    return this.counts.outcome(flow)
  }

  runUntil(endNs: number): void {
    const { calendar, firstFlow, firstInterruption } = this
    const { stations } = this.network
    calendar.clock[UNTIL] = endNs
    for (;;) {
      const source = calendar.take()
      // Nothing may follow the loop: compilers that replace a loop while it runs have not seen that yet.
      if (source === NOTHING) return
      if (source < stations) this.finish(source)
      else if (source >= firstInterruption) this.interruptOrSample(source)
      else if (source >= firstFlow) this.arrive(source - firstFlow)
      else this.endDelay(source - stations)
    }
  }

  private schedule(source: number, dueNs: number): void {
    this.calendar.dueNs[source] = dueNs
    this.calendar.sinceNs[source] = 0
    this.calendar.add(source)
  }

  private begin(flow: number): void {
    if (this.network.meanGapNs[flow]! === 0) {
      while (this.counts.inFlight[flow]! < this.network.window[flow]!) this.send(flow)
    } else this.schedule(this.firstFlow + flow, this.gaps.next(flow))
  }

  private interruptOrSample(source: number): void {
    const event = source - this.firstInterruption
    const what = this.interruptions[event >> 1]
    if (what === undefined) {
      this.sample(source)
      return
    }
    const isBegin = (event & 1) === 0
    const by = isBegin ? 1 : -1
    if (what.kind === 'station-down') {
      const holds = (this.stationHolds[what.station]! += by)
      if (holds === 0 && this.served[what.station] === NONE) this.serve(what.station)
      return
    }
    const { flow } = what
    const holds = (this.flowHolds[flow]! += by)
    if (isBegin) this.empty(flow)
    else if (holds === 0 && this.network.meanGapNs[flow] === 0) this.begin(flow)
  }

  private sample(source: number): void {
    const index = this.nextSample++
    const depth = this.served.map((packet) => (packet === NONE ? 0 : 1))
    this.network.station.forEach((station, hop) => (depth[station]! += this.queues.length[hop]!))
    depth.forEach((packets, station) => this.samples.set(station, index, packets))
    const next = this.samples.timeOf(this.nextSample)
    if (next < Infinity) this.schedule(source, next)
  }

  /** Loses what a flow has in queues and delays; what stations work on is lost when they are through with it. */
  private empty(flow: number): void {
    const { start } = this.network
    const lose = (packet: number): void => this.lose(flow, packet)
    for (let hop = start[flow]!; hop < start[flow + 1]!; hop++) {
      this.queues.empty(hop, lose)
      const line = this.delayLines.lineOf[hop]!
      if (line !== NONE) this.delayLines.empty(line, lose)
    }
  }

  private lose(flow: number, packet: number): void {
    this.counts.loseToReset(flow)
    this.release(packet)
  }

  private release(packet: number): void {
    this.followed.release(packet)
    this.slots.release(packet)
  }

  /** A train of packets arrives. What is rare is apart, so that compilers can take in all that is not. */
  private arrive(flow: number): void {
    const { calendar, clock, counts } = this
    const source = this.firstFlow + flow
    calendar.dueNs[source] = clock[NOW]! + this.gaps.next(flow)
    calendar.sinceNs[source] = clock[NOW]!
    calendar.add(source)
    const hasRoom = counts.inFlight[flow]! < this.network.window[flow]!
    if (hasRoom && this.gaps.train[flow] === 1 && this.flowHolds[flow] === 0) this.send(flow)
    else this.arriveTogether(flow)
  }

  /** Those packets of a train are sent that there is room for. */
  private arriveTogether(flow: number): void {
    const { counts } = this
    const { start, station, window } = this.network
    for (let left = this.gaps.train[flow]!; left > 0; left--) {
      if (this.flowHolds[flow]! > 0) counts.dropDuringReset(flow)
      else if (counts.inFlight[flow]! < window[flow]!) this.send(flow)
      else counts.dropOnSending(flow, station[this.queues.longest(start[flow]!, start[flow + 1]!)]!)
    }
  }

  private send(flow: number): void {
    const { slots, counts, sizes } = this
    const packet = slots.take()
    slots.birthNs[packet] = this.clock[NOW]!
    slots.size[packet] =
      sizes.count[flow] === 1 ? 0 : sizes.draw(flow, this.random, this.network.flows + flow)
    this.followed.send(flow, counts.sent[flow]!, packet)
    counts.sent[flow]!++
    counts.inFlight[flow]!++
    this.arriveAt(this.network.start[flow]!, packet)
  }

  /** A packet is at the station of a hop: its turn comes at once, or it waits. */
  private arriveAt(hop: number, packet: number): void {
    const station = this.network.station[hop]!
    this.hopOf[packet] = hop
    if (packet === this.followed.packet) this.followed.arrive(station, this.clock[NOW]!)
    if (this.served[station] === NONE && this.stationHolds[station] === 0) {
      this.queues.pass(station, hop, packet)
      this.startOn(station, hop, packet)
    } else this.queues.join(station, hop, packet)
  }

  /** Takes the next packet, if there is one. */
  private serve(station: number): void {
    if (this.stationHolds[station]! > 0) return
    const packet = this.queues.take(station)
    if (packet === NONE) return
    if (packet === this.followed.packet) this.followed.begin(this.clock[NOW]!)
    this.startOn(station, this.hopOf[packet]!, packet)
  }

  private startOn(station: number, hop: number, packet: number): void {
    const { calendar, clock } = this
    this.served[station] = packet
    const workNs = this.serviceNs[this.serviceAt[hop]! + this.sizeOf[packet]!]!
    calendar.dueNs[station] = this.work.add(station, clock[NOW]!, workNs)
    calendar.sinceNs[station] = clock[NOW]!
    calendar.add(station)
  }

  /** A station is through with its packet. */
  private finish(station: number): void {
    const packet = this.served[station]!
    const hop = this.hopOf[packet]!
    const flow = this.flowOf[hop]!
    const line = this.delayLineOf[hop]!
    this.served[station] = NONE
    // The station goes on before the packet does, so that a greedy flow cannot overtake those that wait.
    this.serve(station)
    const isPlain = line === NONE && packet !== this.followed.packet && this.flowHolds[flow] === 0
    if (isPlain) this.goOn(flow, hop, packet)
    else this.leave(flow, hop, packet)
  }

  /** A packet leaves a station into a delay, or is followed, or is lost to a reset. */
  private leave(flow: number, hop: number, packet: number): void {
    const line = this.delayLineOf[hop]!
    const doneNs = this.clock[NOW]!
    const nextNs = line === NONE ? doneNs : this.delays.nextNs(hop, doneNs)
    if (packet === this.followed.packet) this.followed.finish(doneNs, nextNs)
    if (this.flowHolds[flow]! > 0) this.lose(flow, packet)
    else if (line === NONE) this.goOn(flow, hop, packet)
    else {
      this.delayLines.dueNs[packet] = nextNs
      this.delayLines.push(line, packet)
    }
  }

  /** Packets of one hop are at the end of their delay: all that are due, in their order. */
  private endDelay(line: number): void {
    const hop = this.delayLines.hops[line]!
    const flow = this.flowOf[hop]!
    for (;;) {
      const packet = this.delayLines.takeDue(line)
      if (packet === NONE) return
      this.goOn(flow, hop, packet)
    }
  }

  /** A packet leaves a hop behind. */
  private goOn(flow: number, hop: number, packet: number): void {
    if (hop + 1 < this.network.start[flow + 1]!) {
      this.arriveAt(hop + 1, packet)
      return
    }
    this.counts.received[flow]!++
    this.counts.inFlight[flow]!--
    this.latency[flow]!.record(this.clock[NOW]! - this.slots.birthNs[packet]!)
    this.release(packet)
    if (this.network.meanGapNs[flow] === 0) this.send(flow)
  }
}
