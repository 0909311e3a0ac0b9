/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/**
 * Decides how a network is run. The only place that knows that there are two ways; they give the same to the last
 * bit (lindley-run.test.ts), so no caller needs to.
 */
import { stationOrder } from './feed-forward.ts'
import {
  fifoStations,
  type FlowNetwork,
  type FlowOutcome,
  type NetworkRun,
  type PacketRunOptions,
  type TraceHop
} from './flow-network.ts'
import { FoldedRun } from './lindley-run.ts'
import type { Histogram } from './histogram.ts'
import { PacketSizes } from './packet-sizes.ts'
import { PacketRun } from './event-run.ts'

/** Starts a run, in the faster way where that is exact. */
export function startRun(network: FlowNetwork, options: PacketRunOptions): NetworkRun {
  const order = foldingOrder(network, options)
  return order === null ? new PacketRun(network, options) : new RunWhileNothingIsLost(network, order, options)
}

/**
 * The order of stations in which folded-run.ts can run a network, or null if it cannot: every station is first in, first
 * out and works at least a nanosecond on a packet; packets do not go round in circles; no flow waits for its own packets
 * (none is greedy); nothing interrupts; and no station is offered more than it can do, because then windows fill up and
 * packets are dropped.
 */
export function foldingOrder(
  network: FlowNetwork,
  { interruptions = [] }: PacketRunOptions
): Int32Array | null {
  const { flows, stations, station, start, meanGapNs, window } = network
  if (interruptions.length > 0) return null
  const isFifo = fifoStations(network)
  const sizes = new PacketSizes(network)
  if (sizes.serviceNs.some((ns) => !(ns >= 1))) return null
  const load = new Float64Array(stations)
  for (let f = 0; f < flows; f++) {
    if (!(meanGapNs[f]! > 0) || window[f]! < 1 || start[f] === start[f + 1]) return null
    for (let hop = start[f]!; hop < start[f + 1]!; hop++) {
      if (isFifo[station[hop]!] === 0) return null
      load[station[hop]!]! += sizes.meanServiceNs(f, hop) / meanGapNs[f]!
    }
  }
  return load.every((each) => each < 1) ? stationOrder(network) : null
}

/** Folded until a packet might have to be dropped; then done again from the beginning, packet by packet. */
class RunWhileNothingIsLost implements NetworkRun {
  private readonly network: FlowNetwork
  private readonly options: PacketRunOptions
  private run: FoldedRun | PacketRun

  constructor(network: FlowNetwork, order: Int32Array, options: PacketRunOptions) {
    this.network = network
    this.options = options
    this.run = new FoldedRun(network, order, options)
  }

  runUntil(endNs: number): void {
    this.run.runUntil(endNs)
    if (!(this.run instanceof FoldedRun && this.run.isOver)) return
    this.run = new PacketRun(this.network, this.options)
    this.run.runUntil(endNs)
  }

  get timeNs(): number {
    return this.run.timeNs
  }

  get latency(): readonly Histogram[] {
    return this.run.latency
  }

  get trace(): readonly TraceHop[] {
    return this.run.trace
  }

  outcome(flow: number): FlowOutcome {
    return this.run.outcome(flow)
  }

  utilisation(station: number): number {
    return this.run.utilisation(station)
  }

  depths(station: number): readonly number[] {
    return this.run.depths(station)
  }
}
