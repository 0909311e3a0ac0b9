/** Drives, consoles and groups on hosts as people have them: each case is what was met, and what is right. */
import { describe, expect, it } from 'vitest'
import { functionAt } from '#shared/inventory/lookup.ts'
import { describeUsage } from '#shared/inventory/usage/describe-usage.ts'
import type { InventoryHost } from '#shared/inventory/types.ts'
import type { PciAddress } from '#shared/pci/address.ts'
import { readHost, type FakeTree } from '../fake-host/fake-host.ts'
import { fakeHost, type FakeDisk, type FakeParts } from '../fake-host/parts.ts'

const FIRST = '0000:c1:00.0'
const SECOND = '0000:c2:00.0'
const NVME = { ids: '144d:a80a', classCode: 0x010802, driver: 'nvme' }
const FUNCTIONS = [FIRST, SECOND].map((address) => ({ address, ...NVME }))

const usageOf = (host: InventoryHost, address: string): readonly string[] => {
  const fn = functionAt(host, address as PciAddress)
  if (fn === null) throw new Error(`no ${address}`)
  return [fn.usage.verdict, ...describeUsage(fn.usage)]
}
const read = (parts: Partial<FakeParts>): InventoryHost =>
  readHost(fakeHost({ functions: FUNCTIONS, ...parts }))

/** What the udev database keeps of a disk; without anything, that it was looked at. */
const udev = (number: string, content: Readonly<Record<string, string>> = {}): FakeTree => ({
  [`run/udev/data/b${number}`]: [
    'I:1',
    ...Object.entries(content).map(([key, value]) => `E:${key}=${value}`)
  ].join('\n')
})
const mounts = (...lines: readonly string[]): FakeTree => ({
  'proc/self/mountinfo': lines.map((line, at) => `${at + 20} 1 ${line}`).join('\n')
})

/** Drive 0 or 1, below its function, with numbers 259:0, 259:1, ... for the drive and its partitions. */
const drive = (at: 0 | 1, partitions = 0, more: Partial<FakeDisk> = {}): readonly FakeDisk[] => {
  const folder = `pci0000:c${at + 1}/0000:c${at + 1}:00.0/nvme/nvme${at}`
  const name = `nvme${at}n1`
  return [
    { name, number: `259:${at * 10}`, in: folder, ...more },
    ...Array.from({ length: partitions }, (_, part) => ({
      name: `${name}p${part + 1}`,
      number: `259:${at * 10 + part + 1}`,
      in: `${folder}/${name}`
    }))
  ]
}

describe('a root pool of ZFS', () => {
  const root = mounts('0:28 / / rw,relatime shared:1 - zfs rpool/ROOT/pve-1 rw,xattr')
  const parts = { disks: [...drive(0, 3), ...drive(1)] }
  const zfs: FakeTree = {
    ...root,
    'sys/module/zfs/version': '2.2.4',
    'proc/spl/kstat/zfs/rpool/state': 'ONLINE',
    ...udev('259:0', { ID_PART_TABLE_TYPE: 'gpt' }),
    ...udev('259:10')
  }
  const status =
    '  pool: rpool\n state: ONLINE\nconfig:\n\tNAME STATE\n\trpool ONLINE\n\t  /dev/nvme0n1p3 ONLINE\n'

  it('is a use of the drive that zpool names, and the empty neighbour stays free', () => {
    const host = read({ ...parts, files: zfs, tools: { zpool: { 'status -LP': status } } })
    expect(usageOf(host, FIRST)).toEqual(['in-use', 'mounted at /'])
    expect(usageOf(host, SECOND)).toEqual(['free'])
  })

  it('is a use by its label where zpool fails', () => {
    const member = udev('259:3', { ID_FS_TYPE: 'zfs_member', ID_FS_LABEL: 'rpool' })
    const host = read({
      ...parts,
      files: { ...zfs, ...member },
      tools: { zpool: { 'status -LP': { err: 'cannot open: Input/output error', code: 1 } } }
    })
    expect(usageOf(host, FIRST)).toEqual(['in-use', 'mounted at /'])
    expect(usageOf(host, SECOND)).toEqual(['free'])
  })

  it('may lie on any drive with partitions where nothing tells, and on no other', () => {
    const host = read({ ...parts, files: root })
    expect(usageOf(host, FIRST).join('; ')).toMatch(
      /not known whether the ZFS pool rpool, mounted at \/, lies on nvme0n1/
    )
    expect(usageOf(host, SECOND)).toEqual([
      'cannot-be-ruled-out',
      'not known whether nvme1n1 carries data (this host keeps no udev database in /run/udev/data)'
    ])
  })
})

describe('native NVMe multipath', () => {
  const subsystem = 'sys/devices/virtual/nvme-subsystem/nvme-subsys0'
  const controller = (at: 1 | 2): string => `/sys/devices/pci0000:c${at}/0000:c${at}:00.0/nvme/nvme${at - 1}`
  const links: FakeTree = {
    'sys/class/nvme-subsystem/nvme-subsys0': { link: '/sys/devices/virtual/nvme-subsystem/nvme-subsys0' },
    [`${subsystem}/nvme0`]: { link: controller(1) },
    [`${subsystem}/nvme1`]: { link: controller(2) }
  }
  const disks: readonly FakeDisk[] = [
    { name: 'nvme0n1', number: '259:1', in: 'virtual/nvme-subsystem/nvme-subsys0' },
    { name: 'nvme0n1p2', number: '259:3', in: 'virtual/nvme-subsystem/nvme-subsys0/nvme0n1' }
  ]

  it('makes a mounted namespace a use of all controllers of the subsystem', () => {
    const host = read({ disks, files: { ...links, ...mounts('259:3 / / rw - ext4 /dev/nvme0n1p2 rw') } })
    for (const address of [FIRST, SECOND]) expect(usageOf(host, address)).toEqual(['in-use', 'mounted at /'])
  })
})

describe('drives without a mount', () => {
  it('are in use below an LVM volume (a Ceph OSD)', () => {
    const host = read({
      disks: [
        ...drive(0, 0, { holders: ['dm-3'] }),
        {
          name: 'dm-3',
          number: '253:3',
          in: 'virtual/block',
          slaves: ['nvme0n1'],
          files: { 'dm/name': 'ceph-osd', 'dm/uuid': 'LVM-abc' }
        },
        ...drive(1)
      ],
      files: { ...udev('259:0', { ID_FS_TYPE: 'LVM2_member' }), ...udev('259:10') }
    })
    expect(usageOf(host, FIRST)).toEqual(['in-use', 'dm-3 (LVM volume ceph-osd) is built upon nvme0n1'])
    expect(usageOf(host, SECOND)).toEqual(['free'])
  })

  it('are in use on both sides of a RAID array and of a btrfs', () => {
    const array = read({
      disks: [
        ...drive(0),
        ...drive(1),
        { name: 'md0', number: '9:0', in: 'virtual/block', slaves: ['nvme0n1', 'nvme1n1'] }
      ],
      files: {
        ...udev('259:0', { ID_FS_TYPE: 'linux_raid_member' }),
        ...udev('259:10', { ID_FS_TYPE: 'linux_raid_member' })
      }
    })
    expect(usageOf(array, SECOND)).toEqual(['in-use', 'md0 (RAID array) is built upon nvme1n1'])
    const devices = 'sys/fs/btrfs/0e7f/devices'
    const btrfs = read({
      disks: [...drive(0), ...drive(1)],
      files: {
        ...mounts('0:40 / /data rw - btrfs /dev/nvme0n1 rw,subvol=/'),
        [`${devices}/nvme0n1`]: { link: '/sys/class/block/nvme0n1' },
        [`${devices}/nvme1n1`]: { link: '/sys/class/block/nvme1n1' },
        ...udev('259:0', { ID_FS_TYPE: 'btrfs' }),
        ...udev('259:10', { ID_FS_TYPE: 'btrfs' })
      }
    })
    expect(usageOf(btrfs, SECOND)).toEqual(['in-use', 'mounted at /data'])
  })

  it('carry data where another system lies on them', () => {
    const host = read({
      disks: drive(0, 1),
      files: { ...udev('259:0', { ID_PART_TABLE_TYPE: 'gpt' }), ...udev('259:1', { ID_FS_TYPE: 'ntfs' }) }
    })
    expect(usageOf(host, FIRST)).toEqual([
      'in-use',
      'nvme0n1 carries data (partition table gpt: nvme0n1p1 ntfs)'
    ])
  })
})

it('finds the drive behind a USB controller, with swap on it', () => {
  const usb = '0000:00:14.0'
  const host = read({
    functions: [{ address: usb, ids: '8086:a36d', classCode: 0x0c0330, driver: 'xhci_hcd' }],
    disks: [
      { name: 'sda', number: '8:0', in: `pci0000:00/${usb}/usb1/1-3/1-3:1.0/host4/target4:0:0/4:0:0:0/block` }
    ],
    files: { 'proc/swaps': 'Filename Type Size Used Priority\n/dev/sda partition 1 0 -2' }
  })
  expect(usageOf(host, usb)).toEqual(['in-use', 'mounted at swap'])
})

describe('a graphics card', () => {
  const gpu = (boot: '0' | '1', driver: string | null) =>
    ({ address: FIRST, ids: '1002:73bf', classCode: 0x030000, driver, files: { boot_vga: boot } }) as const

  it('is the console where the firmware’s framebuffer stands on it', () => {
    const files = {
      'sys/class/graphics/fb0': { link: '/sys/devices/platform/efi-framebuffer.0/graphics/fb0' }
    }
    expect(usageOf(read({ functions: [gpu('1', null)], files }), FIRST)[0]).toBe('in-use')
    expect(usageOf(read({ functions: [gpu('0', null)], files }), FIRST)).toEqual(['free'])
  })

  it('is in use while a process has its render node open', () => {
    const host = read({
      functions: [gpu('0', 'amdgpu')],
      files: {
        'sys/class/drm/renderD128': { link: `/sys/devices/pci0000:c1/${FIRST}/drm/renderD128` },
        'dev/dri/renderD128': '',
        'proc/77/comm': 'python3',
        'proc/77/fd/5': { link: '/dev/dri/renderD128' }
      }
    })
    expect(usageOf(host, FIRST)).toEqual(['in-use', 'python3 (pid 77) has /dev/dri/renderD128 open'])
  })
})

it('reads the regions that the firmware reserves in a group', () => {
  const host = read({
    functions: [{ address: FIRST, ...NVME, group: 31 }],
    files: {
      'sys/kernel/iommu_groups/31/reserved_regions':
        '0x00000000bddde000 0x00000000bdddefff direct\n0x00000000fee00000 0x00000000feefffff msi'
    }
  })
  expect(host.iommuGroups).toMatchObject([
    { id: 31, reservedRegions: { value: [{ start: '0x00000000bddde000', type: 'direct' }, { type: 'msi' }] } }
  ])
})
