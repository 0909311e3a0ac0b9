import { expect, it } from 'vitest'
import { offerOf } from './offers.ts'
import { pfDriver } from './pf-drivers.ts'
import { PLAIN_PORT } from './refusals.ts'
import type { VfAttributeName } from './vf-settings.ts'

const offer = (driver: string, name: VfAttributeName, deviceId: string | null = null) =>
  offerOf(pfDriver(driver), name, { ...PLAIN_PORT, deviceId }, driver)

it('offers what the driver takes, and says why where it does not', () => {
  expect(offer('ice', 'vlan')).toEqual({ kind: 'open', only: null, note: null })
  expect(offer('igb', 'linkState')).toEqual({ kind: 'closed', why: 'igb does not take a link state.' })
  expect(offer('igb', 'maxTxRate', '10c9').kind).toBe('open')
  expect(offer('igb', 'maxTxRate', '1521').kind).toBe('closed')
})

it('offers only the values that have an effect', () => {
  expect(offer('ixgbe', 'linkState')).toEqual({
    kind: 'open',
    only: ['auto', 'disable'],
    note: 'ixgbe knows auto and disable.'
  })
})

it('offers what depends or is not known, and says so', () => {
  expect(offer('ice', 'vlanProtocol')).toMatchObject({
    note: 'ice takes an 802.1ad VLAN only with the right firmware mode.'
  })
  expect(offer('unheard_of', 'vlan')).toMatchObject({ note: 'Whether unheard_of takes it is not known.' })
})
