import { describe, expect, it } from 'vitest'
import { estimate } from '../estimate.ts'
import { testLayout, testLayoutHost, testVf, testVm } from '../layout/test-layout.ts'
import type { Scenario } from './scenario.ts'
import { makeSweep, type SweptValue } from './sweep.ts'

const frames: Scenario = {
  kind: 'frame-rate',
  nic: 'xl710',
  method: 'direct',
  frameBytes: 64,
  ports: 1,
  queues: 4
}
const layout = testLayout(
  testLayoutHost('h1', [testVm('a', [testVf(), testVf({ port: 'p1' })]), testVm('b', [testVf()])])
)

const swept = (scenario: Scenario, path: string, values: SweptValue[]) => {
  const sweep = makeSweep(scenario, { path, values })
  if (!sweep.ok) throw new Error(JSON.stringify(sweep.error))
  return sweep.value.steps
}
const faultsOf = (scenario: Scenario, path: string, values: SweptValue[]): string => {
  const sweep = makeSweep(scenario, { path, values })
  return sweep.ok ? '' : sweep.error.map(({ where, message }) => `${where}: ${message}`).join('; ')
}

describe('a sweep', () => {
  it('asks the same with one input through its values', () => {
    const steps = swept(frames, 'frameBytes', [64, 1518, 'imix'])
    expect(steps.map(({ value, scenario }) => [value, scenario])).toEqual(
      [64, 1518, 'imix'].map((frameBytes) => [frameBytes, { ...frames, frameBytes }])
    )
  })

  it('reaches into lists, one item or all', () => {
    const limited = swept(layout, 'hosts.0.vms.*.functions.*.maxMbps', [500])[0]?.scenario
    if (limited?.kind !== 'layout') throw new Error('not a layout')
    const report = estimate(limited)
    for (let f = 0; f < report.flows; f++) expect(report.flow(f).gbps.value).toBeCloseTo(0.5, 6)
    const one = swept(layout, 'hosts.0.vms.1.functions.0.maxMbps', [500])[0]?.scenario
    expect(one?.kind === 'layout' && one.hosts[0]?.vms[0]?.functions[0]?.maxMbps).toBe(0)
    expect(one?.kind === 'layout' && one.hosts[0]?.vms[1]?.functions[0]?.maxMbps).toBe(500)
  })

  it('may set an input that was left out', () => {
    expect(swept(layout, 'hosts.*.memoryGBps', [10, 20])).toHaveLength(2)
  })

  it.each([
    ['frames.bytes', [64], /^sweep\.path: the scenario has no input "frames\.bytes"$/],
    ['frameByte', [64], /^sweep\.values\.0: frameByte: .*never/],
    ['frameBytes', [64, 20], /^sweep\.values\.1: frameBytes: .*>=64/],
    ['nic', ['xl710', 'e1000'], /^sweep\.values\.1: nic: .*"e1000"/]
  ] as const)('of %s through %j is refused with the place', (path, values, message) => {
    expect(faultsOf(frames, path, [...values])).toMatch(message)
  })

  it('refuses a value that contradicts the rest of the layout', () => {
    expect(faultsOf(layout, 'hosts.0.vms.*.functions.0.port', ['p1', 'p7'])).toMatch(
      /^sweep\.values\.1: hosts\.0\.vms\.0\.functions\.0\.port: "p7" is not a port/
    )
  })
})
