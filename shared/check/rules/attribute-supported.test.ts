import { expect, it } from 'vitest'
import type { PlanVfSettings } from '../../plan/types.ts'
import { known } from '../../reading.ts'
import { NVME_DRIVE, testHost, testPf } from '../../inventory/test-host.ts'
import { PF, planOf, set, withVfs } from '../../plan/test-plan.ts'
import { repaired, said } from '../test-findings.ts'

const RULE = 'attribute-supported'
const on = (driver: string) => testHost([testPf(PF, { driver })])

it.each<readonly [string, PlanVfSettings, readonly string[]]>([
  ['igb', { minTxRate: 50 }, ['error: igb does not take a minimum rate on VF 0 of 0000:3b:00.0']],
  ['igb', { minTxRate: 0 }, []],
  ['igb', { linkState: 'auto' }, ['error: igb does not take a link state on VF 0 of 0000:3b:00.0']],
  [
    'igb',
    { vlan: 5, vlanProtocol: '802.1ad' },
    ['error: igb does not take an 802.1ad VLAN on VF 0 of 0000:3b:00.0']
  ],
  ['igb', { vlan: 5, qos: 7, trust: true, spoofchk: false, maxTxRate: 100 }, []],
  [
    'ixgbe',
    { linkState: 'enable' },
    ['error: ixgbe does nothing for link state enable on VF 0 of 0000:3b:00.0']
  ],
  ['ixgbe', { linkState: 'disable' }, []],
  ['i40e', { minTxRate: 50 }, ['error: i40e does not take a minimum rate on VF 0 of 0000:3b:00.0']],
  ['ice', { minTxRate: 50, linkState: 'enable' }, []],
  [
    'ice',
    { vlan: 5, vlanProtocol: '802.1ad' },
    ['warning: ice takes an 802.1ad VLAN only with the right firmware mode on VF 0 of 0000:3b:00.0']
  ],
  ['mlx5_core', { minTxRate: 50, maxTxRate: 100 }, []],
  ['bnxt_en', { vlan: 5, qos: 3 }, ['error: bnxt_en does not take a VLAN priority on VF 0 of 0000:3b:00.0']],
  [
    'unheard_of',
    { minTxRate: 50, linkState: 'enable' },
    [
      'info: Nothing is known about driver unheard_of: whether it takes minimum rate and link state on the VFs of 0000:3b:00.0 is not known'
    ]
  ]
])('%s with %j', (driver, settings, messages) => {
  expect(said(RULE, planOf(withVfs(1), set(0, settings)), on(driver))).toEqual(messages)
})

it('leaves out just the attribute that is refused', () => {
  const plan = planOf(withVfs(1), set(0, { minTxRate: 50, vlan: 5 }))
  expect(repaired(RULE, plan, on('igb'))).toEqual(planOf(withVfs(1), set(0, { vlan: 5 })))
})

it('refuses network settings on an NVMe VF', () => {
  const host = testHost([testPf(PF, NVME_DRIVE)])
  const plan = planOf(withVfs(1), set(0, { mac: '02:00:00:00:00:01', vlan: 5 }))
  expect(said(RULE, plan, host)).toEqual([
    'error: VF 0 of 0000:3b:00.0 is no network function, so it has no MAC and VLAN'
  ])
  expect(repaired(RULE, plan, host)).toEqual(planOf(withVfs(1)))
})

it('gives no rate to the VFs of an I350, which igb drives as well', () => {
  const host = testHost([testPf(PF, { driver: 'igb', ids: ['8086', '1521', '1520'] })])
  expect(said(RULE, planOf(withVfs(1), set(0, { maxTxRate: 100 })), host)).toEqual([
    'error: igb does not take a maximum rate on VF 0 of 0000:3b:00.0'
  ])
  expect(said('rate-limits', planOf(withVfs(1), set(0, { maxTxRate: 100 })), host)).toEqual([])
})

it('leaves VLAN, trust and spoof check to the representor in switchdev mode', () => {
  const host = testHost([testPf(PF, { driver: 'mlx5_core', sriov: { eswitchMode: known('switchdev') } })])
  const plan = planOf(withVfs(1), set(0, { mac: '02:00:00:00:00:01', vlan: 5, trust: true, spoofchk: false }))
  expect(said(RULE, plan, host)).toEqual([
    'error: mlx5_core does not take a VLAN on VF 0 of 0000:3b:00.0',
    'error: mlx5_core does not take trust on VF 0 of 0000:3b:00.0',
    'error: mlx5_core does not take a spoof check on VF 0 of 0000:3b:00.0'
  ])
})

it('takes neither MAC nor VLAN on an InfiniBand port', () => {
  const interface_ = { name: 'ibs1', linkType: 'infiniband' }
  const host = testHost([testPf(PF, { driver: 'mlx5_core', interface: interface_ })])
  const plan = planOf(withVfs(1), set(0, { mac: '02:00:00:00:00:01', vlan: 5 }))
  expect(said(RULE, plan, host)).toEqual([
    'error: mlx5_core does not take a MAC on VF 0 of 0000:3b:00.0',
    'error: mlx5_core does not take a VLAN on VF 0 of 0000:3b:00.0'
  ])
})
