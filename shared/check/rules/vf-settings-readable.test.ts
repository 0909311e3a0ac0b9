import { expect, it } from 'vitest'
import { E810_PORT, freshVfSettings, testHost, testPf } from '../../inventory/test-host.ts'
import { PF, planOf, set, withVfs } from '../../plan/test-plan.ts'
import { known } from '../../reading.ts'
import { said } from '../test-findings.ts'

const RULE = 'vf-settings-readable'
/** A PF with 8 VFs of which `ip` lists the first `listed`. */
const host = (listed: number) =>
  testHost([
    testPf(PF, {
      ...E810_PORT,
      vfs: 8,
      sriov: { vfSettings: known(Array.from({ length: listed }, (_, index) => freshVfSettings(index))) }
    })
  ])
const PLAN = planOf(withVfs(8), set(1, { vlan: 7 }), set(6, { vlan: 7 }), set(7, { vlan: 8 }))

it('names the VFs whose settings cannot be verified, and those alone', () => {
  expect(said(RULE, PLAN, host(3))).toEqual([
    'warning: Settings of VF 6 and 7 of 0000:3b:00.0 can be made but not read back: ip lists 3 of 8 VFs: a longer list does not fit into its netlink message'
  ])
})

it('says nothing where all are listed, or none', () => {
  expect(said(RULE, PLAN, host(8))).toEqual([])
  expect(said(RULE, PLAN, host(0))).toEqual([])
  expect(said(RULE, planOf(withVfs(8), set(1, { vlan: 7 })), host(3))).toEqual([])
})
