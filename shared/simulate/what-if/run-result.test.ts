import { describe, expect, it } from 'vitest'
import type { RunJob } from './job.ts'
import { runResult } from './run-result.ts'
import { oneVm } from './test-scenario.ts'

const job: RunJob = {
  kind: 'run',
  scenario: oneVm(7),
  seed: 42,
  length: { durationNs: 1_000_000, warmUpNs: 100_000 },
  follow: null
}
const quiet = (): void => undefined
const THIRD_NS = 333_000

describe('the answer to a run', () => {
  it('has percentiles that rise', () => {
    const ns = runResult(job, quiet).quantiles.map((quantile) => quantile.ns)
    expect(ns.length).toBeGreaterThan(10)
    expect(ns).toEqual([...ns].sort((a, b) => a - b))
  })

  it('can be sent between threads as it is', () => {
    const result = runResult({ ...job, follow: { flow: 0, packet: 100 } }, quiet)
    expect(structuredClone(result)).toEqual(result)
    expect(JSON.parse(JSON.stringify(result))).toEqual(result)
  })

  it('follows one packet: every hop begins when it can and ends later', () => {
    const { hops } = runResult({ ...job, follow: { flow: 0, packet: 100 } }, quiet)
    expect(hops.map(({ resource }) => resource)).toContain('wire-out')
    for (const { arrivedNs, beganNs, doneNs } of hops) {
      expect(beganNs).toBeGreaterThanOrEqual(arrivedNs)
      expect(doneNs).toBeGreaterThanOrEqual(beganNs)
    }
  })

  it('says where frames are lost when more is offered than fits, and how long queues were meanwhile', () => {
    const { drops, flows, resources } = runResult({ ...job, scenario: oneVm(20) }, quiet)
    expect(drops[0]?.cause).toMatch(/^ring full in front of queues of the VF/)
    expect(flows[0]?.dropped).toBeGreaterThan(0)
    expect(resources.map(({ kind }) => kind)).toContain('wire-out')
    for (const { depths } of resources) expect(depths).toHaveLength(resources[0]?.depths.length ?? 0)
  })

  it('loses what a VF has on its way when it is reset, and comes back', () => {
    const reset = { kind: 'vf-reset', flow: 0, atNs: THIRD_NS, durationNs: THIRD_NS } as const
    const { drops, flows, timeline } = runResult({ ...job, events: [reset] }, quiet)
    expect(drops.map(({ cause }) => cause)).toContain('lost while the function was reset')
    expect(timeline.map(({ atNs }) => atNs)).toEqual([THIRD_NS, 2 * THIRD_NS])
    expect(flows[0]?.mpps).toBeGreaterThan(3.5)
    expect(flows[0]?.mpps).toBeLessThan(6)
  })

  it('lets nothing out while the link is down', () => {
    const down = {
      kind: 'link-down',
      host: 'host',
      port: 'port',
      atNs: THIRD_NS,
      durationNs: THIRD_NS
    } as const
    const { flows, drops } = runResult({ ...job, events: [down] }, quiet)
    expect(flows[0]?.mpps).toBeLessThan(6)
    expect(drops.length).toBeGreaterThan(0)
  })

  it('is as long as it takes for so many frames, at the load that is asked for', () => {
    const half = runResult({ ...job, scenario: oneVm(), loadShare: 0.5, length: { frames: 20_000 } }, quiet)
    const whole = runResult({ ...job, scenario: oneVm(), length: { frames: 20_000 } }, quiet)
    expect((half.flows[0]?.mpps ?? 0) / (whole.flows[0]?.mpps ?? 1)).toBeCloseTo(0.5, 1)
    for (const { flows } of [half, whole]) {
      expect(flows[0]?.received).toBeGreaterThan(20_000)
      expect(flows[0]?.received).toBeLessThan(30_000)
    }
  })

  it('uses the inputs that it is given', () => {
    const slow = runResult({ ...job, scenario: oneVm(), parameters: { 'nic.vfQueueMpps': 3 } }, quiet)
    expect(slow.flows[0]?.mpps).toBeLessThan(3.1)
    expect(runResult({ ...job, scenario: oneVm() }, quiet).flows[0]?.mpps).toBeGreaterThan(3.5)
  })
})
