import { describe, expect, it } from 'vitest'
import { at, testHost, testPf } from '../../inventory/test-host.ts'
import type { EstimateContext } from '../plan-estimate/estimate-context.ts'
import type { AssignableFunction, Plan } from '../../plan/types.ts'
import { layoutsOfPlan } from './base-layouts.ts'
import { layoutOf } from './layout-of.ts'
import { defaultKnobs } from './question.ts'
import { vmRows } from '../../../renderer/views/whatif/vm-rows.ts'
import { simulate } from './run-job.ts'

const PF = '0000:3b:00.0'
const host = testHost([testPf(PF, { vfs: 4 })])
const vf = (index: number): AssignableFunction => ({ kind: 'vf', host: host.id, pf: at(PF), index })
const whole: AssignableFunction = { kind: 'function', host: host.id, address: at(PF) }

function context(...functions: readonly AssignableFunction[]): EstimateContext {
  const plan: Plan = {
    schemaVersion: 1,
    id: 'plan',
    name: 'Plan',
    notes: '',
    pfs: [],
    vfs: [],
    vms: functions.map((_, i) => ({
      id: `vm-${i}`,
      name: `web${i}`,
      host: host.id,
      vcpus: 2,
      memoryMiB: 1024,
      numaNode: null
    })),
    assignments: functions.map((fn, i) => ({ function: fn, vm: `vm-${i}` }))
  }
  return { plan, hosts: new Map([[host.id, host]]) }
}

describe('the plan as ground of a question', () => {
  it('compares its own way with the others', () => {
    const ground = layoutsOfPlan(context(vf(0), vf(1)), host.id)
    expect(ground?.planned).toBe('sriov')
    expect([...(ground?.layouts.keys() ?? [])]).toEqual(['sriov', 'direct', 'virtio'])
    expect(ground?.vms).toBe(2)
    expect(ground?.vmNames.get('vm-1')).toBe('web1')
    expect(ground?.summary).toMatch(/^2 VMs on 0000:3b:00\.0/)
  })

  it('has a way of its own where it mixes the others', () => {
    const ground = layoutsOfPlan(context(vf(0), whole), host.id)
    expect(ground?.planned).toBe('planned')
    expect([...(ground?.layouts.keys() ?? [])][0]).toBe('planned')
  })

  it('is nothing without a network function on the host', () => {
    expect(layoutsOfPlan(context(), host.id)).toBeNull()
    expect(layoutsOfPlan(context(vf(0)), 'another')).toBeNull()
  })

  it('shows VMs that get the same as one row', () => {
    const ground = layoutsOfPlan(context(vf(0), vf(1), vf(2)), host.id)
    const layout = ground?.layouts.get('sriov')
    if (!layout) throw new Error('no layout')
    const answer = simulate({ kind: 'estimate', scenario: layoutOf(layout, defaultKnobs) })
    const own = answer.kind === 'estimate' ? answer.figures : null
    if (own === null) throw new Error('no figures')
    const rows = vmRows(new Map([['sriov', own]]), (vm) => ground?.vmNames.get(vm) ?? vm)
    expect(rows.map(({ names }) => names)).toEqual([['web0', 'web1', 'web2']])
  })
})
