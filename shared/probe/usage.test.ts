import { describe, expect, it } from 'vitest'
import { parseListing } from './links.ts'
import { parsePathLines } from './path-lines.ts'
import { parseDisks, parseMounts, parseVfioUsers, vmName } from './usage.ts'

describe('parseVfioUsers', () => {
  const qemu = [
    'lrwx------ 1 64055 64055 64 Nov 23 19:26 16 -> /dev/vfio/9 /proc/454/fd:',
    'lrwx------ 1 64055 64055 64 Nov 23 19:26 17 -> /dev/vfio/vfio /proc/454/fd:',
    'command:454:qemu-system-x86',
    'name:454:guest=web1,debug-threads=on'
  ]

  it('finds the VM that holds a group', () => {
    expect(parseVfioUsers(qemu, 0)).toEqual({
      known: true,
      value: [{ pid: 454, command: 'qemu-system-x86', vm: 'web1', holds: { kind: 'group', number: 9 } }]
    })
  })

  it('finds the holder of a device of iommufd, once for all its descriptors', () => {
    const line = (fd: number) =>
      `lrwx------ 1 0 0 64 Nov 23 19:26 ${fd} -> /dev/vfio/devices/vfio3 /proc/7/fd:`
    expect(parseVfioUsers([line(4), line(5), 'command:7:cloud-hypervisor', 'name:7:'], 0)).toEqual({
      known: true,
      value: [{ pid: 7, command: 'cloud-hypervisor', vm: null, holds: { kind: 'device', number: 3 } }]
    })
  })

  it('is not taken in by a file whose name looks like a link to VFIO', () => {
    const line = 'lr-x------ 1 1000 1000 64 Nov 23 19:26 3 -> /tmp/x -> /dev/vfio/9 /proc/99/fd:'
    expect(parseVfioUsers([line], 0)).toEqual({ known: true, value: [] })
  })

  it('does not say "nobody" where others cannot be seen', () => {
    expect(parseVfioUsers([], 1000)).toMatchObject({ known: false })
  })
})

describe('vmName', () => {
  it.each([
    ['guest=web1,debug-threads=on', 'web1'],
    ['debug-threads=on,guest=db 1', 'db 1'],
    ['web1', 'web1'],
    ['web1,process=x', 'web1'],
    ['debug-threads=on', null],
    ['', null]
  ])('%j', (argument, expected) => {
    expect(vmName(argument)).toBe(expected)
  })
})

it('reads mounts with octal escapes, and swap', () => {
  expect(
    parseMounts([
      '/proc/self/mountinfo:27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw',
      '/proc/self/mountinfo:40 27 259:1 / /srv/my\\040disk rw - xfs /dev/mapper/vg-data rw',
      '/proc/swaps:/dev/nvme0n1p3                          partition\t8388604\t0\t-2',
      '/proc/self/mountinfo:22 27 0:21 / /proc rw - proc proc rw'
    ])
  ).toEqual([
    { mountpoint: '/', number: '254:0', source: '/dev/vda' },
    { mountpoint: '/srv/my disk', number: '259:1', source: '/dev/mapper/vg-data' },
    { mountpoint: 'swap', number: null, source: '/dev/nvme0n1p3' }
  ])
})

it('finds the function of a disk and what a mapped disk is made of', () => {
  const links = parseListing([
    'lrwxrwxrwx 1 0 0 0 Nov 23 18:57 /sys/class/block/nvme0n1 -> ../../devices/pci0000:00/0000:00:06.0/0000:03:00.0/nvme/nvme0/nvme0n1',
    'lrwxrwxrwx    1 0        0                0 Nov 23 18:57 /sys/class/block/dm-0 -> ../../devices/virtual/block/dm-0',
    'lrwxrwxrwx 1 0 0 0 Nov 23 18:57 /sys/class/block/dm-0/slaves/nvme0n1 -> ../../../../pci0000:00/0000:00:06.0/0000:03:00.0/nvme/nvme0/nvme0n1'
  ])
  const files = parsePathLines([
    '/sys/class/block/dm-0/dm/name:vg-data',
    '/sys/class/block/nvme0n1/dev:259:0'
  ])
  expect(parseDisks(links, files)).toEqual([
    { name: 'dm-0', number: null, function: null, mapperName: 'vg-data', madeOf: ['nvme0n1'] },
    { name: 'nvme0n1', number: '259:0', function: '0000:03:00.0', mapperName: null, madeOf: [] }
  ])
})
