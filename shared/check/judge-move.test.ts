import { describe, expect, it } from 'vitest'
import { at, testHost, testPf } from '../inventory/test-host.ts'
import { emptyPlan } from '../plan/plan.ts'
import type { AssignableFunction, Plan, PlanVm } from '../plan/types.ts'
import { judgeMove } from './judge-move.ts'
import { newVm } from '../plan/new-vm.ts'

const PF = at('0000:01:00.0')
const vf = (index: number): AssignableFunction => ({ kind: 'vf', host: 'h1', pf: PF, index })
const vm = (id: string): PlanVm => ({ id, name: id, host: 'h1', vcpus: 2, memoryMiB: 2048, numaNode: null })
const host = testHost([testPf(PF, { vfs: 4 })], { id: 'h1' })
const plan: Plan = {
  ...emptyPlan({ id: 'p', name: 'Test' }),
  vms: [vm('web1'), vm('db1')],
  assignments: [{ function: vf(0), vm: 'web1' }]
}
const fresh = newVm(plan, host, 'fresh')
const context = { plan, hosts: new Map([['h1', host]]) }

describe('judging a move', () => {
  it('allows a free VF on a VM, and on a VM that does not exist yet', () => {
    expect(judgeMove(context, [vf(1)], { kind: 'vm', vm: 'db1' }, fresh, true).kind).not.toBe('refused')
    expect(judgeMove(context, [vf(1)], { kind: 'new-vm' }, fresh, true).kind).not.toBe('refused')
  })

  it('judges a VF that a VM has as if it were free', () => {
    expect(judgeMove(context, [vf(0)], { kind: 'vm', vm: 'db1' }, fresh, true).kind).not.toBe('refused')
  })

  it('does not take a VF from its VM unless it was picked up there', () => {
    const verdict = judgeMove(context, [vf(0)], { kind: 'vm', vm: 'db1' }, fresh, false)
    expect(verdict).toMatchObject({ kind: 'refused', fix: 'Drag it from the card of web1' })
    expect(judgeMove(context, [vf(1), vf(0)], { kind: 'new-vm' }, fresh, false).kind).toBe('refused')
    expect(judgeMove(context, [vf(0)], { kind: 'pool' }, fresh, false)).toEqual({ kind: 'allowed' })
  })

  it('refuses to give a VM what it has', () => {
    const verdict = judgeMove(context, [vf(0)], { kind: 'vm', vm: 'web1' }, fresh, true)
    expect(verdict).toEqual({ kind: 'refused', reasons: ['web1 has it already'], fix: null })
  })

  it('refuses the pool for what is free, and takes back what is given', () => {
    expect(judgeMove(context, [vf(1)], { kind: 'pool' }, fresh, true).kind).toBe('refused')
    expect(judgeMove(context, [vf(0)], { kind: 'pool' }, fresh, true)).toEqual({ kind: 'allowed' })
  })

  it('allows the members of a shared IOMMU group together although each is refused alone', () => {
    const [a, b] = [at('0000:05:00.0'), at('0000:05:00.1')]
    const shared = testHost([testPf(a), testPf(b)], { id: 'h1', groups: [[a, b]] })
    const both = { plan, hosts: new Map([['h1', shared]]) }
    const whole = (address: typeof a): AssignableFunction => ({ kind: 'function', host: 'h1', address })
    const target = { kind: 'vm', vm: 'db1' } as const
    expect(judgeMove(both, [whole(a)], target, fresh, true).kind).toBe('refused')
    expect(judgeMove(both, [whole(a), whole(b)], target, fresh, true).kind).not.toBe('refused')
  })
})
