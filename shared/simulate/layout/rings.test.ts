import { describe, expect, it } from 'vitest'
import { run } from '../run/run.ts'
import { estimateLayout } from '../flows/layout-report.ts'
import { testLayout, testLayoutHost, testVf, testVm } from './test-layout.ts'

const MS = 1_000_000

describe('descriptor rings', () => {
  it('hold the frames that an overloaded VF has waiting', () => {
    const waiting = (ringDescriptors: number): number => {
      const vf = testVf({ ringDescriptors, maxMbps: 1000 }, { offeredMpps: 0.5, style: 'frames' })
      const scenario = testLayout(testLayoutHost('h1', [testVm('vm0', [vf])]))
      const { flows } = run(scenario, { seed: 1, durationNs: 50 * MS, warmUpNs: 0 })
      return flows[0]?.counts.inFlight ?? 0
    }
    expect(waiting(64)).toBeLessThan(80)
    expect(waiting(64)).toBeGreaterThanOrEqual(64)
    expect(waiting(2048)).toBeGreaterThanOrEqual(2048)
  })

  it('cost page walks where they are long and guest memory is in small pages', () => {
    const walkerUse = (ringDescriptors: number): number => {
      const vf = testVf({ ringDescriptors }, { frameBytes: 64, style: 'frames' })
      const host = testLayoutHost('h1', [testVm('vm0', [vf])], { iommuPageBytes: 4096 })
      const { compiled, utilisation } = estimateLayout(testLayout(host))
      return utilisation[compiled.resources.findIndex(({ kind }) => kind === 'iommu-walker')] ?? NaN
    }
    expect(walkerUse(4096)).toBeGreaterThan(walkerUse(512))
    expect(walkerUse(32)).toBe(0)
  })
})
