/**
 * How many packets a second the discrete-event engine moves: 16 Poisson flows, each over a 10 Gb/s link of its own,
 * into one shared 10 Gb/s link at 90 % load, every queue first in, first out. The network of the ns-3 program that it
 * is compared with (raw frames over point-to-point links: 2 bytes of header, no preamble), with latency histograms and
 * sampled queues.
 *
 * The peer is not part of the project. BENCH_NS3 names the built program; it takes --mode=rawflows --size=BYTES
 * --flows=16 --n=PACKETS and prints one line of JSON with `packets` and `cpu` (seconds): docs/benchmarks.md.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { FlowNetwork, NetworkRun, PacketRunOptions } from '#shared/simulate/engine/flow-network.ts'
import { startRun } from '#shared/simulate/engine/choose-run.ts'
import { PacketRun } from '#shared/simulate/engine/event-run.ts'
import { alternate, median } from './median.ts'

const FLOWS = 16
const GBPS = 10
const LOAD = 0.9
const HEADER_BYTES = 2
/** The ring of a VF: large enough that nothing is dropped. */
const WINDOW = 512
const PACKETS = 2_000_000
const SAME_PACKETS = 200_000
/** ns-3 takes two seconds for a million. */
const PEER_PACKETS = 1_000_000
const ROUNDS = 7

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
    window: new Int32Array(FLOWS).fill(WINDOW),
    fifo: new Uint8Array(FLOWS + 1).fill(1)
  }
}

type Start = (network: FlowNetwork, options: PacketRunOptions) => NetworkRun

/** All that a run says, as text. */
function report(run: NetworkRun): string {
  const shares = [0.5, 0.9, 0.99, 0.999, 0.9999, 1]
  const flows = Array.from({ length: FLOWS }, (_, f) => {
    const { dropsByStation, ...counts } = run.outcome(f)
    const latency = run.latency[f]
    return [counts, [...dropsByStation], latency?.mean, shares.map((share) => latency?.percentile(share))]
  })
  return JSON.stringify([
    flows,
    Array.from({ length: FLOWS + 1 }, (_, s) => [run.utilisation(s), run.depths(s)])
  ])
}

/** Both ways must say the same to the last byte, or their times cannot be compared. */
function expectSameReport(bytes: number): void {
  const network = benchNetwork(bytes)
  const durationNs = Math.round((SAME_PACKETS * (network.meanGapNs[0] ?? 0)) / FLOWS)
  const options = { seed: 7, depths: { everyNs: Math.ceil(durationNs / 200), count: 200 } }
  const [unfolded, folded] = [new PacketRun(network, options), startRun(network, options)].map((run) => {
    run.runUntil(durationNs)
    return report(run)
  })
  if (unfolded !== folded) throw new Error(`the folded run of ${bytes} B reports something else`)
}

/** One run; CPU nanoseconds (user and system) for a packet that is through. */
function nsPerPacket(bytes: number, start: Start): number {
  const network = benchNetwork(bytes)
  const durationNs = Math.round((PACKETS * (network.meanGapNs[0] ?? 0)) / FLOWS)
  const before = process.cpuUsage()
  const run = start(network, { seed: 1, depths: { everyNs: Math.ceil(durationNs / 200), count: 200 } })
  run.runUntil(durationNs)
  const { user, system } = process.cpuUsage(before)
  const received = Array.from({ length: FLOWS }, (_, f) => run.outcome(f).received).reduce((a, b) => a + b, 0)
  return ((user + system) * 1000) / received
}

async function peerNsPerPacket(peer: string, bytes: number): Promise<number> {
  const given = ['--mode=rawflows', `--size=${bytes}`, `--flows=${FLOWS}`, `--n=${PEER_PACKETS}`]
  const { stdout } = await promisify(execFile)(peer, given)
  const { cpu, packets } = JSON.parse(stdout) as { cpu: number; packets: number }
  return (cpu * 1e9) / packets
}

/** Prints packets a second of CPU time for every contender, medians of alternating runs, and ratios to the peer. */
export async function benchRun(peer: string | undefined): Promise<void> {
  for (const bytes of [64, 1500]) {
    expectSameReport(bytes)
    const times: Record<string, number[]> = await alternate<string>(
      {
        'packet by packet': () => nsPerPacket(bytes, (network, options) => new PacketRun(network, options)),
        folded: () => nsPerPacket(bytes, startRun),
        ...(peer === undefined ? {} : { 'ns-3': () => peerNsPerPacket(peer, bytes) })
      },
      ROUNDS
    )
    const peerNs = times['ns-3'] === undefined ? null : median(times['ns-3'])
    for (const [name, ns] of Object.entries(times)) {
      const ratio = peerNs === null || name === 'ns-3' ? '' : `, ${(peerNs / median(ns)).toFixed(1)} x ns-3`
      console.log(`run ${bytes} B, ${name}: ${(1000 / median(ns)).toFixed(2)} M packets/s${ratio}`)
    }
  }
  if (peer === undefined) console.log('BENCH_NS3 is not set: no peer measured, see docs/benchmarks.md')
}
