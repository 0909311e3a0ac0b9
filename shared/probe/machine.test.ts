import { describe, expect, it } from 'vitest'
import { cpuOf, machineOf, numaNodesOf, parseIdentity, readerOf } from './machine.ts'
import { parsePathLines } from './path-lines.ts'

const identity = parseIdentity([
  'uname:Linux 6.1.0-56-amd64 x86_64',
  'id:uid=0(root) gid=0(root) groups=0(root)',
  'date:2026-11-23T19:01:03Z',
  'sudo:lab',
  'ssh:192.0.2.2 42096 192.0.2.15 22'
])

describe('machineOf', () => {
  const files = parsePathLines([
    '/proc/sys/kernel/hostname:lab-a1',
    '/etc/os-release:NAME="Debian GNU/Linux"',
    '/etc/os-release:PRETTY_NAME="Debian \\"12\\" GNU/Linux"',
    '/sys/class/dmi/id/sys_vendor:Dell Inc.',
    '/sys/class/dmi/id/product_name:PowerEdge R750'
  ])

  it('reads the name of the system without its quotes, and what firmware says of the machine', () => {
    expect(machineOf(identity, files)).toMatchObject({
      hostname: 'lab-a1',
      kernelRelease: '6.1.0-56-amd64',
      osName: { known: true, value: 'Debian "12" GNU/Linux' },
      product: { known: true, value: 'Dell Inc. PowerEdge R750' },
      bios: { known: false },
      kernelCommandLine: { known: false }
    })
  })

  it('knows no machine without a name or a kernel, nor one that is not Linux', () => {
    expect(machineOf(identity, new Map())).toBeNull()
    expect(machineOf(new Map(), files)).toBeNull()
    expect(machineOf(parseIdentity(['uname:FreeBSD 14.1 amd64']), files)).toBeNull()
  })
})

describe('readerOf', () => {
  it('tells root by sudo from root, and finds the address of the session', () => {
    expect(readerOf(identity)).toEqual({
      user: 'root',
      uid: 0,
      isSudo: true,
      sessionAddress: { known: true, value: '192.0.2.15' }
    })
    expect(readerOf(parseIdentity(['id:uid=0(root) gid=0(root)', 'sudo:']))).toMatchObject({ isSudo: false })
  })

  it('takes the number for the name where the user database has none', () => {
    expect(readerOf(parseIdentity(['id:uid=1005 gid=1005']))).toMatchObject({ user: '1005', uid: 1005 })
    expect(readerOf(parseIdentity(['id:']))).toBeNull()
  })
})

describe('cpuOf', () => {
  it('prefers the nominal clock to the highest, in MHz', () => {
    const files = parsePathLines([
      '/proc/cpuinfo:model name\t: Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz',
      '/proc/cpuinfo:cpu MHz\t\t: 3200.000',
      '/sys/devices/system/cpu/online:0-63',
      '/sys/devices/system/cpu/cpu0/cpufreq/base_frequency:2000000',
      '/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq:3200000'
    ])
    expect(cpuOf(files)).toEqual({
      model: { known: true, value: 'Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz' },
      online: { known: true, value: '0-63' },
      currentMhz: { known: true, value: 3200 },
      ratedMhz: { known: true, value: 2000 }
    })
  })

  it('makes up nothing for an Arm host, whose cpuinfo names neither', () => {
    expect(cpuOf(new Map())).toMatchObject({ model: { known: false }, currentMhz: { known: false } })
  })
})

it('reads NUMA nodes in order of number, one without CPUs too', () => {
  const node = '/sys/devices/system/node/node'
  const files = parsePathLines([
    `${node}0/cpulist:0-15`,
    `${node}10/meminfo:Node 10 MemTotal:       1048576 kB`,
    `${node}2/meminfo:Node 2 MemFree:  1 kB`,
    `${node}0/meminfo:Node 0 MemTotal:       466108 kB`
  ])
  expect(numaNodesOf(files)).toEqual([
    { node: 0, cpus: '0-15', memoryKiB: { known: true, value: 466108 } },
    { node: 2, cpus: '', memoryKiB: { known: false, reason: expect.any(String) as string } },
    { node: 10, cpus: '', memoryKiB: { known: true, value: 1048576 } }
  ])
})
