import { describe, expect, it } from 'vitest'
import type { PciAddress } from '../pci/address.ts'
import { known, unknown, type Reading } from '../reading.ts'
import { groupVerdict, isAssignmentDriver } from './viability.ts'

const at = (text: string) => text as PciAddress
const nic = (address: string, driver: Reading<string | null>) => ({
  address: at(address),
  classCode: 0x020000,
  driver
})
const port = (address: string) => ({ address: at(address), classCode: 0x060400, driver: known('pcieport') })

describe('groupVerdict', () => {
  it('finds a VF with a group of its own alone', () => {
    expect(groupVerdict(at('0000:01:10.0'), [nic('0000:01:10.0', known('vfio-pci'))])).toEqual({
      kind: 'alone'
    })
  })

  it('passes over root ports and switch ports, whatever drives them', () => {
    expect(
      groupVerdict(at('0000:03:00.0'), [port('0000:02:00.0'), nic('0000:03:00.0', known('igb'))])
    ).toEqual({
      kind: 'alone'
    })
  })

  it('names the others in order of the bus, and those that the host holds', () => {
    const group = [
      nic('0000:02:00.0', known('igb')),
      port('0000:00:04.0'),
      nic('0000:01:10.2', known(null)),
      nic('0000:01:10.4', known('vfio-pci')),
      nic('0000:01:00.0', known('igb')),
      nic('0000:01:10.0', known('vfio-pci'))
    ]
    expect(groupVerdict(at('0000:01:10.0'), group)).toEqual({
      kind: 'shared',
      others: ['0000:01:00.0', '0000:01:10.2', '0000:01:10.4', '0000:02:00.0'],
      heldByHost: [
        { address: '0000:01:00.0', driver: 'igb' },
        { address: '0000:02:00.0', driver: 'igb' }
      ]
    })
  })

  it('counts an ISA bridge: it is no PCI bridge to VFIO', () => {
    const isa = { address: at('0000:00:1f.0'), classCode: 0x060100, driver: known('lpc_ich') }
    expect(groupVerdict(at('0000:00:1f.2'), [isa])).toMatchObject({
      kind: 'shared',
      others: ['0000:00:1f.0']
    })
  })

  it('does not take an unread driver for a held device', () => {
    expect(groupVerdict(at('0000:01:10.0'), [nic('0000:01:10.2', unknown('not listed'))])).toEqual({
      kind: 'shared',
      others: ['0000:01:10.2'],
      heldByHost: []
    })
  })
})

describe('isAssignmentDriver', () => {
  it.each([
    ['vfio-pci', true],
    ['mlx5_vfio_pci', true],
    ['mlx5-vfio-pci', true],
    ['pci-stub', true],
    ['igbvf', false],
    ['vfio', false]
  ])('%s', (driver, expected) => {
    expect(isAssignmentDriver(driver)).toBe(expected)
  })
})
