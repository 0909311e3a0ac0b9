import { describe, expect, it } from 'vitest'
import { estimate } from '../estimate.ts'
import { simulate } from './run-job.ts'
import { layoutsOfPort } from './base-layouts.ts'
import { atLoad, durationFor, totalMpps, withOffered } from './offered-load.ts'
import { layoutOf, withVms } from './layout-of.ts'
import type { MethodChoice } from '../types.ts'
import { defaultFreeHost, defaultKnobs, type Knobs } from './question.ts'
import { metricOf, runMetric } from './metrics.ts'
import { knobsAt, planRuns, planSweep, sweepPlaces, type SweepConditions, type SweepInput } from './sweep.ts'
import { methodSummary, type MethodSummary } from './method-summary.ts'

const knobs: Knobs = { ...defaultKnobs, vms: 2 }
const ground = layoutsOfPort(defaultFreeHost, knobs)
const layout = (way: MethodChoice, changes: Partial<Knobs> = {}): ReturnType<typeof layoutOf> => {
  const own = ground.layouts.get(way)
  if (own === undefined) throw new Error(`no layout for ${way}`)
  return layoutOf(own, { ...knobs, ...changes })
}
function figures(way: MethodChoice, changes: Partial<Knobs> = {}): MethodSummary {
  const own = methodSummary(estimate(layout(way, changes)), false)
  if (own === null) throw new Error('nothing to sum up')
  return own
}

describe('the layout of a question', () => {
  it('has as many VMs as asked for, with ids of their own', () => {
    const vms = layout('sriov', { vms: 5 }).hosts[0]?.vms ?? []
    expect(new Set(vms.map(({ id }) => id)).size).toBe(5)
    expect(layout('sriov', { vms: 5 }).hosts[0]?.ports).toHaveLength(1)
  })

  it('gives every VM a port of its own when ports are given away whole', () => {
    const [host] = layout('direct', { vms: 3 }).hosts
    expect(new Set(host?.vms.map((vm) => vm.functions[0]?.port)).size).toBe(3)
    expect(new Set(host?.ports.map((port) => port.linkNumber)).size).toBe(3)
    expect(figures('direct', { vms: 3 }).gbpsPerVm.value).toBeCloseTo(
      figures('direct', { vms: 1 }).gbpsPerVm.value
    )
  })

  it('keeps the first VMs when fewer are asked for, and the ground as it was', () => {
    const [host] = layout('sriov', { vms: 4 }).hosts
    if (host === undefined) throw new Error('no host')
    expect(withVms(host, 2).vms).toEqual(host.vms.slice(0, 2))
    expect(host.vms).toHaveLength(4)
  })

  it('has switch cores for a switch in user space alone', () => {
    expect(layout('virtio').hosts[0]?.switchCores).toBe(0)
    expect(layout('virtio', { backend: 'ovs-dpdk', switchCores: 2 }).hosts[0]?.switchCores).toBe(2)
  })

  it('offers what is asked for, flow by flow', () => {
    const offered = withOffered(layout('sriov'), (flow) => flow + 1)
    expect(offered.hosts[0]?.vms.map((vm) => vm.functions[0]?.traffic.offeredMpps)).toEqual([1, 2])
  })
})

describe('figures of a way', () => {
  it('share a port and say what is full', () => {
    const one = figures('sriov', { vms: 1 })
    const eight = figures('sriov', { vms: 8 })
    expect(eight.gbpsPerVm.value).toBeLessThan(one.gbpsPerVm.value)
    expect(eight.gbpsTotal.value).toBeCloseTo(8 * eight.gbpsPerVm.value)
    expect(eight.limits[0]).toMatchObject({ vms: 8, bottleneck: { resource: 'port-rate' } })
    expect(one.limits[0]?.bottleneck.resource).toBe('queue-rate')
  })

  it('are not there for a layout without VMs', () => {
    expect(methodSummary(estimate({ kind: 'layout', hosts: [] }), false)).toBeNull()
  })

  it('have no PCIe figure where PCIe is not modelled', () => {
    const own = { ...figures('sriov'), pcie: null }
    expect(metricOf(own, 'pcie')).toBeNull()
    expect(metricOf(figures('sriov'), 'pcie')?.value).toBeGreaterThan(0)
  })
})

const inputs: readonly SweepInput[] = ['frame-size', 'vms', 'method', 'flows', 'load']
const conditions: SweepConditions = { parameters: {}, loadShare: null, hasLatency: false }

describe('a sweep', () => {
  it.each(inputs)('over %s has a step for every way and place', (input) => {
    const steps = planSweep(ground, knobs, input, conditions)
    expect(steps).toHaveLength(sweepPlaces(ground, knobs, input).length * ground.layouts.size)
    expect(new Set(steps.map(({ way, x }) => `${way} ${x}`)).size).toBe(steps.length)
  })

  it('changes its own input and nothing else', () => {
    expect(knobsAt(knobs, 'frame-size', 1518)).toEqual({ ...knobs, frameBytes: 1518 })
    expect(knobsAt(knobs, 'vms', 7)).toEqual({ ...knobs, vms: 7 })
    expect(knobsAt(knobs, 'flows', 1e6)).toEqual({ ...knobs, flows: 1e6 })
    expect(knobsAt(knobs, 'load', 0.3)).toEqual({ ...knobs, offeredMpps: 0.3 })
    expect(knobsAt(knobs, 'method', 0)).toEqual(knobs)
  })

  it('takes places in rising order', () => {
    for (const input of inputs) {
      const places = sweepPlaces(ground, knobs, input)
      expect([...places].sort((a, b) => a - b)).toEqual([...places])
    }
  })

  it('runs no longer than it takes to move enough frames', () => {
    expect(durationFor(10, 40_000)).toBe(4_000_000)
    expect(durationFor(1000, 1000)).toBe(50_000)
    expect(durationFor(0, 1000)).toBe(1e9)
  })

  it('agrees with its runs, where nothing is lost', () => {
    const steps = planRuns(ground, knobs, 'frame-size', 7, conditions)
    for (const { way, x, job } of steps.filter((step) => step.x < 300)) {
      const result = simulate(job)
      const expected = metricOf(figures(way, { frameBytes: x }), 'mpps-total')?.value ?? 0
      const ran = result.kind === 'run' ? (runMetric(result, 'mpps-total') ?? 0) : 0
      expect(Math.abs(ran - expected) / expected).toBeLessThan(0.05)
    }
  })

  it('over the load reaches from little for the slowest way to too much for the fastest', () => {
    const places = sweepPlaces(ground, knobs, 'load')
    const most = [...ground.layouts.keys()].map((way) => figures(way).mppsPerVm.value)
    expect(places[0]).toBeLessThan(Math.min(...most))
    expect(places.at(-1)).toBeGreaterThan(Math.max(...most))
    const at = (x: number): number => figures('sriov', { offeredMpps: x }).mppsPerVm.value
    expect(at(places[0] ?? 0)).toBeCloseTo(places[0] ?? 1)
    expect(at(places.at(-1) ?? 0)).toBeCloseTo(figures('sriov').mppsPerVm.value)
  })

  it('of latency is made at the load that is chosen, and rises with it', () => {
    const p99 = (loadShare: number): number => {
      const [step] = planSweep(ground, knobs, 'method', { parameters: {}, loadShare, hasLatency: true })
      const result = step && simulate(step.job)
      const own = result?.kind === 'estimate' ? result.figures : null
      return own === null ? Number.NaN : (metricOf(own, 'latency-p99')?.value ?? Number.NaN)
    }
    expect(p99(0.3)).toBeGreaterThan(0)
    expect(p99(0.9)).toBeGreaterThan(p99(0.3))
  })

  it('uses the inputs of the model that it is given', () => {
    const [step] = planSweep(ground, knobs, 'method', { ...conditions, parameters: { 'nic.portMpps': 5 } })
    const result = step && simulate(step.job)
    const own = result?.kind === 'estimate' ? result.figures : null
    expect(own?.mppsTotal.value).toBeLessThanOrEqual(5.001)
  })

  it('at half the load asks every flow for half of what it gets', () => {
    const scenario = layout('sriov')
    const offered =
      atLoad(scenario, 0.5).hosts[0]?.vms.map((vm) => vm.functions[0]?.traffic.offeredMpps ?? 0) ?? []
    expect(offered.reduce((sum, mpps) => sum + mpps, 0)).toBeCloseTo(totalMpps(scenario) / 2)
  })
})
