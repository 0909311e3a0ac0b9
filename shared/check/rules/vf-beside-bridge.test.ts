import { describe, expect, it } from 'vitest'
import { at, testHost, testPf } from '../../inventory/test-host.ts'
import type { InventoryMaster } from '../../inventory/types.ts'
import { give, PF, planOf, withVfs, withVm } from '../../plan/test-plan.ts'
import { said } from '../test-findings.ts'

const RULE = 'vf-beside-bridge'
const plan = planOf(withVm('web1'), withVfs(4), give(0, 'web1'))
const OWN = { name: 'ens1', functions: [at(PF)] }
const TAP = { name: 'tap100i0', functions: [] }
const host = (master: Partial<InventoryMaster>) =>
  testHost([testPf(PF, { interface: { name: 'ens1', master: 'top' } })], {
    masters: [{ name: 'top', kind: 'bridge', bondMode: null, ports: [OWN], ...master }]
  })

describe('VFs of a port in a bridge', () => {
  it('do not reach the guests behind it', () => {
    expect(said(RULE, plan, host({ ports: [OWN, TAP] }))).toEqual([
      'warning: web1 with VFs of 0000:3b:00.0 and what is on top (tap100i0) do not reach each other over ens1'
    ])
  })

  it('do not reach them through a bond or VLAN either, nor where the kind of the master was not read', () => {
    const ports = [{ name: 'bond0.10', functions: [at('0000:3b:00.1'), at(PF)] }, TAP]
    expect(said(RULE, plan, host({ ports }))[0]).toContain('over bond0.10')
    expect(said(RULE, plan, host({ kind: null, ports: [OWN, TAP] }))).toHaveLength(1)
    expect(said(RULE, plan, host({ kind: 'vrf', ports: [OWN, TAP] }))).toEqual([])
  })

  it('miss nobody where the bridge has no other port, and where no VF goes to a VM', () => {
    expect(said(RULE, plan, host({}))).toEqual([])
    expect(said(RULE, planOf(withVfs(4)), host({ ports: [OWN, TAP] }))).toEqual([])
  })
})

describe('VFs of a port in a bond', () => {
  const bond = (bondMode: string | null) =>
    host({ kind: 'bond', bondMode, ports: [OWN, { name: 'ens2', functions: [] }] })

  it.each(['802.3ad', 'balance-xor'])('get a part of their traffic in mode %s', (mode) => {
    expect(said(RULE, plan, bond(mode))).toEqual([
      `warning: web1 with VFs of 0000:3b:00.0 get a part of their traffic only: ens1 is one of 2 ports of top (${mode})`
    ])
  })

  it('are told that they stay behind in active-backup', () => {
    expect(said(RULE, plan, bond('active-backup'))).toEqual([
      'info: web1 with VFs of 0000:3b:00.0 stay on ens1 when top (active-backup) moves to ens2'
    ])
  })

  it.each(['bond', null])('may get a part where the mode was not read (kind %s)', (kind) => {
    const ports = [OWN, { name: 'ens2', functions: [at('0000:5e:00.0')] }]
    expect(said(RULE, plan, host({ kind, ports }))).toEqual([
      'warning: web1 with VFs of 0000:3b:00.0 may get a part of their traffic only: ens1 is one of 2 ports of top, whose mode was not read'
    ])
  })
})
