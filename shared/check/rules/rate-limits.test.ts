import { expect, it } from 'vitest'
import type { InventoryInterface } from '../../inventory/types.ts'
import type { PlanVfSettings } from '../../plan/types.ts'
import { known, unknown } from '../../reading.ts'
import { testHost, testPf } from '../../inventory/test-host.ts'
import { PF, planOf, set, withVfs } from '../../plan/test-plan.ts'
import { found, repaired, said } from '../test-findings.ts'

const RULE = 'rate-limits'
const on = (driver: string, speedMbps: number, change: Partial<InventoryInterface> = {}) =>
  testHost([testPf(PF, { driver, interface: { name: 'ens1', speedMbps: known(speedMbps), ...change } })])
const details = (settings: PlanVfSettings, host: ReturnType<typeof on>): readonly string[] =>
  found(RULE, planOf(withVfs(2), set(0, settings)), host).map(
    (one) => `${one.severity} ${one.id.split(':').at(-1) ?? ''}`
  )

it.each<readonly [string, number, PlanVfSettings, readonly string[]]>([
  ['igb', 1000, { maxTxRate: 1000 }, []],
  ['igb', 1000, { maxTxRate: 1001 }, ['error speed']],
  ['ice', 25_000, { minTxRate: 200, maxTxRate: 100 }, ['error order']],
  ['ice', 25_000, { minTxRate: 200, maxTxRate: 0 }, []],
  ['ixgbe', 10_000, { maxTxRate: 10 }, ['error lowest']],
  ['ixgbe', 10_000, { maxTxRate: 11 }, []],
  ['ixgbe', 1000, { maxTxRate: 100 }, ['error only-at']],
  ['i40e', 40_000, { maxTxRate: 120 }, ['warning step']],
  ['i40e', 40_000, { maxTxRate: 30 }, ['warning lowest']],
  ['i40e', 40_000, { maxTxRate: 100 }, []],
  ['unheard_of', 1000, { maxTxRate: 1 }, []]
])('%s on %i Mbit/s with %j', (driver, speed, settings, expected) => {
  expect(details(settings, on(driver, speed))).toEqual(expected)
})

it('rounds as i40e does', () => {
  const plan = planOf(withVfs(2), set(0, { maxTxRate: 120, vlan: 4 }))
  expect(repaired(RULE, plan, on('i40e', 40_000))).toEqual(
    planOf(withVfs(2), set(0, { maxTxRate: 100, vlan: 4 }))
  )
})

it('warns of a rate while the port has no link, where the driver minds', () => {
  const down = { hasCarrier: known(false), speedMbps: unknown('no link') }
  expect(details({ maxTxRate: 100 }, on('igb', 1000, down))).toEqual(['warning link'])
  expect(details({ maxTxRate: 100 }, on('mlx5_core', 1000, down))).toEqual([])
})

it('adds up the guarantees of all VFs of a port', () => {
  const plan = planOf(withVfs(2), set(0, { minTxRate: 600 }), set(1, { minTxRate: 500 }))
  expect(said(RULE, plan, on('ice', 1000))).toEqual([
    'error: The VFs of 0000:3b:00.0 are guaranteed 1100 Mbit/s together, ens1 has 1000'
  ])
})
