import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  comparePciAddresses,
  formatPciAddress,
  isPciAddress,
  pciAddressParts,
  type PciAddress
} from './address.ts'

const parts = fc.record({
  domain: fc.nat(0xffff_ffff),
  bus: fc.nat(255),
  device: fc.nat(31),
  function: fc.nat(7)
})

describe('PCI address', () => {
  it('comes back from its parts', () => {
    fc.assert(
      fc.property(parts, (one) => {
        expect(pciAddressParts(formatPciAddress(one))).toEqual(one)
      })
    )
  })

  it.each([
    '',
    '3b:00',
    '3b:00.0',
    '0000:3B:00.0',
    ' 0000:3b:00.0',
    '0000:3b:20.0',
    '0000:3b:00.8',
    '../0000:3b:00.0',
    '0000:3b:00.0; reboot',
    '000:3b:00.0'
  ])('refuses %j', (text) => {
    expect(isPciAddress(text)).toBe(false)
  })

  it('is ordered as on the bus, long domains last', () => {
    const sorted = [
      '0000:00:1f.0',
      '0000:01:00.0',
      '0001:00:00.0',
      'ffff:00:00.0',
      '10000:00:00.0'
    ] as PciAddress[]
    expect([...sorted].reverse().sort(comparePciAddresses)).toEqual(sorted)
  })

  it('refuses parts that are out of range', () => {
    expect(() => formatPciAddress({ domain: 0, bus: 0, device: 32, function: 0 })).toThrow(RangeError)
  })
})
