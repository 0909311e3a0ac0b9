import { describe, expect, it } from 'vitest'
import { known, unknown } from '../../reading.ts'
import { testSnapshot, testSnapshotFunction, testSnapshotInterface } from '../../snapshot/test-snapshot.ts'
import { at } from '../test-host.ts'
import { functionUsages, type UsageReadings } from './function-usage.ts'

const NIC = at('0000:01:00.0')
const SECOND = at('0000:02:00.0')
const NVME = at('0000:03:00.0')

const readings = (more: Partial<UsageReadings>): UsageReadings => ({
  functions: [NIC, SECOND, NVME].map((address) => testSnapshotFunction(address)),
  vfioUsers: known([]),
  nodeHolders: known([]),
  deviceNodes: [],
  framebuffers: [],
  rdmaDevices: [],
  namespaces: known([]),
  ovsBridges: known(null),
  disks: [],
  mounts: [],
  storage: testSnapshot().storage,
  interfaces: [],
  reader: { user: 'root', uid: 0, isSudo: false, sessionAddress: unknown('no session') },
  defaultRouteInterfaces: [],
  ...more
})
const usesOf = (more: Partial<UsageReadings>) =>
  Object.fromEntries(
    [...functionUsages(readings(more))].flatMap(([address, { uses }]) =>
      uses.length > 0 ? [[address, uses]] : []
    )
  )

describe('VFIO users', () => {
  const vf = (address: string, driver: string | null, device: number | null = null) =>
    testSnapshotFunction(address, { driver: known(driver), iommuGroup: known(13), vfioDevice: device })

  it('hold every function of their group that is bound to VFIO, and no other', () => {
    expect(
      usesOf({
        functions: [
          vf('0000:01:10.0', 'vfio-pci'),
          vf('0000:01:10.2', 'igbvf'),
          vf('0000:01:10.4', 'mlx5_vfio_pci')
        ],
        vfioUsers: known([
          { pid: 7, command: 'qemu-system-x86', vm: 'web1', holds: { kind: 'group', number: 13 } }
        ])
      })
    ).toEqual({
      '0000:01:10.0': [{ kind: 'vm', vm: 'web1', pid: 7 }],
      '0000:01:10.4': [{ kind: 'vm', vm: 'web1', pid: 7 }]
    })
  })

  it('hold a single device by its own number', () => {
    expect(
      usesOf({
        functions: [vf('0000:01:10.0', 'vfio-pci', 0), vf('0000:01:10.2', 'vfio-pci', 1)],
        vfioUsers: known([
          { pid: 9, command: 'dpdk-testpmd', vm: null, holds: { kind: 'device', number: 1 } }
        ])
      })
    ).toEqual({ '0000:01:10.2': [{ kind: 'vfio', pid: 9, command: 'dpdk-testpmd' }] })
  })
})

describe('interfaces', () => {
  it('are management where the session came in, through a bond and its VLAN', () => {
    expect(
      usesOf({
        reader: { user: 'root', uid: 0, isSudo: true, sessionAddress: known('192.0.2.5') },
        interfaces: [
          testSnapshotInterface('bond0', { lower: ['eno1', 'eno2'] }),
          testSnapshotInterface('bond0.10', { lower: ['bond0'], addresses: known(['192.0.2.5/24']) }),
          testSnapshotInterface('eno1', { function: NIC, master: 'bond0' }),
          testSnapshotInterface('eno2', { function: SECOND, master: 'bond0' })
        ]
      })[SECOND]
    ).toEqual([
      { kind: 'addressed', interface: 'bond0.10', addresses: ['192.0.2.5/24'] },
      { kind: 'enslaved', interface: 'eno2', master: 'bond0' },
      { kind: 'management', interface: 'bond0.10' }
    ])
  })

  it('are management where the default route leaves', () => {
    expect(
      usesOf({
        defaultRouteInterfaces: ['eno1'],
        interfaces: [testSnapshotInterface('eno1', { function: NIC })]
      })
    ).toEqual({ [NIC]: [{ kind: 'management', interface: 'eno1' }] })
  })

  it('are not in use for their link-local address', () => {
    expect(
      usesOf({
        interfaces: [
          testSnapshotInterface('eno1', { function: NIC, addresses: known(['fe80::5054:ff:feaa:1/64']) })
        ]
      })
    ).toEqual({})
  })
})
