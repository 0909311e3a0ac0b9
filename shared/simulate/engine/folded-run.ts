/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/**
 * Runs a network of first-in-first-out stations with fewer events, and finds exactly what packet-run.ts finds.
 *
 * When a packet joins a station that is first in, first out, all that it must wait for is known, so
 * `begin = max(arrival, end of the one before)` and `end = begin + service` are computed at once (Lindley's recursion)
 * and the end is no event. What is left is to bring arrivals at shared stations into order of time: an event for each.
 * Arrivals at a station that is the first and only one of its flow are in order by themselves: no event at all. Of
 * 2 or 3 events a packet on its way over an access link into a shared link, one remains.
 *
 * Why the same: a packet's times depend on the order of arrivals at its stations alone; that order is by time, then by
 * beginning of service at the station before, then by its number, in both (calendar.ts). Service times are whole
 * nanoseconds and at least one, so nothing arrives at a time that is already over.
 *
 * Only for networks that `isFoldable` (fold.ts) admits, and only as long as every window has room: a packet that may
 * have to be dropped ends the run (`isOver`), which is then for packet-run.ts to do.
 * State: 16 bytes for a packet on its way, and 20 more while it is on its way between shared stations.
 */
import { Calendar, NOTHING } from './calendar.ts'
import { DepthSamples } from './depth-samples.ts'
import {
  arrivalSpacingNs,
  type FlowNetwork,
  type FlowOutcome,
  type NetworkRun,
  type PacketRunOptions,
  type TraceHop
} from './flow-network.ts'
import { Histogram } from './histogram.ts'
import { RandomStreams } from './rng.ts'
import { StationOutputs } from './station-outputs.ts'
import { Work } from './work.ts'

const NONE = -1

/** See the head of the file. */
export class FoldedRun implements NetworkRun {
  /** A packet came for which there may be no room: nothing of this run counts any more. */
  isOver = false
  readonly latency: readonly Histogram[]
  private readonly network: FlowNetwork
  /** Of the network, at hand. */
  private readonly station: Int32Array
  private readonly serviceNs: Float64Array
  private readonly meanGapNs: Float64Array
  /** Sources: stations whose packets go on to another, flows whose first station is shared. */
  private readonly calendar: Calendar
  private readonly random: RandomStreams
  private readonly work: Work
  private readonly outputs: StationOutputs
  private readonly samples: DepthSamples
  /** Time of the run; during `runUntil` the time that it runs to. */
  private nowNs = 0

  /** By queue (a flow at one of its stations, numbered as `network.station`). */
  private readonly flowOf: Int32Array
  private readonly isLast: Uint8Array
  /** By flow: its first station, where it has that for itself, or -1. By station: the flow that has it, or -1. */
  private readonly ownStation: Int32Array
  private readonly ownerOf: Int32Array

  /** By flow: whether a packet that passed its own station waits in the calendar for its time to go on. */
  private readonly isWaiting: Uint8Array
  /** By flow: when its next packet comes; packets sent; of which it is known when they leave; and later than now. */
  private readonly nextBirthNs: Float64Array
  private readonly sent: Float64Array
  private readonly placed: Float64Array
  private readonly late: Int32Array
  /**
   * Packets on their way: packet n of flow f is at `slots[f] + n % window[f]`. It leaves at `leavesNs`; Infinity =
   * not known yet.
   */
  private readonly slots: Int32Array
  private readonly birthNs: Float64Array
  private readonly leavesNs: Float64Array
  /** By flow: slots of the next packet that is sent, and of the next that reaches its last station. */
  private readonly sendSlot: Int32Array
  private readonly placeSlot: Int32Array

  private readonly traceFlow: number
  private readonly tracePacket: number
  /** By queue: packets that passed; kept for the flow that is followed. */
  private readonly passed: Float64Array
  private readonly hops: TraceHop[] = []

  constructor(network: FlowNetwork, { seed, trace, depths }: PacketRunOptions) {
    const { flows, stations, station, start, window } = network
    this.network = network
    this.station = station
    this.serviceNs = network.serviceNs
    this.meanGapNs = network.meanGapNs
    this.latency = Array.from({ length: flows }, () => new Histogram())
    this.calendar = new Calendar(
      new Uint8Array(stations + flows).fill(1, stations),
      arrivalSpacingNs(network)
    )
    this.random = new RandomStreams(seed, flows)
    this.work = new Work(stations)
    this.samples = new DepthSamples(stations, depths)
    this.traceFlow = trace?.flow ?? NONE
    this.tracePacket = trace?.packet ?? NONE
    this.passed = new Float64Array(station.length)

    this.flowOf = new Int32Array(station.length)
    this.isLast = new Uint8Array(station.length)
    this.slots = new Int32Array(flows + 1)
    for (let f = 0; f < flows; f++) {
      this.flowOf.fill(f, start[f], start[f + 1])
      this.isLast[start[f + 1]! - 1] = 1
      this.slots[f + 1] = this.slots[f]! + window[f]!
    }
    const uses = new Int32Array(stations)
    for (const each of station) uses[each]!++
    this.ownerOf = new Int32Array(stations).fill(NONE)
    this.ownStation = new Int32Array(flows).fill(NONE)
    this.isWaiting = new Uint8Array(flows)
    for (let f = 0; f < flows; f++) {
      const first = station[start[f]!]!
      if (uses[first] !== 1) continue
      this.ownStation[f] = first
      this.ownerOf[first] = f
    }
    this.outputs = new StationOutputs(network)
    this.birthNs = new Float64Array(this.slots[flows]!)
    this.leavesNs = new Float64Array(this.slots[flows]!)
    this.sendSlot = this.slots.slice(0, flows)
    this.placeSlot = this.slots.slice(0, flows)
    this.sent = new Float64Array(flows)
    this.placed = new Float64Array(flows)
    this.late = new Int32Array(flows)
    this.nextBirthNs = Float64Array.from(network.meanGapNs, (gap, f) => this.random.exponentialNs(f, gap))
    for (let f = 0; f < flows; f++)
      if (this.ownStation[f] === NONE) this.calendar.add(stations + f, this.nextBirthNs[f]!, 0)
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
    const sent = this.sent[flow]!
    const received = this.placed[flow]! - this.late[flow]!
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
    const { calendar, outputs, ownerOf, ownStation } = this
    const { stations, flows, start } = this.network
    this.nowNs = endNs
    for (let f = 0; f < flows; f++) {
      this.receive(f)
      if (this.isWaiting[f] === 0 && ownStation[f] !== NONE) this.sendOverOwnStation(f, false)
    }
    while (!this.isOver) {
      const source = calendar.take(endNs)
      if (source === NOTHING) break
      const timeNs = calendar.time
      if (source >= stations) {
        this.sendOverSharedStation(source - stations, timeNs)
        continue
      }
      const owner = ownerOf[source]!
      if (owner === NONE) {
        this.pass(outputs.shift(source, calendar), timeNs)
        continue
      }
      this.pass(start[owner]! + 1, timeNs)
      // One packet ahead is enough: the next one cannot leave before it.
      if (outputs.isRingEmpty(source)) this.sendOverOwnStation(owner, false)
      else outputs.advance(source, calendar)
    }
    // Those that came by now and stand behind that one.
    for (let f = 0; f < flows; f++)
      while (ownStation[f] !== NONE && this.nextBirthNs[f]! <= endNs && !this.isOver)
        this.sendOverOwnStation(f, true)
  }

  /**
   * The next packet passes the station that its flow has for itself, if it comes by now, and waits for its time to go
   * on: in the calendar, or behind another one that does.
   */
  private sendOverOwnStation(flow: number, isBehind: boolean): void {
    const birthNs = this.nextBirthNs[flow]!
    if (birthNs > this.nowNs) {
      this.isWaiting[flow] = 0
      return
    }
    if (!this.takeSlot(flow, birthNs)) return
    const queue = this.network.start[flow]!
    const own = this.ownStation[flow]!
    this.nextBirthNs[flow] = birthNs + this.random.exponentialNs(flow, this.meanGapNs[flow]!)
    const before = this.work.doneNs[own]!
    const beginNs = before > birthNs ? before : birthNs
    const doneNs = this.work.add(own, beginNs, this.serviceNs[queue]!)
    this.samples.addStay(own, birthNs, doneNs)
    if (flow === this.traceFlow) this.follow(queue, birthNs, beginNs, doneNs)
    if (this.isLast[queue] === 1) this.place(flow, doneNs)
    else if (isBehind) this.outputs.append(own, queue + 1, beginNs, doneNs)
    else {
      this.isWaiting[flow] = 1
      this.calendar.add(own, doneNs, beginNs)
    }
  }

  private sendOverSharedStation(flow: number, timeNs: number): void {
    const gap = this.random.exponentialNs(flow, this.meanGapNs[flow]!)
    this.calendar.add(this.network.stations + flow, timeNs + gap, timeNs)
    if (this.takeSlot(flow, timeNs)) this.pass(this.network.start[flow]!, timeNs)
  }

  /** Room for a packet; false = perhaps there is none. */
  private takeSlot(flow: number, birthNs: number): boolean {
    const slot = this.sendSlot[flow]!
    // Within the first round of slots they are 0.
    if (this.leavesNs[slot]! > birthNs) {
      this.isOver = true
      return false
    }
    this.birthNs[slot] = birthNs
    this.leavesNs[slot] = Infinity
    const next = slot + 1
    this.sendSlot[flow] = next < this.slots[flow + 1]! ? next : this.slots[flow]!
    this.sent[flow]!++
    return true
  }

  /** A packet joins the station of `queue`. For each station called in order of time. */
  private pass(queue: number, timeNs: number): void {
    const station = this.station[queue]!
    const flow = this.flowOf[queue]!
    const before = this.work.doneNs[station]!
    const beginNs = before > timeNs ? before : timeNs
    const doneNs = this.work.add(station, beginNs, this.serviceNs[queue]!)
    this.samples.addStay(station, timeNs, doneNs)
    if (flow === this.traceFlow) this.follow(queue, timeNs, beginNs, doneNs)
    if (this.isLast[queue] === 1) this.place(flow, doneNs)
    else this.outputs.push(station, queue + 1, beginNs, doneNs, this.calendar)
  }

  /** The next packet of a flow is on its last station: when it leaves is known. */
  private place(flow: number, leavesNs: number): void {
    const slot = this.placeSlot[flow]!
    this.placeSlot[flow] = slot + 1 === this.slots[flow + 1]! ? this.slots[flow]! : slot + 1
    this.leavesNs[slot] = leavesNs
    this.placed[flow]!++
    if (leavesNs > this.nowNs) this.late[flow]!++
    else this.latency[flow]!.record(leavesNs - this.birthNs[slot]!)
  }

  /** Takes note of packets that left since the last time, of those whose leaving was known before. */
  private receive(flow: number): void {
    const first = this.slots[flow]!
    const window = this.slots[flow + 1]! - first
    for (; this.late[flow]! > 0; this.late[flow]!--) {
      const slot = first + ((this.placed[flow]! - this.late[flow]!) % window)
      if (this.leavesNs[slot]! > this.nowNs) return
      this.latency[flow]!.record(this.leavesNs[slot]! - this.birthNs[slot]!)
    }
  }

  private follow(queue: number, arrivedNs: number, beganNs: number, doneNs: number): void {
    if (this.passed[queue]!++ !== this.tracePacket) return
    this.hops.push({ station: this.station[queue]!, arrivedNs, beganNs, doneNs })
  }
}
