/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/**
 * Runs a flow network packet by packet, with an event whenever a packet arrives or a station is through with one: the
 * reference, which can run every network. folded-run.ts finds the same with fewer events where that is possible.
 *
 * A station serves first in first out, or its flows in turns (round-robin.ts). Turns, with windows that cover the
 * path, give max-min fair shares, which is why a run must agree with the solver (Hahne, "Round-robin scheduling for
 * max-min fairness in data networks", 1991).
 *
 * At the same nanosecond packets first leave, then arrive; then interruptions begin or end; then queues are sampled.
 * State is typed arrays, 16 bytes for a packet on its way: nothing is allocated per packet or event.
 * Left out: floors (guaranteed rates), propagation, batching.
 */
import { Calendar, NOTHING } from './calendar.ts'
import { DepthSamples } from './depth-samples.ts'
import {
  arrivalSpacingNs,
  fifoStations,
  type FlowNetwork,
  type FlowOutcome,
  type Interruption,
  type NetworkRun,
  type PacketRunOptions,
  type TraceHop
} from './flow-network.ts'
import { Histogram } from './histogram.ts'
import { PacketLines } from './packet-lines.ts'
import { RandomStreams } from './rng.ts'
import { RoundRobin } from './round-robin.ts'
import { Work } from './work.ts'

/** Ranks in the calendar. */
const DONE = 0
const ARRIVAL = 1
const INTERRUPTION = 2
const SAMPLE = 3
const NONE = -1

/** See the head of the file. */
export class PacketRun implements NetworkRun {
  readonly latency: readonly Histogram[]
  private readonly network: FlowNetwork
  /** Sources: stations, flows, begin and end of each interruption, sampling. */
  private readonly calendar: Calendar
  private readonly random: RandomStreams
  private readonly work: Work
  private nowNs = 0

  /** Packets: a slot each, handed out again when the packet is through. */
  private readonly birthNs: Float64Array
  private readonly queueOf: Int32Array

  /**
   * A queue is a flow at one of its stations, numbered as `network.station`. Lines: one for each queue, then one for
   * each station that is first in, first out, then that of free slots: the last one back is the first out again,
   * because it is still in the cache.
   */
  private readonly lines: PacketLines
  private readonly freeLine: number
  private readonly lineOf: Int32Array
  private readonly length: Int32Array
  private readonly flowOf: Int32Array
  private readonly isFifo: Uint8Array
  private readonly turns: RoundRobin
  /** By station: the packet in work. */
  private readonly served: Int32Array

  private readonly sent: Float64Array
  private readonly received: Float64Array
  private readonly dropped: Float64Array
  private readonly inFlight: Int32Array
  private readonly drops: readonly Map<number, number>[]
  private readonly resetDrops: Float64Array

  /** How many interruptions hold a flow, or a station, right now. */
  private readonly flowHolds: Uint8Array
  private readonly stationHolds: Uint8Array
  private readonly interruptions: readonly Interruption[]

  private readonly samples: DepthSamples
  private nextSample = 0
  private readonly traceOf: NonNullable<PacketRunOptions['trace']>
  private tracedPacket = NONE
  private hop = { station: 0, arrivedNs: 0, beganNs: 0 }
  private readonly hops: TraceHop[] = []

  constructor(network: FlowNetwork, options: PacketRunOptions) {
    const { seed, interruptions = [], trace = { flow: NONE, packet: NONE }, depths } = options
    const { flows, stations, station, start, window } = network
    const packets = window.reduce((sum, n) => sum + n, 0)
    const queues = station.length
    this.network = network
    this.interruptions = interruptions
    this.traceOf = trace
    this.latency = Array.from({ length: flows }, () => new Histogram())
    this.random = new RandomStreams(seed, flows)
    this.work = new Work(stations)
    this.samples = new DepthSamples(stations, depths)
    this.birthNs = new Float64Array(packets)
    this.queueOf = new Int32Array(packets)
    this.isFifo = fifoStations(network)
    this.freeLine = queues + stations
    this.lines = new PacketLines(queues + stations + 1, packets)
    for (let packet = 0; packet < packets; packet++) this.lines.push(this.freeLine, packet)
    this.lineOf = station.map((each, queue) => (this.isFifo[each] === 1 ? queues + each : queue))
    this.length = new Int32Array(queues)
    this.flowOf = new Int32Array(queues)
    for (let f = 0; f < flows; f++) this.flowOf.fill(f, start[f], start[f + 1])
    this.turns = new RoundRobin(network)
    this.served = new Int32Array(stations).fill(NONE)
    this.sent = new Float64Array(flows)
    this.received = new Float64Array(flows)
    this.dropped = new Float64Array(flows)
    this.inFlight = new Int32Array(flows)
    this.drops = Array.from({ length: flows }, () => new Map<number, number>())
    this.resetDrops = new Float64Array(flows)
    this.flowHolds = new Uint8Array(flows)
    this.stationHolds = new Uint8Array(stations)

    const firstInterruption = stations + flows
    const sampler = firstInterruption + 2 * interruptions.length
    const rank = new Uint8Array(sampler + 1).fill(DONE, 0, stations).fill(ARRIVAL, stations, stations + flows)
    this.calendar = new Calendar(
      rank.fill(INTERRUPTION, firstInterruption).fill(SAMPLE, sampler),
      arrivalSpacingNs(network) / 2
    )
    interruptions.forEach(({ atNs, durationNs }, i) => {
      this.calendar.add(firstInterruption + 2 * i, atNs, 0)
      this.calendar.add(firstInterruption + 2 * i + 1, atNs + durationNs, 0)
    })
    if (this.samples.timeOf(0) < Infinity) this.calendar.add(sampler, this.samples.timeOf(0), 0)
    for (let f = 0; f < flows; f++) this.begin(f)
  }

  get trace(): readonly TraceHop[] {
    return this.hops
  }

  get timeNs(): number {
    return this.nowNs
  }

  utilisation(station: number): number {
    return this.work.utilisation(station, this.nowNs)
  }

  depths(station: number): readonly number[] {
    return this.samples.upTo(station, this.nowNs)
  }

  outcome(flow: number): FlowOutcome {
    return {
      sent: this.sent[flow]!,
      received: this.received[flow]!,
      dropped: this.dropped[flow]!,
      inFlight: this.inFlight[flow]!,
      dropsByStation: this.drops[flow]!,
      droppedByReset: this.resetDrops[flow]!
    }
  }

  runUntil(endNs: number): void {
    const { calendar } = this
    const { stations, flows } = this.network
    const sources = stations + flows
    for (;;) {
      const source = calendar.take(endNs)
      if (source === NOTHING) break
      this.nowNs = calendar.time
      if (source < stations) this.finish(source)
      else if (source < sources) this.arrive(source - stations)
      else this.interruptOrSample(source)
    }
    this.nowNs = endNs
  }

  private begin(flow: number): void {
    const gap = this.network.meanGapNs[flow]!
    if (gap === 0) {
      while (this.inFlight[flow]! < this.network.window[flow]!) this.send(flow)
    } else this.calendar.add(this.network.stations + flow, this.random.exponentialNs(flow, gap), 0)
  }

  private interruptOrSample(source: number): void {
    const event = source - this.network.stations - this.network.flows
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
    const depth = new Int32Array(this.network.stations)
    this.network.station.forEach((station, queue) => (depth[station]! += this.length[queue]!))
    depth.forEach((waiting, station) => {
      this.samples.set(station, index, waiting + (this.served[station] === NONE ? 0 : 1))
    })
    const next = this.samples.timeOf(this.nextSample)
    if (next < Infinity) this.calendar.add(source, next, 0)
  }

  /** Loses what a flow has in queues; what stations work on is lost when they are through with it. */
  private empty(flow: number): void {
    const { start } = this.network
    for (let queue = start[flow]!; queue < start[flow + 1]!; queue++) {
      if (this.length[queue] === 0) continue
      this.length[queue] = 0
      this.lines.remove(this.lineOf[queue]!, (packet) => {
        if (this.queueOf[packet] !== queue) return false
        this.lose(flow, packet)
        return true
      })
    }
  }

  private lose(flow: number, packet: number): void {
    this.dropped[flow]!++
    this.resetDrops[flow]!++
    this.inFlight[flow]!--
    this.release(packet)
  }

  private release(packet: number): void {
    if (packet === this.tracedPacket) this.tracedPacket = NONE
    this.lines.unshift(this.freeLine, packet)
  }

  private arrive(flow: number): void {
    const gap = this.random.exponentialNs(flow, this.network.meanGapNs[flow]!)
    this.calendar.add(this.network.stations + flow, this.nowNs + gap, this.nowNs)
    if (this.flowHolds[flow] === 0 && this.inFlight[flow]! < this.network.window[flow]!) {
      this.send(flow)
      return
    }
    this.sent[flow]!++
    this.dropped[flow]!++
    if (this.flowHolds[flow]! > 0) {
      this.resetDrops[flow]!++
      return
    }
    const where = this.longestQueue(flow)
    const drops = this.drops[flow]!
    drops.set(where, (drops.get(where) ?? 0) + 1)
  }

  /** The station at which most packets of a flow wait. */
  private longestQueue(flow: number): number {
    const { start, station } = this.network
    let longest = start[flow]!
    for (let q = longest + 1; q < start[flow + 1]!; q++)
      if (this.length[q]! > this.length[longest]!) longest = q
    return station[longest]!
  }

  private send(flow: number): void {
    const packet = this.lines.shift(this.freeLine)
    this.birthNs[packet] = this.nowNs
    if (flow === this.traceOf.flow && this.sent[flow] === this.traceOf.packet) this.tracedPacket = packet
    this.sent[flow]!++
    this.inFlight[flow]!++
    this.enqueue(this.network.start[flow]!, packet)
  }

  private enqueue(queue: number, packet: number): void {
    const station = this.network.station[queue]!
    this.queueOf[packet] = queue
    if (packet === this.tracedPacket) this.hop = { station, arrivedNs: this.nowNs, beganNs: this.nowNs }
    if (this.served[station] === NONE && this.stationHolds[station] === 0) {
      this.startOn(station, queue, packet)
      return
    }
    this.lines.push(this.lineOf[queue]!, packet)
    this.length[queue]!++
    if (this.isFifo[station] === 0) this.turns.join(station, queue)
  }

  /** Takes the next packet, if there is one. */
  private serve(station: number): void {
    if (this.stationHolds[station]! > 0) return
    const line =
      this.isFifo[station] === 1 ? this.length.length + station : this.turns.choose(station, this.length)
    if (line === NONE) return
    const packet = this.lines.shift(line)
    if (packet === NONE) return
    const queue = this.queueOf[packet]!
    this.length[queue]!--
    if (packet === this.tracedPacket) this.hop.beganNs = this.nowNs
    this.startOn(station, queue, packet)
  }

  private startOn(station: number, queue: number, packet: number): void {
    this.served[station] = packet
    const doneNs = this.work.add(station, this.nowNs, this.network.serviceNs[queue]!)
    this.calendar.add(station, doneNs, this.nowNs)
  }

  /** A station is through with its packet. */
  private finish(station: number): void {
    const packet = this.served[station]!
    const queue = this.queueOf[packet]!
    const flow = this.flowOf[queue]!
    this.served[station] = NONE
    // The station goes on before the packet does, so that a greedy flow cannot overtake those that wait.
    this.serve(station)
    if (packet === this.tracedPacket) this.hops.push({ ...this.hop, doneNs: this.nowNs })
    if (this.flowHolds[flow]! > 0) {
      this.lose(flow, packet)
      return
    }
    if (queue + 1 < this.network.start[flow + 1]!) {
      this.enqueue(queue + 1, packet)
      return
    }
    this.received[flow]!++
    this.inFlight[flow]!--
    this.latency[flow]!.record(this.nowNs - this.birthNs[packet]!)
    this.release(packet)
    if (this.network.meanGapNs[flow] === 0) this.send(flow)
  }
}
