import { describe, expect, it } from 'vitest'
import { known, unknown } from '../reading.ts'
import { explainDrift, inventoryDrift } from './drift.ts'
import { at, freshVfSettings, testFunction, testHost, testInterface, testSriov } from './test-host.ts'
import type { InventoryFunction, InventoryHost, InventorySriov } from './types.ts'

const pf = (
  vfs: readonly string[],
  more: Partial<InventorySriov> = {},
  fn: Partial<InventoryFunction> = {}
) =>
  testFunction('0000:01:00.0', {
    iommuGroup: known(8),
    role: { kind: 'pf', sriov: testSriov(vfs, more) },
    interfaces: [testInterface('enp1s0')],
    ...fn
  })
const vf = (address: string, index: number) =>
  testFunction(address, { role: { kind: 'vf', pf: at('0000:01:00.0'), index } })
/** A host whose functions are in the groups that they say. */
const hostOf = (functions: readonly InventoryFunction[], more: Partial<InventoryHost> = {}) =>
  testHost(functions, { iommuGroups: [], ...more })
const drift = (before: readonly InventoryFunction[], after: readonly InventoryFunction[]) =>
  inventoryDrift(hostOf(before), hostOf(after)).map(explainDrift)

describe('inventoryDrift', () => {
  it('finds nothing between two readings of the same state', () => {
    const host = hostOf([pf(['0000:01:10.0']), vf('0000:01:10.0', 0)])
    expect(inventoryDrift(host, { ...host, takenAt: '2026-11-24T00:00:00Z' })).toEqual([])
  })

  it('tells of VFs that came as one count of their PF', () => {
    expect(
      drift([pf([])], [pf(['0000:01:10.0', '0000:01:10.2']), vf('0000:01:10.0', 0), vf('0000:01:10.2', 1)])
    ).toEqual(['0000:01:00.0 had 0 VFs, has 2'])
  })

  it('tells of a function that was pulled, with its VFs', () => {
    expect(drift([pf(['0000:01:10.0']), vf('0000:01:10.0', 0)], [])).toEqual([
      '0000:01:00.0 82576 Gigabit Network Connection is gone',
      '0000:01:10.0 82576 Gigabit Network Connection is gone'
    ])
  })

  it('sees driver, group, name, MAC and VF settings change', () => {
    expect(
      drift(
        [pf(['0000:01:10.0'], { vfSettings: known([freshVfSettings(0)]) })],
        [
          pf(
            ['0000:01:10.0'],
            { vfSettings: known([freshVfSettings(0, { vlan: 100, mac: '52:54:00:00:00:01', trust: true })]) },
            {
              driver: known(null),
              iommuGroup: known(9),
              interfaces: [testInterface('eth7', { mac: known('52:54:00:aa:00:99') })]
            }
          )
        ]
      )
    ).toEqual([
      '0000:01:00.0 driver: igb -> none',
      '0000:01:00.0 IOMMU group: 8 -> 9',
      'VF 0 of 0000:01:00.0 MAC: none -> 52:54:00:00:00:01',
      'VF 0 of 0000:01:00.0 VLAN: none -> 100',
      'VF 0 of 0000:01:00.0 trust: off -> on',
      'eth7 (0000:01:00.0) name: enp1s0 -> eth7',
      'eth7 (0000:01:00.0) MAC: 52:54:00:aa:00:01 -> 52:54:00:aa:00:99'
    ])
  })

  it('does not take what one reading could not see for a change', () => {
    const asUser = pf(
      ['0000:01:10.0'],
      { vfSettings: unknown('x') },
      { driver: unknown('x'), iommuGroup: unknown('x') }
    )
    expect(drift([pf(['0000:01:10.0'], { vfSettings: known([freshVfSettings(0)]) })], [asUser])).toEqual([])
  })

  it('puts kernel, IOMMU and drivers first', () => {
    const driver = { name: 'ice', origin: 'out-of-tree', firmware: null } as const
    expect(
      inventoryDrift(
        hostOf([pf([])], { drivers: [{ ...driver, version: '1.13' }] }),
        hostOf([pf(['0000:01:10.0'])], {
          kernel: '6.12.0',
          iommu: { kind: 'off-in-kernel', table: 'DMAR' },
          drivers: [{ ...driver, version: '1.14' }]
        })
      ).map(explainDrift)
    ).toEqual([
      'kernel: 6.1.0-56-amd64 -> 6.12.0',
      'iommu: on (intel) -> off-in-kernel',
      'driver ice: 1.13 -> 1.14',
      '0000:01:00.0 had 0 VFs, has 1'
    ])
  })
})
