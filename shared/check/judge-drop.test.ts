import { describe, expect, it } from 'vitest'
import type { InventoryHost } from '../inventory/types.ts'
import type { Plan } from '../plan/types.ts'
import { judgeChange, judgeDrop } from './judge-drop.ts'
import { testHost, testPf } from '../inventory/test-host.ts'
import { give, PF, planOf, vf, withVfs, withVm } from '../plan/test-plan.ts'

const context = (plan: Plan, host: InventoryHost) => ({ plan, hosts: new Map([[host.id, host]]) })
const NEW_VFS = testHost([testPf(PF, { numaNode: 1 })])
const VMS = planOf(
  withVm('here', { numaNode: 1 }),
  withVm('far', { numaNode: 0 }),
  withVm('away', { host: 'lab2' }),
  withVfs(4)
)

describe('judgeDrop', () => {
  it('allows a VF that does not exist yet', () => {
    expect(judgeDrop(context(VMS, NEW_VFS), vf(3), 'here')).toEqual({ kind: 'allowed' })
  })

  it('warns of what the drop would cost', () => {
    expect(judgeDrop(context(VMS, NEW_VFS), vf(3), 'far')).toEqual({
      kind: 'warning',
      reasons: ['VF 3 of 0000:3b:00.0 lies on NUMA node 1, far on node 0']
    })
  })

  it('refuses what the edit refuses, in its words', () => {
    const verdict = judgeDrop(context(VMS, NEW_VFS), vf(0), 'away')
    expect(verdict.kind === 'refused' && verdict.reasons[0]).toContain('is in another host than away')
    expect(judgeDrop(context(VMS, NEW_VFS), vf(4), 'here')).toEqual({
      kind: 'refused',
      reasons: ['VF 4 does not exist: 0000:3b:00.0 is planned with numVfs 4'],
      fix: 'Plan 5 VFs'
    })
  })

  it('refuses what would be an error, with the choices', () => {
    const host = testHost([testPf(PF, { vfs: 2 })], {
      groups: [['0000:3b:10.0', '0000:3b:10.2']]
    })
    const plan = planOf(withVm('a'), withVm('b'), give(0, 'a'))
    expect(judgeDrop(context(plan, host), vf(1), 'a')).toEqual({ kind: 'allowed' })
    expect(judgeDrop(context(plan, host), vf(1), 'b')).toMatchObject({
      kind: 'refused',
      fix: 'Give all 2 to a'
    })
  })

  it('does not blame the drop for what was wrong before', () => {
    const plan = planOf(withVm('a'), withVfs(9))
    expect(judgeDrop(context(plan, NEW_VFS), vf(0), 'a')).toEqual({ kind: 'allowed' })
  })

  it('says again what each further drop makes worse', () => {
    const host = testHost([testPf(PF)], { iommu: { kind: 'absent' } })
    const plan = planOf(withVm('a'), withVfs(2), give(0, 'a'))
    expect(judgeDrop(context(plan, host), vf(1), 'a').kind).toBe('refused')
  })

  it('refuses a host that was never read only through what it brings', () => {
    const plan = planOf(withVm('a'), withVfs(2))
    expect(judgeDrop({ plan, hosts: new Map() }, vf(0), 'a')).toEqual({ kind: 'allowed' })
  })
})

it('judges several functions at once by what all of them bring', () => {
  const one = give(2, 'far')(VMS)
  const two = one.ok ? give(3, 'far')(one.value) : one
  expect(two.ok && judgeChange(context(VMS, NEW_VFS), two.value)).toEqual({
    kind: 'warning',
    reasons: [
      'VF 2 of 0000:3b:00.0 lies on NUMA node 1, far on node 0',
      'VF 3 of 0000:3b:00.0 lies on NUMA node 1, far on node 0'
    ]
  })
})
