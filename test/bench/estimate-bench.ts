/**
 * How long an estimate takes that must follow a drag: 64 hosts with 64 VFs each, every flow greedy. The hosts
 * differ in speed and limits, so that the solver cannot stop everything in one round.
 */
import { estimateLayout } from '#shared/simulate/flows/layout-report.ts'
import type { LayoutHost, LayoutScenario, Traffic } from '#shared/simulate/layout/layout.ts'

const HOSTS = 64
const VFS = 64

const TRAFFIC: Traffic = { direction: 'out', frameBytes: 1518, offeredMpps: null, style: 'stream', flows: 1 }

/** The scenario that is measured. */
export function benchScenario(): LayoutScenario {
  const hosts = Array.from({ length: HOSTS }, (_, h): LayoutHost => ({
    id: `host${h}`,
    coreGhz: 2 + (h % 8) / 4,
    iommuPageBytes: 2 * 1024 * 1024,
    switchCores: 0,
    ports: [
      {
        id: 'p0',
        label: '0000:3b:00.0 (ens3f0)',
        nic: 'xl710',
        wireGbps: 10 + (h % 7) * 5,
        link: { generation: 3, lanes: 8, maxPayloadBytes: 256, maxReadRequestBytes: 512 },
        linkNumber: 0
      }
    ],
    vms: Array.from({ length: VFS }, (_, v) => ({
      id: `vm${h}-${v}`,
      vcpus: 2,
      functions: [
        {
          port: 'p0',
          method: 'sriov' as const,
          backend: 'vhost-net' as const,
          traffic: TRAFFIC,
          // Every eighth VF has a limit below its share.
          maxMbps: v % 8 === 0 ? 50 * (1 + v / 8) : 0,
          minMbps: 0,
          weight: 1
        }
      ]
    }))
  }))
  return { kind: 'layout', hosts }
}

const WARM_UP = 100
const RUNS = 200

/** Prints the median of one estimate, and the time that 9 of 10 do not exceed. */
export function benchEstimate(): Promise<void> {
  const scenario = benchScenario()
  let sink = 0
  for (let i = 0; i < WARM_UP; i++) sink += estimateLayout(scenario).totalGbps
  const times = Array.from({ length: RUNS }, () => {
    const before = performance.now()
    sink += estimateLayout(scenario).totalGbps
    return performance.now() - before
  }).sort((a, b) => a - b)
  if (!Number.isFinite(sink)) throw new Error('an estimate was not a number')
  const ms = (share: number): string => (times[Math.floor(RUNS * share)] ?? Number.NaN).toFixed(3)
  console.log(`estimate, ${HOSTS} hosts x ${VFS} VFs: median ${ms(0.5)} ms, p90 ${ms(0.9)} ms`)
  return Promise.resolve()
}
