import { expect, it } from 'vitest'
import { known } from '../../reading.ts'
import { setNumVfs, setVfSettings } from '../../plan/edits.ts'
import { at, testHost, testPf } from '../../inventory/test-host.ts'
import { PF, planOf, set, withVfs } from '../../plan/test-plan.ts'
import { repaired, said } from '../test-findings.ts'

const RULE = 'mac-unique'
const MAC = '02:00:00:00:00:01'

it('finds a MAC twice in the plan, also across hosts', () => {
  const host = testHost([testPf(PF)])
  const plan = planOf(
    withVfs(2),
    set(0, { mac: MAC }),
    set(1, { mac: MAC, vlan: 9 }),
    (p) => setNumVfs(p, { host: 'lab2', address: at(PF), numVfs: 1 }),
    (p) => setVfSettings(p, { host: 'lab2', pf: at(PF), index: 0, settings: { mac: MAC } })
  )
  expect(said(RULE, plan, host)).toEqual([
    `error: VF 1 of 0000:3b:00.0 has MAC ${MAC}, as VF 0 of 0000:3b:00.0 has`,
    `error: VF 0 of 0000:3b:00.0 on lab2 has MAC ${MAC}, as VF 0 of 0000:3b:00.0 on lab1 has`
  ])
  const fixed = repaired(RULE, plan, host)
  expect(fixed.vfs[1]?.settings.vlan).toBe(9)
  expect(said(RULE, fixed, host)).toHaveLength(1)
})

it('finds a MAC that an interface of any host has', () => {
  const lab1 = testHost([testPf(PF)])
  const lab9 = testHost(testPf(PF, { interface: { name: 'eno1', mac: known(MAC.toUpperCase()) } }), {
    id: 'lab9'
  })
  expect(said(RULE, planOf(withVfs(1), set(0, { mac: MAC })), lab1, lab9)).toEqual([
    `warning: MAC ${MAC} of VF 0 of 0000:3b:00.0 was seen on eno1 of lab9`
  ])
})

it('does not take the VF itself for another, nor one that changes', () => {
  const seen = (index: number) =>
    testHost([testPf(PF, { vfs: [0, 1].map((one) => ({ settings: { mac: one === index ? MAC : null } })) })])
  expect(said(RULE, planOf(set(0, { mac: MAC })), seen(0))).toEqual([])
  expect(said(RULE, planOf(set(0, { mac: MAC })), seen(1))).toHaveLength(1)
  expect(said(RULE, planOf(withVfs(4), set(0, { mac: MAC })), seen(1))).toEqual([])
  expect(said(RULE, planOf(set(0, { mac: MAC }), set(1, { mac: '02:00:00:00:00:02' })), seen(1))).toEqual([])
})
