import { describe, expect, it } from 'vitest'
import { known, unknown } from '../reading.ts'
import type { HostSnapshot } from '../snapshot/types.ts'
import { buildInventory } from './build.ts'
import { testSnapshot, testSnapshotFunction, testSnapshotInterface } from '../snapshot/test-snapshot.ts'
import { at } from './test-host.ts'

const snapshot = (more: Partial<HostSnapshot>): HostSnapshot =>
  testSnapshot({
    numaNodes: [{ node: 0, cpus: '0-7', memoryKiB: known(2048 + 1023) }],
    functions: [testSnapshotFunction('0000:01:00.0')],
    ...more
  })
const build = (more: Partial<HostSnapshot>) => buildInventory('a', snapshot(more))
const grouped = [testSnapshotFunction('0000:01:00.0', { iommuGroup: known(8) })]

describe('IOMMU', () => {
  const tables = (...names: string[]) => ({
    acpiTables: known(names),
    units: [],
    groupTypes: [],
    reservedRegions: []
  })

  it.each([
    ['DMAR', { kind: 'off-in-kernel', table: 'DMAR' }],
    ['IVRS', { kind: 'off-in-kernel', table: 'IVRS' }],
    ['APIC', { kind: 'absent' }]
  ])('without groups and with the table %s is %j', (table, expected) => {
    expect(build({ iommu: tables(table) }).iommu).toEqual(expected)
  })

  it.each([
    ['dmar0', 'intel'],
    ['ivhd0', 'amd'],
    ['smmu3.0x0000000009050000', 'smmu'],
    ['viommu0', 'other']
  ])('with groups and the unit %s is on, whatever the tables say', (unit, type) => {
    const iommu = { ...tables('APIC'), units: [unit] }
    expect(build({ iommu, functions: grouped }).iommu).toEqual({ kind: 'on', type })
  })

  it('is not said to be absent where tables or links could not be read', () => {
    const unread = { ...tables(), acpiTables: unknown('no ACPI') }
    expect(build({ iommu: unread }).iommu).toEqual({ kind: 'unread', reason: 'no ACPI' })
    const functions = [testSnapshotFunction('0000:01:00.0', { iommuGroup: unknown('x') })]
    expect(build({ iommu: tables('APIC'), functions }).iommu.kind).toBe('unread')
  })
})

it('counts CPUs, rounds the clock, and shows memory in whole MiB', () => {
  expect(build({})).toMatchObject({
    cpu: { logicalCpus: { value: 8 }, mhz: { value: 3200 } },
    numaNodes: [{ node: 0, memoryMiB: { value: 2 } }]
  })
})

it('lists groups in order of number with types where the kernel shows them', () => {
  const functions = [
    testSnapshotFunction('0000:01:00.0', { iommuGroup: known(10) }),
    testSnapshotFunction('0000:02:00.0', { iommuGroup: known(2) })
  ]
  const direct = { start: '0xbddde000', end: '0xbdddefff', type: 'direct' }
  const iommu = {
    acpiTables: known([]),
    units: ['dmar0'],
    groupTypes: [{ group: 2, type: 'DMA-FQ' }],
    reservedRegions: [{ group: 2, regions: [direct] }]
  }
  expect(build({ functions, iommu }).iommuGroups).toEqual([
    { id: 2, type: known('DMA-FQ'), reservedRegions: known([direct]), members: ['0000:02:00.0'] },
    {
      id: 10,
      type: unknown('this kernel does not show the type of a group'),
      reservedRegions: known([]),
      members: ['0000:01:00.0']
    }
  ])
})

describe('SR-IOV', () => {
  const sriov = {
    totalVfs: 7,
    numVfs: 1,
    offset: known(128),
    stride: known(2),
    vfDeviceId: known('10ca'),
    driversAutoprobe: known(true),
    vfs: [{ index: 0, address: at('0000:01:10.0') }]
  }
  const functions = [
    testSnapshotFunction('0000:01:00.0', { sriov }),
    testSnapshotFunction('0000:01:10.0', { physfn: at('0000:01:00.0') })
  ]
  const settings = (more: Partial<HostSnapshot>) => {
    const role = build({ functions, ...more }).functions[0]?.role
    return role?.kind === 'pf' ? role.sriov.vfSettings : null
  }
  const vf = {
    index: 0,
    mac: null,
    vlan: 5,
    qos: 0,
    vlanProtocol: '802.1Q',
    spoofchk: null,
    trust: null,
    minTxRate: 0,
    maxTxRate: 0,
    linkState: null
  } as const

  it('names the VF by its PF and index', () => {
    expect(build({ functions }).functions[1]?.role).toEqual({ kind: 'vf', pf: '0000:01:00.0', index: 0 })
  })

  it('takes settings from the interface of the PF, and those of VFs that exist only', () => {
    const interfaces = [
      testSnapshotInterface('enp1s0', { function: at('0000:01:00.0'), vfs: known([vf, { ...vf, index: 1 }]) })
    ]
    expect(settings({ interfaces })).toEqual(known([vf]))
  })

  it('does not call settings empty where nobody could be asked', () => {
    expect(settings({})).toEqual(unknown('the PF has no network interface'))
    const interfaces = [
      testSnapshotInterface('enp1s0', { function: at('0000:01:00.0'), vfs: unknown('no JSON') })
    ]
    expect(settings({ interfaces })).toEqual(unknown('no JSON'))
  })
})
