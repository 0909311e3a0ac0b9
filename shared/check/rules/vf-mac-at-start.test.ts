import { expect, it } from 'vitest'
import { testHost, testPf, type TestPf } from '../../inventory/test-host.ts'
import { give, PF, planOf, set, withVfs, withVm } from '../../plan/test-plan.ts'
import { unknown } from '../../reading.ts'
import { said } from '../test-findings.ts'

const RULE = 'vf-mac-at-start'
const MAC = '52:54:00:00:00:10'
const on = (pf: TestPf) => testHost([testPf(PF, pf)])
const GIVEN = planOf(withVfs(2), withVm('a'), give(0, 'a'))
const NEW_MAC = ['info: VF 0 of 0000:3b:00.0 has no MAC: a gets a new one at each start']

it.each(['igb', 'ice', 'mlx5_core', 'bnxt_en'])(
  'says that a VF of %s without a MAC has another at each start',
  (driver) => {
    expect(said(RULE, GIVEN, on({ driver }))).toEqual(NEW_MAC)
    expect(said(RULE, GIVEN, on({ driver, vfs: 2 }))).toEqual(NEW_MAC)
  }
)

it('says nothing of a VF with a MAC, planned or kept', () => {
  expect(said(RULE, planOf(withVfs(2), withVm('a'), give(0, 'a'), set(0, { mac: MAC })), on({}))).toEqual([])
  expect(said(RULE, GIVEN, on({ vfs: [{ settings: { mac: MAC } }, {}] }))).toEqual([])
})

it('says it where the VF with the MAC is made anew', () => {
  expect(said(RULE, GIVEN, on({ vfs: [{ settings: { mac: MAC } }] }))).toEqual(NEW_MAC)
})

it('says nothing where the settings were not read, of no NIC, nor of a driver that was not read', () => {
  expect(said(RULE, GIVEN, on({ vfs: 2, sriov: { vfSettings: unknown('no ip') } }))).toEqual([])
  expect(said(RULE, GIVEN, on({ driver: 'ena' }))).toEqual([])
  expect(said(RULE, GIVEN, on({ driver: 'nvme', class: 'nvme' }))).toEqual([])
})
