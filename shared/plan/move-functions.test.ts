import { describe, expect, it } from 'vitest'
import { at, testHost, testPf } from '../inventory/test-host.ts'
import { functionsOf } from './lookup.ts'
import { emptyPlan } from './plan.ts'
import type { AssignableFunction, Plan, PlanVm } from './types.ts'
import { known, unknown } from '../reading.ts'
import { explainMoveError, moveFunctions } from './move-functions.ts'
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

const after = (
  functions: readonly AssignableFunction[],
  target: Parameters<typeof moveFunctions>[2]
): Plan => {
  const moved = moveFunctions(plan, functions, target, fresh)
  if (!moved.ok) throw new Error(moved.error.kind)
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
    expect(moved.ok ? '' : explainMoveError(moved.error)).toContain('VF 3 does not exist')
  })

  it('names the step as the undo list shows it', () => {
    const one = moveFunctions(plan, [vf(1)], { kind: 'vm', vm: 'db1' }, fresh)
    const many = moveFunctions(plan, [vf(0), vf(1)], { kind: 'pool' }, fresh)
    expect(one).toMatchObject({ ok: true, value: { label: `Give VF 1 of ${PF} to db1` } })
    expect(many).toMatchObject({ ok: true, value: { label: 'Take 2 VFs back' } })
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
