import { describe, expect, it } from 'vitest'
import { known } from '../reading.ts'
import { parseDisks, parseMounts, parseStorage } from './drives.ts'
import { parseListing } from './links.ts'
import { parsePathLines } from './path-lines.ts'
import type { ProbeOutput } from './sections.ts'

const output = (sections: Readonly<Record<string, readonly string[]>>): ProbeOutput =>
  new Map(Object.entries(sections).map(([name, lines]) => [name, { lines, notes: [] }]))

const CLASS = '/sys/class/block'
const NVME = '../../devices/pci0000:00/0000:00:06.0/0000:03:00.0/nvme/nvme0'
const SUBSYSTEM = '../../devices/virtual/nvme-subsystem/nvme-subsys0'
const link = (path: string, target: string): string => `lrwxrwxrwx 1 0 0 0 Nov 23 18:57 ${path} -> ${target}`

describe('parseMounts', () => {
  it('reads octal escapes, swap, and file systems that name no device', () => {
    expect(
      parseMounts([
        '/proc/self/mountinfo:27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw',
        '/proc/self/mountinfo:40 27 259:1 / /srv/my\\040disk rw - xfs /dev/mapper/vg-data rw',
        '/proc/self/mountinfo:41 27 0:28 / /tank rw,noatime shared:2 - zfs tank/data rw,xattr',
        '/proc/swaps:/dev/nvme0n1p3                          partition\t8388604\t0\t-2',
        '/proc/self/mountinfo:22 27 0:21 / /proc rw - proc proc rw',
        '/proc/self/mountinfo:23 27 0:22 / /srv/nfs rw - nfs4 192.0.2.1:/srv rw'
      ])
    ).toEqual([
      { mountpoint: '/', number: '254:0', type: 'ext4', source: '/dev/vda' },
      { mountpoint: '/srv/my disk', number: '259:1', type: 'xfs', source: '/dev/mapper/vg-data' },
      { mountpoint: '/tank', number: '0:28', type: 'zfs', source: 'tank/data' },
      { mountpoint: 'swap', number: null, type: 'swap', source: '/dev/nvme0n1p3' }
    ])
  })
})

it('reads the root file system whatever it lies on', () => {
  expect(parseMounts(['/proc/self/mountinfo:1 0 0:25 / / rw - nfs4 192.0.2.1:/root rw'])).toMatchObject([
    { mountpoint: '/', type: 'nfs4' }
  ])
})

describe('parseDisks', () => {
  const links = parseListing([
    link(`${CLASS}/nvme0n1`, `${NVME}/nvme0n1`),
    link(`${CLASS}/nvme0n1p1`, `${NVME}/nvme0n1/nvme0n1p1`),
    link(`${CLASS}/dm-0`, '../../devices/virtual/block/dm-0'),
    link(`${CLASS}/dm-0/slaves/nvme0n1p1`, `../../${NVME}/nvme0n1/nvme0n1p1`)
  ])
  const files = parsePathLines([
    `${CLASS}/dm-0/dm/name:vg-data`,
    `${CLASS}/dm-0/dev:253:0`,
    `${CLASS}/nvme0n1/dev:259:0`,
    `${CLASS}/nvme0n1p1/dev:259:1`
  ])
  const drives = [
    'udev:yes',
    '/run/udev/data/b259:0:I:57182325',
    '/run/udev/data/b259:0:E:ID_PART_TABLE_TYPE=gpt',
    '/run/udev/data/b259:1:I:57182330',
    '/run/udev/data/b259:1:E:ID_FS_TYPE=LVM2_member',
    `${CLASS}/dm-0/dm/uuid:LVM-abc`,
    link(`${CLASS}/nvme0n1p1/holders/dm-0`, '../../../../virtual/block/dm-0')
  ]
  const disksOf = (...lines: readonly string[]) => parseDisks(output({ drives: lines }), links, files)

  it('finds functions, partitions, and what is built upon what', () => {
    const [dm, whole, part] = disksOf(...drives)
    expect(dm).toMatchObject({
      name: 'dm-0',
      functions: [],
      mapperName: 'vg-data',
      mapperUuid: 'LVM-abc',
      madeOf: ['nvme0n1p1']
    })
    expect(whole).toMatchObject({ functions: ['0000:00:06.0', '0000:03:00.0'], partOf: null, holders: [] })
    expect(part).toMatchObject({ number: '259:1', partOf: 'nvme0n1', holders: ['dm-0'] })
  })

  it('reads what udev saw on them, and says of the others why it is not known', () => {
    const [dm, whole, part] = disksOf(...drives)
    expect(whole?.content).toEqual(known({ fileSystem: null, label: null, partitionTable: 'gpt' }))
    expect(part?.content).toMatchObject({ value: { fileSystem: 'LVM2_member' } })
    expect(dm?.content).toEqual({ known: false, reason: 'the udev database has no entry for it' })
    expect(disksOf()[1]?.content).toEqual({
      known: false,
      reason: 'this host keeps no udev database in /run/udev/data'
    })
    expect(parseDisks(new Map(), links, files)[1]?.content).toMatchObject({ known: false })
  })

  it('takes signatures that contradict each other for something', () => {
    const [, whole] = disksOf(
      'udev:yes',
      '/run/udev/data/b259:0:I:1',
      '/run/udev/data/b259:0:E:ID_FS_AMBIVALENT=filesystem:ext4:1.0 raid:linux_raid_member:1.2'
    )
    expect(whole?.content).toMatchObject({ value: { fileSystem: 'several signatures' } })
  })

  it('sees members of a cache, whose folder says it', () => {
    expect(disksOf(...drives, `drwxr-xr-x 2 0 0 0 Nov 23 18:57 ${CLASS}/nvme0n1/bcache`)[1]?.holders).toEqual(
      ['bcache']
    )
  })

  it('knows hidden paths of a namespace from the namespace', () => {
    const disks = parseDisks(
      output({ drives: [] }),
      parseListing([
        link(`${CLASS}/nvme0c1n1`, `${NVME}/nvme0c1n1`),
        link(`${CLASS}/nvme0n1`, `${SUBSYSTEM}/nvme0n1`),
        link(`${CLASS}/nvme0n1p1`, `${SUBSYSTEM}/nvme0n1/nvme0n1p1`)
      ]),
      new Map()
    )
    expect(disks).toMatchObject([
      { name: 'nvme0c1n1', pathOf: 'nvme0n1', functions: ['0000:00:06.0', '0000:03:00.0'] },
      { name: 'nvme0n1', pathOf: null, subsystem: 'nvme-subsys0', functions: [] },
      { name: 'nvme0n1p1', partOf: 'nvme0n1', subsystem: 'nvme-subsys0' }
    ])
  })
})

describe('parseStorage', () => {
  it('reads subsystems, members of open file systems, and what serves a disk', () => {
    expect(
      parseStorage(
        output({
          zfs: [],
          drives: [
            link(
              '/sys/class/nvme-subsystem/nvme-subsys0/nvme0',
              '../../../pci0000:00/0000:03:00.0/nvme/nvme0'
            ),
            link('/sys/class/nvme-subsystem/nvme-subsys1/nvme1', '../../nvme-fabrics/ctl/nvme1'),
            link('/sys/fs/btrfs/0e-7f/devices/nvme1n1', '../../../../devices/virtual/block/nvme1n1'),
            link('/sys/fs/btrfs/0e-7f/devices/nvme2n1p2', '../../../../devices/virtual/block/nvme2n1p2'),
            link('/sys/fs/bcachefs/1b/dev-0/block', '../../../../devices/pci0000:00/block/sda'),
            '/sys/class/block/loop3/loop/backing_file:/dev/nvme4n1',
            '/sys/kernel/config/target/core/iblock_0/disk1/udev_path:/dev/sdb',
            '/sys/kernel/config/nvmet/subsystems/nqn.2014-08.org.example:a/namespaces/1/device_path:/dev/nvme5n1'
          ]
        })
      )
    ).toEqual({
      nvmeSubsystems: [{ name: 'nvme-subsys0', controllers: ['0000:03:00.0'] }],
      zfsPools: known([]),
      fileSystems: [
        { kind: 'btrfs', uuid: '0e-7f', disks: ['nvme1n1', 'nvme2n1p2'] },
        { kind: 'bcachefs', uuid: '1b', disks: ['sda'] }
      ],
      backings: [
        { by: 'loop3', path: '/dev/nvme4n1' },
        { by: 'iSCSI target disk1', path: '/dev/sdb' },
        { by: 'NVMe target nqn.2014-08.org.example:a', path: '/dev/nvme5n1' }
      ]
    })
  })

  const status = [
    '  pool: rpool',
    ' state: ONLINE',
    'config:',
    '\tNAME                STATE     READ WRITE CKSUM',
    '\trpool               ONLINE       0     0     0',
    '\t  mirror-0          ONLINE       0     0     0',
    '\t    /dev/nvme0n1p3  ONLINE       0     0     0',
    '\t    /dev/nvme1n1p3  ONLINE       0     0     0',
    '\tlogs',
    '\t  /dev/nvme2n1      ONLINE       0     0     0',
    'errors: No known data errors'
  ]

  it('reads the disks of ZFS pools, logs among them', () => {
    expect(parseStorage(output({ zfs: ['kstat:rpool', ...status, 'status:0'] })).zfsPools).toEqual(
      known([{ name: 'rpool', disks: known(['/dev/nvme0n1p3', '/dev/nvme1n1p3', '/dev/nvme2n1']) }])
    )
  })

  it('says why the disks of a pool are not known', () => {
    const poolsOf = (
      lines: readonly string[],
      notes: readonly { kind: 'missing' | 'timeout'; tool: string }[]
    ) => parseStorage(new Map([['zfs', { lines, notes }]])).zfsPools
    const pool = (reason: string) => known([{ name: 'tank', disks: { known: false, reason } }])
    expect(poolsOf(['kstat:tank'], [{ kind: 'missing', tool: 'zpool' }])).toEqual(
      pool('zpool is not installed')
    )
    expect(poolsOf(['kstat:tank'], [{ kind: 'timeout', tool: 'timeout' }])).toEqual(
      pool('zpool did not answer in time')
    )
    expect(
      poolsOf(
        ['kstat:tank', 'zpool:Permission denied the ZFS utilities must be run as root.', 'zpool:status:1'],
        []
      )
    ).toEqual(pool('Permission denied the ZFS utilities must be run as root.'))
    expect(parseStorage(new Map()).zfsPools).toMatchObject({ known: false })
  })
})
