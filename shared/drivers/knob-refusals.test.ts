import { expect, it } from 'vitest'
import { knobsOf } from './driver-knobs.ts'
import { knobRefusals, type JudgedSettings } from './knob-refusals.ts'

const answers = (driver: string, settings: JudgedSettings): readonly string[] => {
  const knobs = knobsOf(driver)
  if (knobs === null) throw new Error(`no row for ${driver}`)
  return knobRefusals(knobs, settings).map(
    ({ knob, errno, isCertain }) => `${knob} ${errno ?? 'no effect'}${isCertain ? '' : ', perhaps'}`
  )
}

/** The answers of igb were tried on an 82576; the others were read in the drivers. */
it.each<readonly [string, JudgedSettings, readonly string[]]>([
  ['igb', { minTxRate: 50 }, ['minTxRate EINVAL']],
  ['igb', { vlanProtocol: '802.1ad' }, ['vlanProtocol EPROTONOSUPPORT']],
  ['igb', { linkState: 'auto' }, ['linkState EOPNOTSUPP']],
  ['igb', { linkState: 'disable' }, ['linkState EOPNOTSUPP']],
  ['igb', { minTxRate: 0, maxTxRate: 1, vlanProtocol: '802.1Q' }, []],
  ['ixgbe', { linkState: 'enable' }, ['linkState no effect']],
  ['ixgbe', { linkState: 'auto' }, []],
  ['ixgbe', { maxTxRate: 10 }, ['maxTxRate EINVAL']],
  ['ixgbe', { maxTxRate: 0 }, []],
  ['ixgbe', { maxTxRate: 11 }, []],
  ['i40e', { maxTxRate: 10 }, []],
  ['ice', { vlanProtocol: '802.1ad', minTxRate: 50 }, ['vlanProtocol EPROTONOSUPPORT, perhaps']],
  ['mlx5_core', { minTxRate: 50, linkState: 'enable' }, []]
])('%s answers %j with %j', (driver, settings, expected) => {
  expect(answers(driver, settings)).toEqual(expected)
})

it('knows nothing of a driver without a row', () => {
  expect([knobsOf('unheard_of'), knobsOf('constructor'), knobsOf(null)]).toEqual([null, null, null])
})
