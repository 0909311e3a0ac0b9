import { describe, expect, it } from 'vitest'
import { at, testBridge, testFunction, testHost, testPf } from '#shared/inventory/test-host.ts'
import { emptyPlan } from '#shared/plan/plan.ts'
import { functionKey } from '#shared/plan/function-key.ts'
import { plannedHost } from '#shared/planned/planned-host.ts'
import { assignableFunctions, assignablePool } from '#shared/planned/pool.ts'
import { byGroup, driverLabel } from './board-model.ts'

const NOTHING = emptyPlan({ id: 'p', name: 'p' })
const PF = '0000:01:00.0'
const host = testHost(
  [
    testBridge('0000:00:1c.0'),
    testPf(PF, { vfs: 2 }),
    testFunction('0000:02:00.0', { class: 'display' }),
    testFunction('0000:02:00.1', { class: 'accelerator' }),
    testFunction('0000:00:1f.4', { class: 'other' })
  ],
  {
    id: 'h1',
    groups: [
      ['0000:00:1c.0', PF],
      ['0000:02:00.0', '0000:02:00.1']
    ]
  }
)

describe('the pool of a host', () => {
  it('has the PFs, and the plain functions that people give to VMs', () => {
    const pool = assignablePool(plannedHost(NOTHING, host))
    expect(pool.pfs.map((pf) => pf.address)).toEqual([PF])
    expect(pool.plain.map((fn) => fn.address)).toEqual(['0000:02:00.0', '0000:02:00.1'])
  })

  it('draws a group where several functions share it; a bridge does not count', () => {
    const { sharedGroups } = assignablePool(plannedHost(NOTHING, host))
    expect(sharedGroups.get(at(PF))).toBeUndefined()
    expect(sharedGroups.get(at('0000:02:00.0'))?.members).toEqual(['0000:02:00.0', '0000:02:00.1'])
  })

  it('puts the members of a group beside each other', () => {
    const group = { id: 7, members: [at('0000:02:00.0'), at('0000:02:00.1')] }
    const drawn = byGroup(['a', 'b', 'c'], (item) => (item === 'b' ? null : group))
    expect(drawn).toEqual([
      { group, items: ['a', 'c'] },
      { group: null, items: ['b'] }
    ])
  })

  it('offers VFs that will exist under the plan, not only those that do', () => {
    const plan = { ...emptyPlan({ id: 'p', name: 'p' }), pfs: [{ host: 'h1', address: at(PF), numVfs: 5 }] }
    const planned = plannedHost(plan, host)
    const vfs = assignableFunctions(planned, assignablePool(planned)).filter((fn) => fn.kind === 'vf')
    expect(vfs.map(functionKey)).toHaveLength(5)
  })
})

describe('the driver of a function', () => {
  it('is said with its version where it is not the kernel’s own', () => {
    const withVersion = {
      ...host,
      drivers: [{ name: 'igb', version: '5.19.4', origin: 'out-of-tree' as const, firmware: null }]
    }
    const [pf] = assignablePool(plannedHost(NOTHING, host)).pfs
    if (!pf) throw new Error('no PF')
    expect(driverLabel(withVersion, pf.observed)).toBe('igb 5.19.4')
    expect(driverLabel(host, pf.observed)).toBe('igb')
  })
})
