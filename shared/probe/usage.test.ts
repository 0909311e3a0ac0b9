import { describe, expect, it } from 'vitest'
import { parseVfioUsers, vmName } from './usage.ts'

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
