/**
 * How many packets a second the discrete-event engine moves: 16 Poisson flows, each over a 10 Gb/s link of its own,
 * into one shared 10 Gb/s link at 90 % load. The same network as the ns-3 program that it is compared with
 * (raw frames over point-to-point links: 2 bytes of header, no preamble).
 */
import type { FlowNetwork } from '#shared/simulate/engine/flow-network.ts'
import { PacketRun } from '#shared/simulate/engine/packet-run.ts'

const FLOWS = 16
const GBPS = 10
const LOAD = 0.9
const HEADER_BYTES = 2
/** Large enough that nothing is dropped. */
const WINDOW = 4096

/** The network for packets of `bytes`: station 0 is the shared link, the others are the flows' own. */
export function benchNetwork(bytes: number): FlowNetwork {
  const serviceNs = (8 * (bytes + HEADER_BYTES)) / GBPS
  const flows = Array.from({ length: FLOWS }, (_, f) => f)
  return {
    flows: FLOWS,
    stations: FLOWS + 1,
    start: Int32Array.from({ length: FLOWS + 1 }, (_, f) => 2 * f),
    station: Int32Array.from(flows.flatMap((f) => [f + 1, 0])),
    serviceNs: new Float64Array(2 * FLOWS).fill(serviceNs),
    bytes: new Float64Array(FLOWS).fill(bytes),
    weight: new Float64Array(FLOWS).fill(1),
    meanGapNs: new Float64Array(FLOWS).fill((serviceNs / LOAD) * FLOWS),
    window: new Int32Array(FLOWS).fill(WINDOW)
  }
}

export interface RunBench {
  readonly bytes: number
  /** Packets that reached the end in one run. */
  readonly packets: number
  /** Median over the runs, per second of `now`. */
  readonly packetsPerSecond: number
}

/** Measures `runs` runs of about `packets` packets of `bytes`; `nowMs` is CPU time or a monotonic clock. */
export function runBench(nowMs: () => number, bytes: number, packets = 1_000_000, runs = 5): RunBench {
  const network = benchNetwork(bytes)
  const [gap = 0] = network.meanGapNs
  let received = 0
  const rates = Array.from({ length: runs }, (_, seed) => {
    const before = nowMs()
    const run = new PacketRun(network, { seed })
    run.runUntil((packets * gap) / FLOWS)
    received = Array.from({ length: FLOWS }, (_each, f) => run.outcome(f).received).reduce((a, b) => a + b, 0)
    return (received * 1000) / (nowMs() - before)
  }).sort((a, b) => a - b)
  return { bytes, packets: received, packetsPerSecond: rates[Math.floor(runs / 2)] ?? Number.NaN }
}
