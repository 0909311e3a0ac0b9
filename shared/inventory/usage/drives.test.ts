import { describe, expect, it } from 'vitest'
import { known, unknown } from '../../reading.ts'
import { testSnapshot, testSnapshotDisk, testSnapshotFunction } from '../../snapshot/test-snapshot.ts'
import type { DiskContent, SnapshotDisk, SnapshotMount, SnapshotStorage } from '../../snapshot/storage.ts'
import type { SnapshotNodeHolder } from '../../snapshot/holders.ts'
import { at } from '../test-host.ts'
import { driveUses } from './drives.ts'
import { usageOf } from './types.ts'

const FIRST = at('0000:c1:00.0')
const SECOND = at('0000:c2:00.0')
const VF = at('0000:c1:00.1')
const VMD = at('0000:00:0e.0')
const PORT = at('0000:00:01.0')

const functions = [
  testSnapshotFunction(PORT, { classCode: 0x060400 }),
  testSnapshotFunction(VMD, { classCode: 0x010400, driver: known('vmd') }),
  testSnapshotFunction(FIRST, { classCode: 0x010802, driver: known('nvme') }),
  testSnapshotFunction(SECOND, { classCode: 0x010802, driver: known('nvme') }),
  testSnapshotFunction(VF, { classCode: 0x010802, driver: known('nvme'), physfn: FIRST })
]
const content = (more: Partial<DiskContent>) =>
  known({ fileSystem: null, label: null, partitionTable: null, ...more })
const NO_UDEV = unknown('this host keeps no udev database in /run/udev/data')

/** A drive on a function, and its partitions 1, 2, ... with what they carry. */
const drive = (
  name: string,
  address: typeof FIRST,
  parts: readonly Partial<SnapshotDisk>[] = [],
  more: Partial<SnapshotDisk> = {}
): readonly SnapshotDisk[] => [
  testSnapshotDisk(name, {
    functions: [PORT, address],
    content: content({ partitionTable: parts.length > 0 ? 'gpt' : null }),
    ...more
  }),
  ...parts.map((part, index) =>
    testSnapshotDisk(`${name}p${index + 1}`, {
      functions: [PORT, address],
      partOf: name,
      number: `259:${name.length}${index + 1}`,
      ...part
    })
  )
]
const mount = (mountpoint: string, source: string, more: Partial<SnapshotMount> = {}): SnapshotMount => ({
  mountpoint,
  source,
  number: null,
  type: 'ext4',
  ...more
})

/** Of a host that boots over the network: what is not about the root file system has it elsewhere. */
const NETWORK_ROOT = mount('/', '192.0.2.1:/root', { type: 'nfs', number: '0:25' })

interface Readings {
  readonly disks: readonly (readonly SnapshotDisk[] | SnapshotDisk)[]
  readonly mounts?: readonly SnapshotMount[]
  readonly storage?: Partial<SnapshotStorage>
  readonly holders?: readonly SnapshotNodeHolder[]
}
const usage = ({ disks, mounts = [], storage = {}, holders = [] }: Readings, address = FIRST) => {
  const sightings = driveUses({
    functions,
    disks: disks.flat(),
    mounts: mounts.some(({ mountpoint }) => mountpoint === '/') ? mounts : [...mounts, NETWORK_ROOT],
    nodeHolders: known(holders),
    storage: { ...testSnapshot().storage, ...storage }
  }).filter((one) => one.at === address)
  return usageOf(
    sightings.flatMap((one) => ('use' in one ? [one.use] : [])),
    sightings.flatMap((one) => ('doubt' in one ? [one.doubt] : [])),
    sightings.flatMap((one) => ('evidence' in one ? [one.evidence] : []))
  )
}
const mounted = (...mountpoints: readonly string[]) => ({
  verdict: 'in-use',
  uses: [{ kind: 'mounted', mountpoints }]
})
/** One imported pool; null = which disks it has could not be read. */
const pool = (name: string, disks: readonly string[] | null) => ({
  zfsPools: known([{ name, disks: disks === null ? unknown('zpool is not installed') : known(disks) }])
})

describe('a drive with mounted file systems', () => {
  it('is found by device number and by name, all on one line', () => {
    const disks = [drive('nvme0n1', FIRST, [{ number: '259:1' }, {}, {}])]
    expect(
      usage({
        disks,
        mounts: [
          mount('/boot', '/dev/root', { number: '259:1' }),
          mount('/', '/dev/nvme0n1p2', { number: '0:31', type: 'xfs' }),
          mount('swap', '/dev/nvme0n1p3', { type: 'swap' })
        ]
      })
    ).toMatchObject(mounted('/', '/boot', 'swap'))
  })

  it('is found through LVM on LUKS on a partition, by either of the links between them', () => {
    const disks = [
      drive('nvme0n1', FIRST, [{ holders: ['dm-0'], content: content({ fileSystem: 'crypto_LUKS' }) }]),
      testSnapshotDisk('dm-0', { mapperName: 'crypt', mapperUuid: 'CRYPT-LUKS2-1' }),
      testSnapshotDisk('dm-1', { mapperName: 'vg-root', mapperUuid: 'LVM-1', madeOf: ['dm-0'] })
    ]
    expect(usage({ disks, mounts: [mount('/', '/dev/mapper/vg-root')] })).toMatchObject(mounted('/'))
  })

  it('is found through a partition of a RAID array, on all of its members', () => {
    const disks = [
      drive('nvme0n1', FIRST),
      drive('nvme1n1', SECOND),
      testSnapshotDisk('md0', { madeOf: ['nvme0n1', 'nvme1n1'] }),
      testSnapshotDisk('md0p1', { partOf: 'md0' })
    ]
    const readings = { disks, mounts: [mount('/srv', '/dev/md0p1')] }
    for (const address of [FIRST, SECOND]) expect(usage(readings, address)).toMatchObject(mounted('/srv'))
  })

  it('ends at disks that are made of each other', () => {
    const disks = [testSnapshotDisk('md0', { madeOf: ['md1'] }), testSnapshotDisk('md1', { madeOf: ['md0'] })]
    expect(usage({ disks, mounts: [mount('/', '/dev/md0')] }).uses).toEqual([])
  })

  it('takes the function with it behind which its controller hangs, and no bridge', () => {
    const disks = [testSnapshotDisk('nvme0n1', { functions: [PORT, VMD, FIRST] })]
    const readings = { disks, mounts: [mount('/', '/dev/nvme0n1')] }
    for (const address of [VMD, FIRST]) expect(usage(readings, address)).toMatchObject(mounted('/'))
    expect(usage(readings, PORT).uses).toEqual([])
  })
})

describe('a namespace behind native NVMe multipath', () => {
  const paths = [
    testSnapshotDisk('nvme0c0n1', { functions: [PORT, FIRST], pathOf: 'nvme0n1' }),
    testSnapshotDisk('nvme0n1', { subsystem: 'nvme-subsys0' }),
    testSnapshotDisk('nvme0n1p1', { subsystem: 'nvme-subsys0', partOf: 'nvme0n1' })
  ]
  const storage = { nvmeSubsystems: [{ name: 'nvme-subsys0', controllers: [FIRST, SECOND, VF] }] }
  const mounts = [mount('/', '/dev/nvme0n1p1')]

  it('is a use of every controller of its subsystem', () => {
    for (const address of [FIRST, SECOND]) {
      expect(usage({ disks: [paths], mounts, storage }, address)).toMatchObject(mounted('/'))
    }
  })

  it('is none of a VF without a path to it', () => {
    expect(usage({ disks: [paths], mounts, storage }, VF)).toMatchObject({ verdict: 'free' })
  })

  it('may be one of any controller where no path shows', () => {
    expect(usage({ disks: [paths.slice(1)], mounts, storage }, VF)).toMatchObject(mounted('/'))
  })
})

describe('a drive under something built upon it', () => {
  it('is in use although nothing is mounted (a Ceph OSD)', () => {
    const disks = [
      drive('nvme1n1', FIRST, [], { holders: ['dm-3'], content: content({ fileSystem: 'LVM2_member' }) }),
      testSnapshotDisk('dm-3', { mapperName: 'ceph-osd--block', mapperUuid: 'LVM-2' })
    ]
    expect(usage({ disks }).uses).toEqual([
      { kind: 'built-upon', disk: 'nvme1n1', by: 'dm-3 (LVM volume ceph-osd--block)' }
    ])
  })

  it('is in use as a member of a cache, and where a target or loop device serves it', () => {
    const disks = [drive('nvme1n1', FIRST, [], { holders: ['bcache'] }), drive('nvme2n1', FIRST)]
    const backings = [{ by: 'iSCSI target disk1', path: '/dev/nvme2n1' }]
    expect(usage({ disks, storage: { backings } }).uses).toEqual([
      { kind: 'built-upon', disk: 'nvme1n1', by: 'bcache' },
      { kind: 'built-upon', disk: 'nvme2n1', by: 'iSCSI target disk1' }
    ])
  })

  it('is in use as a part of a served volume, and may be where the name of what is served means no disk', () => {
    const disks = [
      drive('nvme1n1', FIRST),
      drive('nvme2n1', SECOND),
      testSnapshotDisk('dm-0', { mapperName: 'vg--a-disk1', madeOf: ['nvme1n1'] })
    ]
    const serve = (path: string) => ({ backings: [{ by: 'iSCSI target d', path }] })
    const volume = { disks, storage: serve('/dev/vg-a/disk1') }
    expect(usage(volume).uses).toContainEqual({
      kind: 'built-upon',
      disk: 'nvme1n1',
      by: 'dm-0 (vg--a-disk1)'
    })
    expect(usage(volume, SECOND).verdict).toBe('free')
    expect(usage({ disks, storage: serve('/dev/disk/by-id/x') }, SECOND).doubts).toEqual([
      {
        kind: 'drive',
        what: 'whether the disk of iSCSI target d lies on nvme2n1',
        reason: 'sysfs shows no disk /dev/disk/by-id/x'
      }
    ])
    expect(usage({ disks, storage: serve('/dev/zvol/tank/vm1') }, SECOND).verdict).toBe('free')
  })
})

it('is in use while a process has it open, through what is built upon it too', () => {
  const disks = [
    drive('nvme1n1', FIRST),
    testSnapshotDisk('dm-0', { mapperName: 'vg-vm', madeOf: ['nvme1n1'] })
  ]
  const holders = [{ pid: 9, command: 'qemu-system-x86', node: '/dev/dm-0' }]
  expect(usage({ disks, holders }).uses).toContainEqual({
    kind: 'process',
    pid: 9,
    command: 'qemu-system-x86',
    node: '/dev/dm-0'
  })
})

describe('members of ZFS pools', () => {
  const zfs = (label: string): Partial<SnapshotDisk> => ({
    content: content({ fileSystem: 'zfs_member', label })
  })
  const disks = [drive('nvme0n1', FIRST, [{}, zfs('rpool')]), drive('nvme1n1', SECOND, [{}, zfs('rpool')])]
  const mounts = [mount('/', 'rpool/ROOT/pve-1', { type: 'zfs', number: '0:28' })]

  it('are in use where zpool names them, on both sides of a mirror', () => {
    const storage = pool('rpool', ['/dev/nvme0n1p2', '/dev/nvme1n1p2'])
    for (const address of [FIRST, SECOND]) {
      expect(usage({ disks, mounts, storage }, address)).toMatchObject(mounted('/'))
    }
  })

  it('are in use without a mount while the pool is imported', () => {
    const storage = pool('tank', ['/dev/nvme0n1p2'])
    expect(usage({ disks, storage }).uses).toEqual([
      { kind: 'built-upon', disk: 'nvme0n1p2', by: 'ZFS pool tank' }
    ])
  })

  it('are in use by their label where zpool is silent', () => {
    expect(usage({ disks, mounts, storage: pool('rpool', null) })).toMatchObject(mounted('/'))
  })

  it('carry data where their pool is not imported', () => {
    const other = [drive('nvme0n1', FIRST, [zfs('old')]), drive('nvme1n1', SECOND, [zfs('rpool')])]
    expect(usage({ disks: other, mounts, storage: pool('rpool', ['/dev/nvme1n1p1']) })).toMatchObject({
      uses: [
        { kind: 'carries-data', disk: 'nvme0n1', content: 'partition table gpt: nvme0n1p1 zfs_member "old"' }
      ],
      doubts: []
    })
  })

  it('may hold the root file system where neither zpool nor udev tells, and no bare drive does', () => {
    const bare = [
      drive('nvme0n1', FIRST, [{ content: NO_UDEV }], { content: NO_UDEV }),
      drive('nvme1n1', SECOND, [], { content: NO_UDEV })
    ]
    const readings = { disks: bare, mounts, storage: pool('rpool', null) }
    expect(usage(readings)).toMatchObject({
      uses: [{ kind: 'carries-data', disk: 'nvme0n1', content: 'partitions: nvme0n1p1' }],
      doubts: [
        {
          kind: 'root',
          what: 'whether the ZFS pool rpool, mounted at /, lies on nvme0n1',
          reason: 'zpool is not installed'
        }
      ]
    })
    expect(usage(readings, SECOND)).toMatchObject({
      verdict: 'cannot-be-ruled-out',
      doubts: [{ kind: 'drive', what: 'whether nvme1n1 carries data' }]
    })
  })
})

it('may hold the root file system where the mounts were not read', () => {
  const disks = drive('nvme0n1', FIRST, [{ content: content({ fileSystem: 'ext4' }) }])
  const sightings = driveUses({
    functions,
    disks,
    mounts: [],
    nodeHolders: known([]),
    storage: testSnapshot().storage
  })
  expect(sightings).toContainEqual({
    at: FIRST,
    doubt: {
      kind: 'root',
      what: 'whether the root file system lies on nvme0n1',
      reason: 'the probe saw no root file system among the mounts'
    }
  })
})

describe('members of btrfs', () => {
  const btrfs = { content: content({ fileSystem: 'btrfs' }) }
  const disks = [drive('nvme0n1', FIRST, [], btrfs), drive('nvme1n1', SECOND, [], btrfs)]
  const mounts = [mount('/data', '/dev/nvme0n1', { type: 'btrfs', number: '0:40' })]

  it('are all in use, although mountinfo names one', () => {
    const fileSystems = [{ kind: 'btrfs', uuid: 'u', disks: ['nvme0n1', 'nvme1n1'] }] as const
    expect(usage({ disks, mounts, storage: { fileSystems } }, SECOND)).toMatchObject(mounted('/data'))
  })

  it('may be members where the kernel lists none', () => {
    expect(usage({ disks, mounts }, SECOND)).toMatchObject({
      uses: [{ kind: 'carries-data' }],
      doubts: [
        {
          kind: 'drive',
          what: 'whether the btrfs file system /dev/nvme0n1, mounted at /data, lies on nvme1n1'
        }
      ]
    })
  })
})

describe('a drive that nothing uses', () => {
  it.each([
    [
      'a Windows disk',
      [{ content: content({ fileSystem: 'ntfs' }) }],
      'gpt',
      'partition table gpt: nvme0n1p1 ntfs'
    ],
    ['empty partitions', [{}, {}], 'gpt', 'partition table gpt: nvme0n1p1 and nvme0n1p2'],
    ['a partition table without partitions', [], 'dos', 'partition table dos']
  ])('carries data: %s', (_, parts, partitionTable, expected) => {
    const disks = [drive('nvme0n1', FIRST, parts, { content: content({ partitionTable }) })]
    expect(usage({ disks }).uses).toEqual([{ kind: 'carries-data', disk: 'nvme0n1', content: expected }])
  })

  it('carries data where a file system fills the whole drive', () => {
    const disks = [drive('nvme0n1', FIRST, [], { content: content({ fileSystem: 'xfs', label: 'backup' }) })]
    expect(usage({ disks }).uses).toEqual([
      { kind: 'carries-data', disk: 'nvme0n1', content: 'xfs "backup"' }
    ])
  })

  it('is free where udev found nothing on it, and says so', () => {
    const { verdict, evidence } = usage({ disks: [drive('nvme0n1', FIRST)] })
    expect(verdict).toBe('free')
    expect(evidence).toEqual([
      'nvme0n1 has no partition, nothing is built upon it, and udev found no file system or other signature on it'
    ])
  })

  it('is not free without a udev database', () => {
    expect(usage({ disks: [drive('nvme0n1', FIRST, [], { content: NO_UDEV })] })).toMatchObject({
      verdict: 'cannot-be-ruled-out',
      doubts: [{ kind: 'drive', what: 'whether nvme0n1 carries data', reason: NO_UDEV.reason }]
    })
  })

  it('is free without a block device: the controller has no namespace', () => {
    expect(usage({ disks: [] })).toMatchObject({
      verdict: 'free',
      evidence: ['the host has no block device on it']
    })
  })

  it('does not count the medium in an optical drive', () => {
    const disks = [drive('sr0', FIRST, [], { content: content({ fileSystem: 'iso9660' }) })]
    expect(usage({ disks })).toMatchObject({ verdict: 'free' })
  })
})
