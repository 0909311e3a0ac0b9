import { describe, expect, it } from 'vitest'
import { run } from '#shared/simulate/run.ts'
import { slicedRun } from './sliced-run.ts'
import { oneVm } from './test-scenario.ts'

const job = {
  kind: 'run',
  scenario: oneVm(7),
  seed: 42,
  durationNs: 1_000_000,
  warmUpNs: 100_000,
  incident: 'none',
  followPacket: null
} as const
const quiet = (): void => undefined

describe('a run in slices', () => {
  it('counts the same frames as a run at one go', () => {
    const whole = run(job.scenario, { seed: 42, durationNs: 1_000_000, warmUpNs: 100_000 })
    const sliced = slicedRun(job, quiet)
    const { sent, received, dropped } = whole.flows[0]?.counts ?? { sent: 0, received: 0, dropped: 0 }
    expect(sliced.flows[0]).toMatchObject({ sent, received, dropped })
    expect(sliced.quantiles.find(({ share }) => share === 0.99)?.ns).toBe(
      whole.flows[0]?.latencyNs.percentile(0.99)
    )
  })

  it('has percentiles that rise', () => {
    const ns = slicedRun(job, quiet).quantiles.map((quantile) => quantile.ns)
    expect(ns).toEqual([...ns].sort((a, b) => a - b))
  })

  it('follows one packet: every hop begins when it can and ends later', () => {
    const { hops } = slicedRun({ ...job, followPacket: 100 }, quiet)
    expect(hops.map(({ resource }) => resource)).toContain('wire-out')
    for (const { arrivedNs, beganNs, doneNs } of hops) {
      expect(beganNs).toBeGreaterThanOrEqual(arrivedNs)
      expect(doneNs).toBeGreaterThanOrEqual(beganNs)
    }
  })

  it('says where frames are lost when more is offered than fits', () => {
    const { drops, flows } = slicedRun({ ...job, scenario: oneVm(20) }, quiet)
    expect(drops[0]?.cause).toMatch(/^ring full in front of queues of the VF/)
    expect(flows[0]?.dropped).toBeGreaterThan(0)
  })

  it('loses what a VF has on its way when it is reset, and comes back', () => {
    const { drops, flows } = slicedRun({ ...job, incident: 'vf-reset' }, quiet)
    expect(drops.map(({ cause }) => cause)).toContain('lost while the function was reset')
    expect(flows[0]?.mpps).toBeGreaterThan(3.5)
    expect(flows[0]?.mpps).toBeLessThan(6)
  })

  it('lets nothing out while the link is down', () => {
    const { flows, drops } = slicedRun({ ...job, incident: 'link-down' }, quiet)
    expect(flows[0]?.mpps).toBeLessThan(6)
    expect(drops.length).toBeGreaterThan(0)
  })
})
