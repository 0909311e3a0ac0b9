import { describe, expect, it } from 'vitest'
import { at, testHost, testPf } from '#shared/inventory/test-host.ts'
import { functionsOf } from '#shared/plan/lookup.ts'
import { emptyPlan } from '#shared/plan/plan.ts'
import type { AssignableFunction, Plan, PlanVm } from '#shared/plan/types.ts'
import { known, unknown } from '#shared/reading.ts'
import { judgeMove } from './judge-move.ts'
import { moveFunctions } from './move.ts'
import { newVm } from './new-vm.ts'

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

const after = (
  functions: readonly AssignableFunction[],
  target: Parameters<typeof moveFunctions>[2]
): Plan => {
  const moved = moveFunctions(plan, functions, target, fresh)
  if (!moved.ok) throw new Error(moved.error)
  return moved.value.plan
}

describe('moving functions', () => {
  it('takes a VF from the VM that has it and gives it to the target', () => {
    const next = after([vf(0)], { kind: 'vm', vm: 'db1' })
    expect(functionsOf(next, 'web1')).toEqual([])
    expect(functionsOf(next, 'db1')).toEqual([vf(0)])
  })

  it('makes the VM that a drop on "New VM" asks for, with the functions in it', () => {
    const next = after([vf(1), vf(2)], { kind: 'new-vm' })
    expect(next.vms.map((one) => one.name)).toEqual(['web1', 'db1', 'vm1'])
    expect(functionsOf(next, 'fresh')).toEqual([vf(1), vf(2)])
  })

  it('frees what is dropped on the pool and leaves free ones free', () => {
    expect(after([vf(0), vf(1)], { kind: 'pool' }).assignments).toEqual([])
  })

  it('keeps those that the target has already', () => {
    expect(functionsOf(after([vf(0), vf(1)], { kind: 'vm', vm: 'web1' }), 'web1')).toEqual([vf(0), vf(1)])
  })

  it('changes nothing at all when one of several cannot go', () => {
    const moved = moveFunctions(
      { ...plan, pfs: [{ host: 'h1', address: PF, numVfs: 2 }] },
      [vf(1), vf(3)],
      { kind: 'vm', vm: 'db1' },
      fresh
    )
    expect(moved).toMatchObject({ ok: false, error: expect.stringContaining('VF 3 does not exist') })
  })

  it('names the step as the undo list shows it', () => {
    const one = moveFunctions(plan, [vf(1)], { kind: 'vm', vm: 'db1' }, fresh)
    const many = moveFunctions(plan, [vf(0), vf(1)], { kind: 'pool' }, fresh)
    expect(one).toMatchObject({ ok: true, value: { label: `Give VF 1 of ${PF} to db1` } })
    expect(many).toMatchObject({ ok: true, value: { label: 'Take 2 VFs back' } })
  })
})

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

describe('the size of a new VM', () => {
  it('is 4 vCPUs and 8 GiB on a host that has plenty', () => {
    expect(newVm(plan, host, 'x')).toMatchObject({ vcpus: 4, memoryMiB: 8192 })
  })

  it('is half of what is left on a small host, down to a power of two', () => {
    const small = {
      ...host,
      cpu: { ...host.cpu, logicalCpus: known(2) },
      numaNodes: [{ node: 0, cpus: '0-1', memoryMiB: known(455) }]
    }
    expect(newVm({ ...plan, vms: [] }, small, 'x')).toMatchObject({ vcpus: 2, memoryMiB: 128 })
    expect(newVm({ ...plan, vms: [{ ...vm('a'), memoryMiB: 256 }] }, small, 'x')).toMatchObject({
      memoryMiB: 64
    })
  })

  it('does not take memory that was not read for none', () => {
    const unread = { ...host, numaNodes: [{ node: 0, cpus: '0-1', memoryMiB: unknown('no rights') }] }
    expect(newVm(plan, unread, 'x')).toMatchObject({ memoryMiB: 8192 })
  })
})
