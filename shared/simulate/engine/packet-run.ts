/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/**
 * Runs a flow network packet by packet.
 *
 * Every station serves its flows in turns (deficit round robin by bytes and weight) and each flow first in, first
 * out. With windows that cover the path this gives max-min fair shares, which is why it must agree with the
 * solver (Hahne, "Round-robin scheduling for max-min fairness in data networks", 1991).
 *
 * Time is whole nanoseconds; what a service time has beyond that is carried over at its station, so rates are exact
 * in the long run. State is typed arrays: nothing is allocated per packet or event.
 * Left out: floors (guaranteed rates), propagation, batching.
 */
import { EventQueue } from './event-queue.ts'
import type { FlowNetwork, FlowOutcome, Interruption, PacketRunOptions, TraceHop } from './flow-network.ts'
import { Histogram } from './histogram.ts'
import { Rng } from './rng.ts'

const ARRIVAL = 0
const DONE = 1
const BEGIN = 2
const END = 3
const NONE = -1

/** A run in progress; `runUntil` may be called again and again. */
export class PacketRun {
  /** Latency from sending to the end of the path, ns, by flow. */
  readonly latency: readonly Histogram[]
  private readonly network: FlowNetwork
  private readonly events: EventQueue
  private readonly rngs: readonly Rng[]
  private nowNs = 0

  // Packets: a slot each, handed out again when the packet is through.
  private readonly birthNs: Float64Array
  private readonly nextPacket: Int32Array
  private freePacket = NONE

  // Queues: one for each flow at each of its stations, numbered as `network.station`.
  private readonly head: Int32Array
  private readonly tail: Int32Array
  private readonly length: Int32Array
  private readonly deficit: Float64Array
  private readonly quantum: Float64Array
  private readonly hasTurn: Uint8Array
  private readonly nextQueue: Int32Array
  private readonly flowOf: Int32Array
  /** Whether the queue waits for its turn at its station. */
  private readonly isListed: Uint8Array

  // Stations: the queues that wait for their turn, and what is being worked on.
  private readonly firstQueue: Int32Array
  private readonly lastQueue: Int32Array
  private readonly servedQueue: Int32Array
  private readonly servedPacket: Int32Array
  private readonly carryNs: Float64Array
  private readonly busyNs: Float64Array

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

  private readonly traceOf: NonNullable<PacketRunOptions['trace']>
  private tracedPacket = NONE
  private hop = { station: 0, arrivedNs: 0, beganNs: 0 }
  private readonly hops: TraceHop[] = []

  constructor(network: FlowNetwork, options: PacketRunOptions) {
    const { seed, interruptions = [], trace = { flow: NONE, packet: NONE } } = options
    this.network = network
    this.interruptions = interruptions
    this.traceOf = trace
    const { flows, stations, station, start, window, weight, bytes } = network
    const packets = window.reduce((sum, n) => sum + n, 0)
    const queues = station.length
    this.latency = Array.from({ length: flows }, () => new Histogram())
    this.events = new EventQueue(flows + stations + 1)
    const root = new Rng(seed)
    this.rngs = Array.from({ length: flows }, (_, f) => root.fork(f))
    this.birthNs = new Float64Array(packets)
    this.nextPacket = Int32Array.from({ length: packets }, (_, p) => (p + 1 < packets ? p + 1 : NONE))
    this.freePacket = packets > 0 ? 0 : NONE
    this.head = new Int32Array(queues).fill(NONE)
    this.tail = new Int32Array(queues).fill(NONE)
    this.length = new Int32Array(queues)
    this.deficit = new Float64Array(queues)
    this.hasTurn = new Uint8Array(queues)
    this.nextQueue = new Int32Array(queues).fill(NONE)
    this.flowOf = new Int32Array(queues)
    for (let f = 0; f < flows; f++) this.flowOf.fill(f, start[f], start[f + 1])
    // A turn is worth one packet of the lightest flow at least, so no turn is empty.
    const lightest = weight.reduce((least, w) => Math.min(least, w), Infinity)
    const largest = bytes.reduce((most, b) => Math.max(most, b), 0)
    this.quantum = weight.map((w) => (largest * w) / lightest)
    this.firstQueue = new Int32Array(stations).fill(NONE)
    this.lastQueue = new Int32Array(stations).fill(NONE)
    this.servedQueue = new Int32Array(stations).fill(NONE)
    this.servedPacket = new Int32Array(stations).fill(NONE)
    this.carryNs = new Float64Array(stations)
    this.busyNs = new Float64Array(stations)
    this.sent = new Float64Array(flows)
    this.received = new Float64Array(flows)
    this.dropped = new Float64Array(flows)
    this.inFlight = new Int32Array(flows)
    this.drops = Array.from({ length: flows }, () => new Map<number, number>())
    this.resetDrops = new Float64Array(flows)
    this.flowHolds = new Uint8Array(flows)
    this.stationHolds = new Uint8Array(stations)
    this.isListed = new Uint8Array(queues)
    interruptions.forEach(({ atNs, durationNs }, i) => {
      this.events.add(atNs, BEGIN, i)
      this.events.add(atNs + durationNs, END, i)
    })
    for (let f = 0; f < flows; f++) this.begin(f)
  }

  /** The hops so far of the packet that is followed. */
  get trace(): readonly TraceHop[] {
    return this.hops
  }

  /** Time of the run, ns. */
  get timeNs(): number {
    return this.nowNs
  }

  /** Share of the run that a station was at work, 0..1. */
  utilisation(station: number): number {
    return this.nowNs === 0 ? 0 : Math.min(1, this.busyNs[station]! / this.nowNs)
  }

  /** Counts of a flow so far. */
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

  /** Lets everything happen that happens up to and at `endNs`. */
  runUntil(endNs: number): void {
    const { events } = this
    while (events.nextTime <= endNs) {
      events.take()
      this.nowNs = events.time
      if (events.kind === DONE) this.finish(events.first)
      else if (events.kind === ARRIVAL) this.arrive(events.first)
      else this.interrupt(this.interruptions[events.first]!, events.kind === BEGIN)
    }
    this.nowNs = endNs
  }

  private begin(flow: number): void {
    const gap = this.network.meanGapNs[flow]!
    if (gap > 0) {
      this.events.add(this.rngs[flow]!.exponentialNs(gap), ARRIVAL, flow)
      return
    }
    while (this.inFlight[flow]! < this.network.window[flow]!) this.send(flow)
  }

  private interrupt(what: Interruption, isBegin: boolean): void {
    const by = isBegin ? 1 : -1
    if (what.kind === 'station-down') {
      const holds = (this.stationHolds[what.station]! += by)
      if (holds === 0 && this.servedPacket[what.station] === NONE) this.serve(what.station)
      return
    }
    const { flow } = what
    const holds = (this.flowHolds[flow]! += by)
    if (isBegin) this.empty(flow)
    else if (holds === 0 && this.network.meanGapNs[flow] === 0) this.begin(flow)
  }

  /** Loses what a flow has in queues; what stations work on is lost when they are through with it. */
  private empty(flow: number): void {
    const { start } = this.network
    for (let queue = start[flow]!; queue < start[flow + 1]!; queue++) {
      while (this.length[queue]! > 0) {
        const packet = this.head[queue]!
        this.head[queue] = this.nextPacket[packet]!
        this.length[queue]!--
        this.lose(flow, packet)
      }
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
    this.nextPacket[packet] = this.freePacket
    this.freePacket = packet
  }

  private arrive(flow: number): void {
    const gap = this.rngs[flow]!.exponentialNs(this.network.meanGapNs[flow]!)
    this.events.add(this.nowNs + gap, ARRIVAL, flow)
    if (this.flowHolds[flow]! > 0) {
      this.sent[flow]!++
      this.dropped[flow]!++
      this.resetDrops[flow]!++
      return
    }
    if (this.inFlight[flow]! < this.network.window[flow]!) {
      this.send(flow)
      return
    }
    this.sent[flow]!++
    this.dropped[flow]!++
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
    const packet = this.freePacket
    this.freePacket = this.nextPacket[packet]!
    this.birthNs[packet] = this.nowNs
    if (flow === this.traceOf.flow && this.sent[flow] === this.traceOf.packet) this.tracedPacket = packet
    this.sent[flow]!++
    this.inFlight[flow]!++
    this.enqueue(this.network.start[flow]!, packet)
  }

  private enqueue(queue: number, packet: number): void {
    const station = this.network.station[queue]!
    if (packet === this.tracedPacket) this.hop = { station, arrivedNs: this.nowNs, beganNs: this.nowNs }
    this.nextPacket[packet] = NONE
    if (this.length[queue]!++ > 0) {
      this.nextPacket[this.tail[queue]!] = packet
      this.tail[queue] = packet
      return
    }
    this.head[queue] = packet
    this.tail[queue] = packet
    // A queue that was emptied by a reset may still stand in line.
    if (this.isListed[queue] === 0) this.awaitTurn(station, queue)
    if (this.servedPacket[station] === NONE) this.serve(station)
  }

  private awaitTurn(station: number, queue: number): void {
    this.isListed[queue] = 1
    this.nextQueue[queue] = NONE
    const last = this.lastQueue[station]!
    if (last === NONE) this.firstQueue[station] = queue
    else this.nextQueue[last] = queue
    this.lastQueue[station] = queue
  }

  private endTurn(station: number): number {
    const queue = this.firstQueue[station]!
    const next = this.nextQueue[queue]!
    this.firstQueue[station] = next
    if (next === NONE) this.lastQueue[station] = NONE
    this.hasTurn[queue] = 0
    this.isListed[queue] = 0
    return queue
  }

  /** Takes the next packet in turn, if there is one. */
  private serve(station: number): void {
    if (this.stationHolds[station]! > 0) return
    for (;;) {
      const queue = this.firstQueue[station]!
      if (queue === NONE) return
      const flow = this.flowOf[queue]!
      if (this.length[queue] === 0) {
        this.deficit[this.endTurn(station)] = 0
        continue
      }
      if (this.hasTurn[queue] === 0) {
        this.hasTurn[queue] = 1
        this.deficit[queue]! += this.quantum[flow]!
      }
      const bytes = this.network.bytes[flow]!
      if (this.deficit[queue]! < bytes) {
        this.awaitTurn(station, this.endTurn(station))
        continue
      }
      this.deficit[queue]! -= bytes
      const packet = this.head[queue]!
      this.head[queue] = this.nextPacket[packet]!
      if (--this.length[queue]! === 0) {
        this.endTurn(station)
        this.deficit[queue] = 0
      }
      this.servedQueue[station] = queue
      this.servedPacket[station] = packet
      if (packet === this.tracedPacket) this.hop.beganNs = this.nowNs
      const exact = this.network.serviceNs[queue]! + this.carryNs[station]!
      const whole = Math.floor(exact)
      this.carryNs[station] = exact - whole
      this.busyNs[station]! += whole
      this.events.add(this.nowNs + whole, DONE, station)
      return
    }
  }

  /** A station is through with its packet. */
  private finish(station: number): void {
    const queue = this.servedQueue[station]!
    const packet = this.servedPacket[station]!
    const flow = this.flowOf[queue]!
    this.servedPacket[station] = NONE
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
