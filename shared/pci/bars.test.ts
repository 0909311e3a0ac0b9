import { expect, it } from 'vitest'
import { addressRanges } from './bars.ts'

it('reads BARs and VF BARs of an igb PF', () => {
  // Lines of /sys/bus/pci/devices/0000:01:00.0/resource on the rig.
  expect(
    addressRanges([
      { index: 0, start: '0x00000000fe000000', end: '0x00000000fe01ffff', flags: '0x0000000000040200' },
      { index: 2, start: '0x000000000000d000', end: '0x000000000000d01f', flags: '0x0000000000040101' },
      { index: 7, start: '0x00000000fe800000', end: '0x00000000fe81ffff', flags: '0x000000000014220c' }
    ])
  ).toEqual([
    {
      use: 'bar',
      index: 0,
      space: 'memory',
      isPrefetchable: false,
      is64Bit: false,
      start: 0xfe000000n,
      size: 0x20000n
    },
    { use: 'bar', index: 2, space: 'io', isPrefetchable: false, is64Bit: false, start: 0xd000n, size: 0x20n },
    {
      use: 'vf-bar',
      index: 0,
      space: 'memory',
      isPrefetchable: true,
      is64Bit: true,
      start: 0xfe800000n,
      size: 0x20000n
    }
  ])
})

it('knows ROM and bridge windows by their number', () => {
  const line = { start: '0x10', end: '0x1f', flags: '0x200' }
  expect([6, 12, 13, 16].map((index) => addressRanges([{ index, ...line }])[0])).toMatchObject([
    { use: 'rom', index: 0 },
    { use: 'vf-bar', index: 5 },
    { use: 'window', index: 0 },
    { use: 'window', index: 3 }
  ])
})

it('leaves out lines without an address space, that end before they start, or are no numbers', () => {
  expect(
    addressRanges([
      { index: 0, start: '0x0', end: '0x0', flags: '0x0' },
      { index: 1, start: '0x20', end: '0x10', flags: '0x200' },
      { index: 2, start: 'x', end: '0x10', flags: '0x200' }
    ])
  ).toEqual([])
})
