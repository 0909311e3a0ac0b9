import { expect, it } from 'vitest'
import { testHost, testPf, type TestPf } from '../../inventory/test-host.ts'
import { PF, planOf, set, withVfs } from '../../plan/test-plan.ts'
import { said } from '../test-findings.ts'

const RULE = 'spoofchk-needs-mac'
const MAC = '52:54:00:00:00:10'
const on = (pf: TestPf) => testHost([testPf(PF, pf)])
const CHECKED = planOf(withVfs(1), set(0, { spoofchk: true }))

it('warns that a VF of mlx5_core with spoof check and no MAC sends nothing', () => {
  expect(said(RULE, CHECKED, on({ driver: 'mlx5_core' }))).toEqual([
    'warning: VF 0 of 0000:3b:00.0 sends nothing: its spoof check is on and it has no MAC'
  ])
})

it('is an error on mlx4_core, which refuses it', () => {
  expect(said(RULE, CHECKED, on({ driver: 'mlx4_core', vfs: 1 }))).toEqual([
    'error: mlx4_core does not turn on the spoof check of VF 0 of 0000:3b:00.0, which has no MAC'
  ])
})

it('says nothing with a MAC, without the check, or of a driver that goes by the MAC of the guest', () => {
  const both = planOf(withVfs(1), set(0, { spoofchk: true, mac: MAC }))
  expect(said(RULE, both, on({ driver: 'mlx5_core' }))).toEqual([])
  expect(said(RULE, CHECKED, on({ driver: 'mlx5_core', vfs: [{ settings: { mac: MAC } }] }))).toEqual([])
  expect(said(RULE, planOf(withVfs(1), set(0, { spoofchk: false })), on({ driver: 'mlx5_core' }))).toEqual([])
  expect(said(RULE, CHECKED, on({ driver: 'igb' }))).toEqual([])
})
