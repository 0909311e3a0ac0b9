/** What a script refuses on a host, whatever it is told: to cut the way by which the host is reached, to take what is in use. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { at } from '#shared/inventory/test-host.ts'
import type { PciAddress } from '#shared/pci/address.ts'
import { FakeHost, stepsFor, type FakePlan } from './fake-host.ts'

const NIC = at('0000:01:00.0')
const OTHER = at('0000:02:00.0')
const everything = [
  '--allow-recreate',
  '--allow-interfaces',
  '--allow-drives',
  '--allow-console',
  '--allow-unclear',
  '--allow-running-vms'
]
const take = (address: PciAddress): FakePlan => ({
  steps: [{ kind: 'bind-function', address, driver: 'vfio-pci', vm: 'web1' }]
})

let host: FakeHost
beforeEach(() => {
  host = new FakeHost()
  host.function(NIC, { interface: 'eth0', sriov: { total: 7, vfSlot: '0000:01:10' } })
  host.function(OTHER, { interface: 'eth1' })
})
afterEach(() => host.remove())

/** What is said against a plan with every option given; nothing was changed. */
function refusal(plan: FakePlan, run: Parameters<FakeHost['run']>[1] = {}): string {
  const { status, stderr, changes } = host.run(plan, { options: everything, ...run })
  expect(changes).toEqual([])
  expect(`${status} ${stderr}`).toMatch(/^3 refused/)
  return stderr
}
const succeeds = (plan: FakePlan, options = everything): void =>
  expect(host.run(plan, { options })).toMatchObject({ status: 0, stderr: '' })
const session = (server: string) => ({ env: { SSH_CONNECTION: `198.51.100.7 50000 ${server} 22` } })

describe('the SSH session', () => {
  it('is found in the environment of the script', () => {
    host.address('eth0', '192.0.2.10/24')
    expect(refusal(take(NIC), session('192.0.2.10'))).toContain(
      `${NIC} carries this SSH session on eth0; taking it away would lock you out.`
    )
    succeeds(take(OTHER))
  })

  it('is found among the connections of sshd where nothing names it, as behind sudo, tmux or a service', () => {
    host.address('eth0', '192.0.2.10/24')
    host.sshConnection('0A0200C0')
    expect(refusal(take(NIC))).toContain('carries an SSH session on eth0')
    succeeds(take(OTHER))
  })

  it('is found in the environment of a parent', () => {
    host.address('eth0', '192.0.2.10/24')
    // The shell that runs the script is its own first parent here.
    const before = `mkdir -p "$PROC/$$" "$PROC/40"; echo "$$ (bash) S 40 1" >"$PROC/$$/stat"
      echo '40 (su (x) do) S 1 1' >"$PROC/40/stat"; printf 'A=1\\0SSH_CONNECTION=198.51.100.7 5 192.0.2.10 22\\0' >"$PROC/40/environ"`
    expect(refusal(take(NIC), { before })).toContain('carries this SSH session on eth0')
  })

  it.each([
    ['a bridge', ['br0 eth0']],
    ['a VLAN on a bond on a bridge', ['br0 eth0', 'bond0 br0', 'bond0.5 bond0']],
    ['a macvlan', ['mac0 eth0']]
  ])('is followed down %s', (_, stack) => {
    let top = ''
    for (const [name = '', lower = ''] of stack.map((line) => line.split(' '))) {
      host.interface(name, null, [lower])
      top = name
    }
    host.address(top, '2001:db8::10/64')
    expect(refusal(take(NIC), session('2001:db8::10'))).toContain(`carries this SSH session on ${top}`)
    host.sshConnection('B80D0120000000000000000010000000')
    expect(refusal(take(NIC))).toContain(`carries an SSH session on ${top}`)
    succeeds(take(OTHER))
  })

  it('is followed to all ports of Open vSwitch where it is on a port of its own making', () => {
    host.interface('ovs-system', null)
    host.interface('br-ex', null)
    host.file('ip/br-ex.kind', 'openvswitch')
    host.link('sys/class/net/eth0/master', '../../../virtual/net/ovs-system')
    host.address('br-ex', '192.0.2.77/24')
    expect(refusal(take(NIC), session('192.0.2.77'))).toContain('carries this SSH session on br-ex')
    succeeds(take(OTHER))
  })

  it('protects every port in use that could carry it where the way down cannot be read', () => {
    host.interface('wg0', null)
    host.address('wg0', '192.0.2.77/24')
    host.address('eth0', '198.51.100.2/24')
    host.interface('eth1.7', null, ['eth1'])
    host.function('0000:04:00.0', { interface: 'eth2' })
    succeeds({ ...take(at('0000:04:00.0')), slug: 'idle-22222222' }, everything)
    for (const port of [NIC, OTHER])
      expect(refusal(take(port), session('192.0.2.77'))).toContain('may carry this SSH session')
    host.file('sys/class/net/eth1/flags', '0x1002')
    succeeds(take(OTHER))
  })

  it('is found on a VF, whose PF then keeps its VFs', () => {
    succeeds({ steps: stepsFor(NIC, 2) })
    host.address('v000001101', '192.0.2.10/24')
    const run = session('192.0.2.10')
    expect(refusal({ steps: stepsFor(NIC, 3) }, run)).toContain('0000:01:10.1 carries this SSH session')
    expect(refusal({ ...take(NIC), slug: 'other-22222222' }, run)).toContain(
      `${NIC} carries this SSH session`
    )
    expect(refusal({ steps: [] }, { ...run, options: [...everything, '--rollback'] })).toContain(
      '0000:01:10.1 carries'
    )
  })

  it('keeps its port up in a roll back that found it down', () => {
    host.file('sys/class/net/eth0/flags', '0x1002')
    succeeds({ steps: stepsFor(NIC, 2) })
    host.address('eth0', '192.0.2.10/24')
    const { status, stdout } = host.run({ steps: [] }, { options: ['--rollback'], ...session('192.0.2.10') })
    expect(stdout).toContain('eth0 stays up: 0000:01:00.0 carries this SSH session')
    expect(status).toBe(0)
    expect(host.read('sys/class/net/eth0/flags')).toBe('0x1003')
  })

  it('is protected together with the default route', () => {
    host.interface('br0', null, ['eth0'])
    host.file('ip/default-4', 'default via 192.0.2.1 dev br0 proto static')
    // A tunnel that is a default route as well stands on this one, and bars no other port.
    host.interface('wg0', null)
    host.file('ip/default-6', 'default dev wg0 table 51820')
    expect(refusal(take(NIC))).toContain('carries the default route on br0')
    succeeds(take(OTHER))
    host.forget('ip/default-4')
    expect(refusal({ ...take(NIC), slug: 'other-22222222' })).toContain('may carry the default route')
  })
})

describe('a function in use', () => {
  const drive = at('0000:03:00.0')
  const gpu = at('0000:04:00.0')

  it('is not taken from a process that has its device node open', () => {
    host.process(77, 'dpdk\u001b[31m', '/dev/uio0')
    host.link('sys/dev/char/240:0', `../../devices/pci0000:00/${NIC}/uio/uio0`)
    const stderr = refusal(take(NIC))
    expect(stderr).toContain(`${NIC} is in use: process 77 (dpdk?[31m) holds the device node uio0.`)
    host.function(gpu, { classCode: '0x030000', driver: 'nouveau' })
    host.link('sys/dev/char/226:0', `../../devices/pci0000:00/${gpu}/drm/card0`)
    host.process(78, 'Xorg', '/dev/dri/card0')
    expect(refusal(take(gpu))).toContain('process 78 (Xorg) holds the device node card0')
  })

  it('is not taken from a Xen guest', () => {
    host.function(gpu, { driver: 'pciback' })
    expect(refusal(take(gpu))).toContain('is kept for a Xen guest')
  })

  describe.each([
    [
      'a mounted disk',
      () => host.file('proc/self/mountinfo', '22 1 259:0 / / rw - ext4 /dev/nvme0n1 rw'),
      'is mounted on /'
    ],
    [
      'a disk that something is built on',
      () => host.folder('sys/class/block/nvme0n1/holders/dm-3'),
      'dm-3 is built on'
    ],
    ['a swap area', () => host.file('proc/swaps', '/dev/nvme0n1 partition 1 0 -2'), 'swaps to its disk'],
    [
      'a member of a mounted btrfs',
      () => host.folder('sys/fs/btrfs/1234/devices/nvme0n1'),
      'part of a mounted btrfs'
    ],
    [
      'a member of a mounted bcachefs',
      () => host.file('proc/self/mountinfo', '22 1 0:44 / /x rw - bcachefs /dev/sdz:/dev/nvme0n1 rw'),
      'is mounted on /x'
    ],
    [
      'a disk that a target gives on',
      () => host.file('sys/kernel/config/target/core/iblock_0/d/udev_path', '/dev/nvme0n1'),
      'is given on by kernel/config/target'
    ],
    [
      'a member of an imported ZFS pool',
      () => {
        host.file('run/udev/data/b259:0', 'E:ID_FS_TYPE=zfs_member\nE:ID_FS_LABEL=rpool')
        host.folder('proc/spl/kstat/zfs/rpool')
      },
      'part of the ZFS pool rpool'
    ]
  ])('%s', (_, use, reason) => {
    it('is not taken', () => {
      host.function(drive, { classCode: '0x010802', driver: 'nvme' })
      host.disk('nvme0n1', drive, '259:0', '')
      use()
      expect(refusal(take(drive))).toContain(reason)
    })
  })

  it('is seen through native NVMe multipath, whose disk hangs below the subsystem', () => {
    host.function(drive, { classCode: '0x010802', driver: 'nvme' })
    const subsystem = 'sys/devices/virtual/nvme-subsystem/nvme-subsys0'
    host.folder(`sys/devices/pci0000:00/${drive}/nvme/nvme0/nvme0c0n1`)
    host.file(`${subsystem}/nvme0n1/nvme0n1p2/dev`, '259:3')
    host.link(`${subsystem}/nvme0`, `../../../pci0000:00/${drive}/nvme/nvme0`)
    host.link('sys/class/nvme-subsystem/nvme-subsys0', '../../devices/virtual/nvme-subsystem/nvme-subsys0')
    host.link('sys/class/block/nvme0n1', '../../devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1')
    host.link(
      'sys/class/block/nvme0n1p2',
      '../../devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1/nvme0n1p2'
    )
    host.file('proc/self/mountinfo', '22 1 259:3 / / rw - ext4 /dev/nvme0n1p2 rw')
    expect(refusal(take(drive))).toContain('its disk nvme0n1p2 is mounted on /')
  })

  it('is not taken together with its PF', () => {
    succeeds({ steps: stepsFor(NIC, 2) })
    host.process(77, 'qemu', '/dev/vfio/000001100')
    expect(refusal(take(NIC))).toContain(
      '0000:01:10.0 is in use: process 77 (qemu) holds /dev/vfio/000001100'
    )
  })
})

describe('an IOMMU group', () => {
  it('is not torn apart: its other members may not stay with a driver of the kernel', () => {
    host.function('0000:05:00.0', { group: '75', driver: 'tg3', interface: 'lom0' })
    host.function('0000:05:00.1', { group: '75', driver: 'tg3', interface: 'lom1' })
    expect(refusal(take(at('0000:05:00.1')))).toContain(
      '0000:05:00.1 shares IOMMU group 75 with 0000:05:00.0, which stays bound to tg3'
    )
    succeeds({ steps: [...take(at('0000:05:00.0')).steps, ...take(at('0000:05:00.1')).steps] })
  })

  it('may have bridges in it, and functions without a driver', () => {
    host.function('0000:05:00.0', { group: '75', driver: 'pcieport', classCode: '0x060400' })
    host.function('0000:05:00.1', { group: '75', driver: null })
    host.function('0000:05:00.2', { group: '75', driver: 'igb' })
    succeeds(take(at('0000:05:00.2')))
  })

  it('is not given where firmware keeps memory for it', () => {
    const regions = 'sys/kernel/iommu_groups/000001000/reserved_regions'
    host.file(
      regions,
      '0x00000000fee00000 0x00000000feefffff msi\n0x00000000bddde000 0x00000000bdddefff direct'
    )
    expect(refusal(take(NIC))).toContain('firmware keeps memory for IOMMU group')
    host.file(regions, '0x00000000bddde000 0x00000000bdddefff direct-relaxable')
    succeeds(take(NIC))
  })

  it('is foreseen for VFs that are not there yet', () => {
    host.function('0000:06:00.0', {
      group: '9',
      interface: 'eth2',
      sriov: { total: 7, vfSlot: '0000:06:10' }
    })
    host.function('0000:00:01.0', { group: '9', driver: 'pcieport', classCode: '0x060400' })
    expect(refusal({ steps: stepsFor(at('0000:06:00.0'), 2) })).toContain('new VFs will be in it too')
  })
})

describe('another host', () => {
  const identity = (card: { mac?: string; serial?: string; slot?: string }): FakePlan => ({
    steps: take(NIC).steps,
    identities: [
      {
        address: NIC,
        ids: '8086:10c9',
        driver: null,
        numVfs: null,
        needsIommu: true,
        needsInterface: false,
        card: { mac: null, serial: null, slot: null, ...card }
      }
    ]
  })

  it('is refused by its name', () => {
    const before = 'uname() { echo other; }'
    expect(refusal(take(NIC), { before })).toContain("calls itself 'other'; the plan was made for 'lab1'")
  })

  it('is refused by its machine id, also in a roll back', () => {
    host.file('etc/machine-id', '11111111111111111111111111111111')
    const plan = { ...take(NIC), machineId: '22222222222222222222222222222222' }
    expect(refusal(plan)).toContain('This is another machine')
    expect(refusal(plan, { options: ['--rollback'] })).toContain('This is another machine')
  })

  it('is refused by the MAC address, the serial number or the slot of an equal card', () => {
    host.file('sys/class/net/eth0/address', '52:54:00:aa:00:01')
    const config = Buffer.alloc(4096)
    config.writeUInt32LE(0x15010001, 0x100)
    config.writeUInt32LE(0x00010003, 0x150)
    config.writeBigUInt64LE(0x525400ffffaa0001n, 0x154)
    host.bytes(`sys/devices/pci0000:00/${NIC}/config`, config)
    host.file('sys/bus/pci/slots/3/address', '0000:01:00')
    const right = { mac: '52:54:00:aa:00:01', serial: '525400ffffaa0001', slot: '3' }
    expect(refusal(identity({ ...right, mac: '52:54:00:aa:00:02' }))).toContain('has the MAC address')
    expect(refusal(identity({ ...right, serial: '525400ffffaa0002' }))).toContain('has the serial number')
    expect(refusal(identity({ ...right, slot: '4' }))).toContain('is in slot 3')
    succeeds(identity(right))
  })
})
