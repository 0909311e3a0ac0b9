import { describe, expect, it } from 'vitest'
import { estimate } from '../estimate.ts'
import { formatScenarioFile, parseScenarioFile } from '../scenario/scenario-file.ts'
import { layoutsOfPort } from './base-layouts.ts'
import { layoutOf } from './layout-of.ts'
import type { MethodChoice } from '../types.ts'
import { defaultFreeHost, defaultKnobs, type Direction, type Knobs } from './question.ts'
import { methodSummary, type MethodSummary } from './method-summary.ts'
import { directionNames } from '../../../renderer/views/whatif/what-if-text.ts'

const ways: readonly MethodChoice[] = ['sriov', 'direct', 'virtio']
const directions = Object.keys(directionNames) as Direction[]
function scenario(way: MethodChoice, changes: Partial<Knobs>): ReturnType<typeof layoutOf> {
  const knobs = { ...defaultKnobs, vms: 4, ...changes }
  const layout = layoutsOfPort(defaultFreeHost, knobs).layouts.get(way)
  if (layout === undefined) throw new Error(`no ${way}`)
  return layoutOf(layout, knobs)
}
function figures(way: MethodChoice, changes: Partial<Knobs>): MethodSummary {
  const own = methodSummary(estimate(scenario(way, changes)), false)
  if (own === null) throw new Error('nobody sends')
  return own
}
const cases = ways.flatMap((way) =>
  directions.flatMap((direction) => [1, 3, 4].map((vms) => ({ way, direction, vms })))
)

describe('a direction', () => {
  it.each(cases)('$direction by $way with $vms VMs is a scenario that can be saved and opened', (one) => {
    const asked = scenario(one.way, one)
    const opened = parseScenarioFile(formatScenarioFile(asked))
    expect(opened.ok ? opened.value.scenario : opened.error).toEqual(asked)
    expect(figures(one.way, one).gbpsTotal.value).toBeGreaterThan(0)
  })

  it('to another port pairs VMs, each on a port of its own side', () => {
    const [host] = scenario('sriov', { direction: 'other-port' }).hosts
    expect(host?.ports).toHaveLength(2)
    const sent = host?.vms.map((vm) => vm.functions[0]?.traffic.to)
    expect(sent).toEqual(['VM 2', 'VM 1', 'VM 4', 'VM 3'].map((vm) => ({ vm })))
    expect(host?.vms[0]?.functions[0]?.port).not.toBe(host?.vms[1]?.functions[0]?.port)
  })

  it('to another host has as many VMs there, and carries as much as one port does', () => {
    expect(scenario('sriov', { direction: 'other-host' }).hosts.map(({ vms }) => vms.length)).toEqual([4, 4])
    const there = figures('sriov', { direction: 'other-host', frameBytes: 1518 })
    const out = figures('sriov', { direction: 'out', frameBytes: 1518 })
    expect(there.gbpsPerVm.value).toBeLessThanOrEqual(out.gbpsPerVm.value * 1.001)
  })

  it('through all VMs is one stream of frames, and never faster with one VM more', () => {
    const chain = (vms: number): MethodSummary => figures('virtio', { direction: 'chain', vms })
    expect(chain(3).vms).toHaveLength(1)
    expect(chain(3).gbpsTotal.value).toBeLessThanOrEqual(chain(2).gbpsTotal.value)
    expect(chain(2).gbpsTotal.value).toBeLessThanOrEqual(chain(1).gbpsTotal.value)
  })

  it('of a file stays its own until another one is asked for', () => {
    const own = scenario('sriov', { direction: 'chain' })
    expect(layoutOf(own, { flows: 10 }).hosts[0]?.vms[0]?.functions[0]?.traffic).toMatchObject({ to: 'wire' })
    const out = layoutOf(own, { direction: 'out' }).hosts[0]?.vms[0]?.functions[0]?.traffic
    expect(out).not.toHaveProperty('to')
    expect(out).not.toHaveProperty('through')
  })
})
