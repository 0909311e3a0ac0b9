/**
 * How sweeps scale over cores: the same sweep of discrete-event runs with one worker and with one for each core, in
 * turns. Jobs, answers and the pool that spreads them are those of the window; only the threads are Node's.
 */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { LayoutScenario } from '#shared/simulate/layout/layout.ts'
import type { SimulateJob } from '#shared/simulate/what-if/job.ts'
import type { WorkerReply } from '../../renderer/simulate-worker/protocol.ts'
import { WorkerPool, type SimulateWorker } from '../../renderer/simulate-worker/worker-pool.ts'
import { alternate, median } from './median.ts'

/** VMs on the port, and frame sizes, at every place of the sweep. */
const VMS = [1, 2, 4, 6, 8, 12]
const FRAME_BYTES = [64, 256, 512, 1518]
const DURATION_NS = 20_000_000
const ROUNDS = 5

/** `vms` VMs with a VF each, which together offer more than the port can do. */
function scenario(vms: number, frameBytes: number): LayoutScenario {
  return {
    kind: 'layout',
    hosts: [
      {
        id: 'host',
        coreGhz: 2.6,
        iommuPageBytes: 2 ** 21,
        switchCores: 0,
        ports: [
          {
            id: 'p0',
            label: 'port',
            nic: '82599',
            wireGbps: 10,
            link: { generation: 2, lanes: 8, maxPayloadBytes: 256, maxReadRequestBytes: 512 },
            linkNumber: 0
          }
        ],
        vms: Array.from({ length: vms }, (_, n) => ({
          id: `vm${n}`,
          vcpus: 1,
          functions: [
            {
              port: 'p0',
              method: 'sriov',
              backend: 'vhost-net',
              traffic: { direction: 'out', frameBytes, offeredMpps: null, style: 'frames', flows: 1 },
              maxMbps: 0,
              minMbps: 0,
              weight: 1
            }
          ]
        }))
      }
    ]
  }
}

const jobs: readonly SimulateJob[] = FRAME_BYTES.flatMap((frameBytes) =>
  VMS.map((vms): SimulateJob => ({
    kind: 'run',
    scenario: scenario(vms, frameBytes),
    seed: 1,
    length: { durationNs: DURATION_NS, warmUpNs: 0 },
    follow: null
  }))
)

/** A thread that looks like a worker of a window. */
function startThread(): SimulateWorker {
  const thread = new Worker(new URL('./sweep-worker.ts', import.meta.url))
  const worker: SimulateWorker = {
    onmessage: null,
    onerror: null,
    postMessage: (request) => thread.postMessage(request),
    terminate: () => void thread.terminate()
  }
  thread.on('message', (data: WorkerReply) => worker.onmessage?.({ data }))
  thread.on('error', (error: Error) => worker.onerror?.({ message: error.message }))
  return worker
}

/** One sweep; wall ms. `cpuMs` gets the time of all threads. */
async function sweepMs(pool: WorkerPool, cpuMs: number[]): Promise<number> {
  const cpuBefore = process.cpuUsage()
  const before = performance.now()
  const end = await pool.start(jobs).end
  if (end.kind !== 'done') throw new Error(`the sweep ended as ${JSON.stringify(end)}`)
  const { user, system } = process.cpuUsage(cpuBefore)
  cpuMs.push((user + system) / 1000)
  return performance.now() - before
}

/**
 * Prints medians of wall time and the speed-up. Other work on the machine makes that less; what spreading costs by itself
 * is the ratio of CPU times.
 */
export async function benchSweep(): Promise<void> {
  const workers = availableParallelism()
  const [one, all] = [new WorkerPool(startThread, 1), new WorkerPool(startThread, workers)]
  const cpuMs: Record<'one' | 'all', number[]> = { one: [], all: [] }
  const times = await alternate(
    { one: () => sweepMs(one, cpuMs.one), all: () => sweepMs(all, cpuMs.all) },
    ROUNDS
  )
  one.close()
  all.close()
  const [oneMs, allMs] = [median(times.one), median(times.all)]
  const spreading = median(cpuMs.all) / median(cpuMs.one)
  const inSeconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`
  console.log(
    `sweep of ${jobs.length} runs: 1 worker ${inSeconds(oneMs)}, ${workers} workers ${inSeconds(allMs)}, ${(oneMs / allMs).toFixed(2)} x; CPU time ${spreading.toFixed(2)} x`
  )
}
