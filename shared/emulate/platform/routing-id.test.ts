import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPciAddress } from '../../pci/address.ts'
import { addressOf, pciAddressText, routingIdOf } from './routing-id.ts'

describe('routing id', () => {
  it('is bus, device and function of an address', () => {
    const address = '0000:05:10.2'
    expect(isPciAddress(address) && routingIdOf(address)).toBe(0x0582)
    expect(pciAddressText(0x0582)).toBe('05:10.2')
  })

  it('goes both ways', () => {
    fc.assert(
      fc.property(fc.nat(0xffff), (id) => {
        expect(routingIdOf(addressOf(0, id))).toBe(id)
      })
    )
  })

  it('has sixteen bits', () => {
    expect(() => addressOf(0, 0x1_0000)).toThrow(RangeError)
  })
})
