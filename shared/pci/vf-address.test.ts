import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparePciAddresses, type PciAddress } from './address.ts'
import { vfAddress } from './vf-address.ts'

const at = (text: string) => text as PciAddress

describe('vfAddress', () => {
  it.each([
    ['igb, first port', '0000:01:00.0', 128, 2, 0, '0000:01:10.0'],
    ['igb, third VF', '0000:01:00.0', 128, 2, 2, '0000:01:10.4'],
    ['igb, second port interleaves', '0000:01:00.1', 128, 2, 2, '0000:01:10.5'],
    ['NVMe, right behind the PF', '0000:03:00.0', 1, 1, 1, '0000:03:00.2'],
    ['carries into the device number', '0000:3b:00.0', 1, 1, 8, '0000:3b:01.1'],
    ['carries into the next bus', '0000:3b:00.0', 384, 2, 64, '0000:3d:00.0'],
    ['keeps a long domain', '10000:01:00.0', 16, 1, 0, '10000:01:02.0']
  ])('%s', (_, pf, offset, stride, index, expected) => {
    expect(vfAddress(at(pf), offset, stride, index)).toEqual({ ok: true, value: expected })
  })

  it('refuses a VF past bus 255 and says which bus it would need', () => {
    expect(vfAddress(at('0000:ff:00.0'), 256, 1, 0)).toEqual({
      ok: false,
      error: { kind: 'bus-overflow', pf: '0000:ff:00.0', index: 0, bus: 256 }
    })
  })

  it('gives later VFs later addresses', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.integer({ min: 1, max: 64 }), fc.nat(62), (offset, stride, index) => {
        const [one, two] = [0, 1].map((more) =>
          vfAddress(at('0000:40:00.0'), offset + 1, stride, index + more)
        )
        if (one?.ok && two?.ok) expect(comparePciAddresses(one.value, two.value)).toBeLessThan(0)
      })
    )
  })
})
