import { expect, it } from 'vitest'
import { at, NVME_DRIVE, testHost, testPf } from '../../inventory/test-host.ts'
import { setPfMtu } from '../../plan/edits.ts'
import { HOST, PF, planOf, set, withVfs } from '../../plan/test-plan.ts'
import { found, repaired, said } from '../test-findings.ts'

const RULE = 'pf-has-interface'
const withMtu = planOf(withVfs(1), (plan) => setPfMtu(plan, { host: HOST, address: at(PF), mtu: 9000 }))

it('finds settings and an MTU that no interface takes', () => {
  const host = testHost(testPf(PF, { interface: null }))
  expect(said(RULE, planOf(withVfs(1), set(0, { trust: true })), host)).toEqual([
    'error: 0000:3b:00.0 has no network interface through which settings of VFs could be set'
  ])
  expect(said(RULE, withMtu, host)[0]).toContain('the MTU could be set')
})

it('finds an MTU on a drive, and takes it out', () => {
  const host = testHost(testPf(PF, NVME_DRIVE))
  expect(found(RULE, withMtu, host)).toMatchObject([{ blocks: { kind: 'always' } }])
  expect(repaired(RULE, withMtu, host)).toEqual(planOf(withVfs(1)))
})

it('asks for no interface where nothing is set through one', () => {
  expect(said(RULE, planOf(withVfs(1)), testHost(testPf(PF, { interface: null })))).toEqual([])
})
