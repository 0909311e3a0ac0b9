import { expect, it } from 'vitest'
import { pfDriver } from './pf-drivers.ts'
import { PLAIN_PORT, settingRefusals, type PortContext } from './refusals.ts'
import type { PlanVfSettings } from './vf-settings.ts'

const answers = (
  driver: string,
  settings: PlanVfSettings,
  port: Partial<PortContext> = {}
): readonly string[] => {
  const row = pfDriver(driver)
  if (row === null) throw new Error(`no row for ${driver}`)
  return settingRefusals(row, settings, { ...PLAIN_PORT, ...port }).map(
    ({ attribute, errno, certainty }) =>
      `${attribute} ${errno ?? (certainty === 'certain' ? 'no effect' : certainty)}`
  )
}

/** The answers of igb were tried on an 82576; the others were read in the drivers. */
it.each<readonly [string, PlanVfSettings, readonly string[]]>([
  ['igb', { minTxRate: 50 }, ['minTxRate EINVAL']],
  ['igb', { vlanProtocol: '802.1ad' }, ['vlanProtocol EPROTONOSUPPORT']],
  ['igb', { linkState: 'auto' }, ['linkState EOPNOTSUPP']],
  ['igb', { linkState: 'disable' }, ['linkState EOPNOTSUPP']],
  ['igb', { minTxRate: 0, maxTxRate: 1, vlanProtocol: '802.1Q' }, []],
  ['ixgbe', { linkState: 'enable' }, ['linkState no effect']],
  ['ixgbe', { linkState: 'auto' }, []],
  ['ixgbe', { maxTxRate: 10 }, ['maxTxRate EINVAL']],
  ['ixgbe', { maxTxRate: 11 }, []],
  ['ixgbe', { maxTxRate: 0 }, []],
  ['i40e', { maxTxRate: 10 }, []],
  ['ice', { vlanProtocol: '802.1ad', minTxRate: 50 }, ['vlanProtocol depends']],
  ['mlx5_core', { minTxRate: 50, linkState: 'enable' }, []],
  ['mlx4_en', { minTxRate: 50, trust: true }, ['trust EOPNOTSUPP', 'minTxRate EPROTONOSUPPORT']],
  ['bnxt_en', { vlan: 5, qos: 3 }, ['qos EINVAL']],
  ['bnx2x', { vlan: 5, qos: 3 }, ['qos no effect']],
  ['enic', { mac: '02:00:00:00:00:01', spoofchk: false }, ['spoofchk EOPNOTSUPP']],
  ['idpf', { vlan: 5 }, ['vlan unknown']],
  ['idpf', { vlan: 0 }, []]
])('%s answers %j with %j', (driver, settings, expected) => {
  expect(answers(driver, settings)).toEqual(expected)
})

it('limits rates on the 82576 only, of the devices of igb', () => {
  const rates: PlanVfSettings = { maxTxRate: 100 }
  expect(answers('igb', rates, { deviceId: '10c9' })).toEqual([])
  expect(answers('igb', rates, { deviceId: '1521' })).toEqual(['maxTxRate EOPNOTSUPP'])
})

it('leaves to the representor what the driver refuses in switchdev mode', () => {
  const all: PlanVfSettings = { mac: '02:00:00:00:00:01', vlan: 5, trust: true, spoofchk: false }
  expect(answers('mlx5_core', all, { eswitchMode: 'switchdev' })).toEqual([
    'vlan EOPNOTSUPP',
    'trust EOPNOTSUPP',
    'spoofchk EOPNOTSUPP'
  ])
  expect(answers('mlx5_core', { vlan: 0 }, { eswitchMode: 'switchdev' })).toEqual([])
  expect(answers('ice', { trust: true }, { eswitchMode: 'switchdev' })).toEqual(['trust EOPNOTSUPP'])
})

it('takes no MAC, VLAN, trust or rate on an InfiniBand port', () => {
  const all: PlanVfSettings = { mac: '02:00:00:00:00:01', vlan: 5, trust: true, maxTxRate: 100 }
  expect(answers('mlx5_core', all, { linkType: 'infiniband' })).toEqual([
    'mac EOPNOTSUPP',
    'vlan EOPNOTSUPP',
    'trust EOPNOTSUPP',
    'maxTxRate EOPNOTSUPP'
  ])
  expect(answers('mlx5_core', { linkState: 'auto' }, { linkType: 'infiniband' })).toEqual([])
})
