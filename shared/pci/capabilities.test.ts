import fc from 'fast-check'
import { expect, it } from 'vitest'
import { acsCapability } from './acs-capability.ts'
import { capabilities, extendedCapabilities } from './capabilities.ts'
import { configSpaceOf } from './config-space.ts'
import { msiXCapability } from './msi-x-capability.ts'
import { pciExpressCapability } from './pci-express-capability.ts'
import { srIovCapability } from './sr-iov-capability.ts'

/** Config space of zeros with some bytes set. */
const space = (length: number, bytes: Readonly<Record<number, number>>) => {
  const all = new Array<number>(length).fill(0)
  for (const [offset, byte] of Object.entries(bytes)) all[Number(offset)] = byte
  return configSpaceOf(all.map((byte) => byte.toString(16).padStart(2, '0')).join(''))
}

const LIST = { 0x06: 0x10, 0x34: 0x40 }

it('ends at a capability that points to itself', () => {
  expect(capabilities(space(256, { ...LIST, 0x40: 0x01, 0x41: 0x40 }))).toEqual([{ id: 1, offset: 0x40 }])
})

it('ends when two capabilities point at each other', () => {
  const found = capabilities(space(256, { ...LIST, 0x40: 0x01, 0x41: 0x50, 0x50: 0x05, 0x51: 0x40 }))
  expect(found.map(({ offset }) => offset)).toEqual([0x40, 0x50])
})

it('follows no pointer into the header', () => {
  expect(capabilities(space(256, { ...LIST, 0x40: 0x01, 0x41: 0x08 }))).toHaveLength(1)
})

it('clears the two reserved low bits of a pointer', () => {
  expect(capabilities(space(256, { ...LIST, 0x34: 0x43, 0x40: 0x01 }))).toEqual([{ id: 1, offset: 0x40 }])
})

it('walks no list where the status register says there is none', () => {
  expect(capabilities(space(256, { 0x34: 0x40, 0x40: 0x01 }))).toEqual([])
})

it('takes all ones for a device that does not answer', () => {
  const dead = configSpaceOf('ff'.repeat(4096))
  expect(capabilities(dead)).toEqual([])
  expect(extendedCapabilities(dead)).toEqual([])
})

it('ends an extended list that runs in a circle', () => {
  // Next pointers in bits 31:20: 0x100 -> 0x140 -> 0x100.
  const circle = space(4096, { 0x100: 0x01, 0x102: 0x01, 0x103: 0x14, 0x140: 0x0e, 0x142: 0x01, 0x143: 0x10 })
  expect(extendedCapabilities(circle).map(({ offset }) => offset)).toEqual([0x100, 0x140])
})

it('ends and decodes without an exception whatever the bytes', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.uint8Array({ minLength: 4096, maxLength: 4096 })
  )
  fc.assert(
    fc.property(bytes, (random) => {
      random[0x06] = 0x10
      const config = configSpaceOf([...random].map((byte) => byte.toString(16).padStart(2, '0')).join(''))
      expect(capabilities(config).length).toBeLessThanOrEqual(48)
      expect(extendedCapabilities(config).length).toBeLessThanOrEqual(960)
      for (const decode of [pciExpressCapability, srIovCapability, acsCapability, msiXCapability]) {
        decode(config)
      }
    }),
    { numRuns: 100 }
  )
})

it('reads registers past the end as null, not as 0', () => {
  const config = configSpaceOf('86 80'.replace(' ', ''))
  expect([config.u16(0), config.u8(2), config.u16(1), config.u32(0), config.u8(-1)]).toEqual([
    0x8086,
    null,
    null,
    null,
    null
  ])
})
