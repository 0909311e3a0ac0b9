/** What a script does only when it is told, by one option for each thing; and that it says before what goes. */
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CONSENT_TEXTS } from '#shared/check/consent.ts'
import { at } from '#shared/inventory/test-host.ts'
import type { PciAddress } from '#shared/pci/address.ts'
import { FakeHost, stepsFor, type FakePlan } from './fake-host.ts'

const NIC = at('0000:01:00.0')
const DRIVE = at('0000:03:00.0')
const take = (address: PciAddress): FakePlan => ({
  steps: [{ kind: 'bind-function', address, driver: 'vfio-pci', vm: 'web1' }]
})
const takeVf = (index: number, vlan?: string): FakePlan => ({
  slug: 'other-22222222',
  steps: [
    ...(vlan === undefined
      ? []
      : [{ kind: 'set-vf', pf: NIC, index, word: 'vlan', value: vlan, waitsForCarrier: false } as const]),
    { kind: 'bind-vf', pf: NIC, index, driver: 'vfio-pci', vm: 'web1' }
  ]
})
const everyOption = Object.values(CONSENT_TEXTS).map(({ flag }) => flag)

let host: FakeHost
beforeEach(() => {
  host = new FakeHost()
  host.function(NIC, { interface: 'eth0', sriov: { total: 7, vfSlot: '0000:01:10' } })
  expect(host.run({ steps: stepsFor(NIC, 2) }).status).toBe(0)
})
afterEach(() => host.remove())

/** Says that a plan needs exactly one consent, and what is said without it. */
function needs(plan: FakePlan, flag: (typeof everyOption)[number], why: string): void {
  const others = everyOption.filter((option) => option !== flag)
  for (const options of [[], others]) {
    const { status, stderr, changes } = host.run(plan, { options })
    expect(changes).toEqual([])
    expect(stderr).toContain(why)
    expect(stderr).toContain(`Allow it with ${flag}.`)
    expect(status).toBe(3)
  }
  expect(host.run(plan, { options: [flag] })).toMatchObject({ status: 0, stderr: '' })
}

describe('a consent', () => {
  it('is asked for before VFs are destroyed', () => {
    needs({ steps: stepsFor(NIC, 3) }, '--allow-recreate', `${NIC} has 2 VFs and the plan wants 3`)
  })

  it.each([
    ['addresses', () => host.address('v000001101', '192.0.2.9/24'), 'has addresses of this host'],
    ['a bridge', () => host.link('sys/class/net/v000001101/master', '../br0'), 'belongs to br0'],
    ['a macvtap', () => host.interface('macvtap0', null, ['v000001101']), 'macvtap0 stands on its interface']
  ])('is asked for before an interface with %s is taken', (_, use, why) => {
    use()
    needs(takeVf(1), '--allow-interfaces', why)
  })

  it.each([
    ['a file system', () => host.disk('nvme0n1', DRIVE, '259:0', 'E:ID_FS_TYPE=xfs'), 'carries data (xfs)'],
    [
      'a partition table',
      () => host.disk('nvme0n1', DRIVE, '259:0', 'E:ID_PART_TABLE_TYPE=gpt'),
      'data (gpt)'
    ],
    [
      'a member of a pool that is not imported',
      () => {
        host.disk('nvme0n1', DRIVE, '259:0', 'E:ID_FS_TYPE=zfs_member\nE:ID_FS_LABEL=old')
        host.folder('proc/spl/kstat/zfs/rpool')
      },
      'data (zfs_member)'
    ]
  ])('is asked for before a drive with %s is taken', (_, fill, why) => {
    host.function(DRIVE, { classCode: '0x010802', driver: 'nvme' })
    fill()
    needs(take(DRIVE), '--allow-drives', why)
  })

  it('is not asked for an empty drive, beside one that is in use', () => {
    host.function(DRIVE, { classCode: '0x010802', driver: 'nvme' })
    host.disk('nvme0n1', DRIVE, '259:0', 'S:disk/by-id/nvme-empty')
    host.file('proc/self/mountinfo', '22 1 0:28 / / rw - zfs rpool/ROOT/pve-1 rw')
    expect(host.run(take(DRIVE))).toMatchObject({ status: 0, stderr: '' })
  })

  it('is asked for where the use of a function cannot be ruled out', () => {
    host.function(DRIVE, { classCode: '0x010802', driver: 'nvme' })
    host.disk('nvme0n1', DRIVE, '259:0', null)
    needs(take(DRIVE), '--allow-unclear', 'the udev database does not tell')
    // What moving an interface into a network namespace leaves behind.
    host.forget('sys/class/net/v000001101')
    host.forget('sys/devices/pci0000:00/0000:01:10.1/net')
    needs(takeVf(1), '--allow-unclear', 'in the network namespace of a container')
  })

  it('is asked for where a program takes all packets of an interface', () => {
    host.file('sys/class/net/v000001101/flags', '0x1103')
    needs(takeVf(1), '--allow-interfaces', 'takes all packets of its interface v000001101')
  })

  it('is asked for the GPU of the console, by its framebuffer and by what the firmware chose', () => {
    const [chosen, shown, idle] = ['0000:07:00.0', '0000:08:00.0', '0000:09:00.0'].map(at) as [
      PciAddress,
      PciAddress,
      PciAddress
    ]
    for (const gpu of [chosen, shown, idle]) {
      host.function(gpu, { classCode: '0x030000', driver: 'amdgpu' })
      host.link(`sys/dev/char/226:${gpu.slice(6, 7)}`, `../../devices/pci0000:00/${gpu}/drm/card0`)
      host.file(`sys/bus/pci/devices/${gpu}/boot_vga`, gpu === chosen ? '1' : '0')
    }
    host.link('sys/class/graphics/fb0', `../../devices/pci0000:00/${shown}/graphics/fb0`)
    needs(take(chosen), '--allow-console', `${chosen} shows the console of this host`)
    needs({ ...take(shown), slug: 'b-2' }, '--allow-console', `${shown} shows the console of this host`)
    expect(host.run({ ...take(idle), slug: 'c-3' })).toMatchObject({ status: 0, stderr: '' })
  })

  it('is asked for where nothing would tell what a driver serves', () => {
    const engine = at('0000:07:00.0')
    host.function(engine, { classCode: '0x0b4000', driver: 'c6xx' })
    needs(take(engine), '--allow-unclear', 'what that driver serves with it shows nowhere')
  })

  it('is asked for what an interface in another network namespace is used for, where it can be found there', () => {
    host.forget('sys/class/net/v000001101')
    host.forget('sys/devices/pci0000:00/0000:01:10.1/net')
    for (const namespace of ['proc/self/ns/net', 'run/netns/pod', 'proc/1/ns/net']) host.file(namespace, 'x')
    const before = `nsenter() { if [[ $1 == */pod ]]; then echo '4: net1@if3: <UP> mtu 1500 parentbus pci parentdev 0000:01:10.1'; fi; }`
    const { stderr, status } = host.run(takeVf(1), { before, options: ['--allow-unclear'] })
    expect(stderr).toContain(
      '0000:01:10.1: its interface net1 is in the network namespace pod. Allow it with --allow-interfaces.'
    )
    expect(status).toBe(3)
  })

  it('is asked for before the VF of a running VM gets other settings', () => {
    host.process(77, 'qemu', '/dev/vfio/000001100')
    needs(takeVf(0, '7'), '--allow-running-vms', 'Its settings change while it runs.')
    const back = host.run(takeVf(0), { options: ['--rollback'] })
    expect(back.stderr).toContain('Allow it with --allow-running-vms.')
  })

  it('is asked for in a roll back as well, for what was made of VFs since', () => {
    host.address('v000001101', '192.0.2.9/24')
    const { status, stderr } = host.run({ steps: [] }, { options: ['--rollback'] })
    expect(stderr).toContain('Allow it with --allow-interfaces.')
    expect(status).toBe(3)
  })

  it('has its option in the help', () => {
    const { stdout } = host.run({ steps: [] }, { options: ['--help'] })
    for (const flag of everyOption) expect(stdout).toContain(flag)
  })
})

describe('what goes', () => {
  it('is named before anything is done', () => {
    host.address('v000001101', '192.0.2.9/24')
    host.link('sys/class/net/v000001101/master', '../br0')
    host.interface('v000001101.5', null, ['v000001101'])
    const { stdout } = host.run(takeVf(1), { options: ['--allow-interfaces'] })
    const said = stdout.split('\n').slice(
      1,
      stdout.split('\n').findIndex((line) => line.startsWith('step'))
    )
    expect(said).toEqual([
      'takes away: address 192.0.2.9/24 of 0000:01:10.1 (a roll back puts it on again)',
      'takes away: v000001101 as a port of br0 (a roll back makes it one again)',
      'takes away: v000001101.5, which stands on v000001101 and is not made again by a roll back'
    ])
  })
})

describe('a VFIO driver that is made for the device', () => {
  it('is left as it is, and comes back where the VFs are made anew', () => {
    host.forget('sys/devices/pci0000:00/0000:01:10.0/driver')
    host.folder('sys/bus/pci/drivers/mlx5_vfio_pci')
    host.link('sys/devices/pci0000:00/0000:01:10.0/driver', '../../../bus/pci/drivers/mlx5_vfio_pci')
    const same = host.run({ steps: stepsFor(NIC, 2), slug: 'other-22222222' })
    expect(same).toMatchObject({ status: 0, stderr: '', changes: [] })
    const anew = host.run(
      { steps: stepsFor(NIC, 3), slug: 'other-22222222' },
      { options: ['--allow-recreate'] }
    )
    expect(anew).toMatchObject({ status: 0, stderr: '' })
    expect(host.run({ steps: [], slug: 'other-22222222' }, { options: ['--show'] }).status).toBe(0)
    expect(anew.changes).toContain('put mlx5_vfio_pci /bus/pci/devices/0000:01:10.0/driver_override')
  })
})

/** Uses that a host can make of the VF with an index, and of the PF. */
const USES = {
  address: (at: FakeHost, vf: number) => at.address(`v00000110${vf}`, '192.0.2.9/24'),
  master: (at: FakeHost, vf: number) => at.link(`sys/class/net/v00000110${vf}/master`, '../br0'),
  upper: (at: FakeHost, vf: number) => at.interface(`up${vf}`, null, [`v00000110${vf}`]),
  elsewhere: (at: FakeHost, vf: number) => {
    at.forget(`sys/class/net/v00000110${vf}`)
    at.forget(`sys/devices/pci0000:00/0000:01:10.${vf}/net`)
  },
  holder: (at: FakeHost, vf: number) => at.process(70 + vf, 'qemu', `/dev/vfio/00000110${vf}`),
  rdma: (at: FakeHost, vf: number) => {
    at.link(
      `sys/dev/char/231:${vf}`,
      `../../devices/pci0000:00/0000:01:10.${vf}/infiniband_verbs/uverbs${vf}`
    )
    at.process(80 + vf, 'ib_write_bw', `/dev/infiniband/uverbs${vf}`)
  },
  session: (at: FakeHost, vf: number) => {
    at.address(`v00000110${vf}`, '192.0.2.10/24')
    at.sshConnection('0A0200C0')
  }
} as const

describe('a script that is run without any option', () => {
  it('takes no function that has a use, whatever the host and the plan are', () => {
    const uses = fc.array(
      fc.tuple(
        fc.constantFrom(...(Object.keys(USES) as (keyof typeof USES)[])),
        fc.integer({ min: 1, max: 4 })
      ),
      { minLength: 1, maxLength: 3 }
    )
    const plans = fc.oneof(
      fc.integer({ min: 1, max: 4 }).map((vf) => ({ plan: takeVf(vf), takes: [vf] })),
      fc.constantFrom(0, 3, 6).map((count) => ({
        plan: {
          slug: 'other-22222222',
          steps: count === 0 ? [{ kind: 'set-num-vfs', pf: NIC, from: 5, to: 0 }] : stepsFor(NIC, count)
        } satisfies FakePlan,
        takes: [0, 1, 2, 3, 4]
      })),
      fc.constant({ plan: { ...take(NIC), slug: 'other-22222222' }, takes: [0, 1, 2, 3, 4] }),
      fc.constant({ plan: { steps: [] }, takes: [0, 1, 2, 3, 4], isBack: true })
    )
    expect(host.run({ steps: stepsFor(NIC, 5) }, { options: ['--allow-recreate'] }).status).toBe(0)
    fc.assert(
      fc.property(uses, plans, (used, { plan, takes, ...rest }) => {
        const one = new FakeHost(host)
        try {
          for (const [use, vf] of used) {
            // Two uses of one VF may exclude each other: an interface that is elsewhere has no master here.
            try {
              USES[use](one, vf)
            } catch {
              fc.pre(false)
            }
          }
          const { changes, status } = one.run(plan, { options: 'isBack' in rest ? ['--rollback'] : [] })
          if (used.some(([, vf]) => takes.some((taken) => taken === vf))) {
            expect(changes).toEqual([])
            expect(status).toBe(3)
          } else expect(status).toBe(0)
        } finally {
          one.remove()
        }
      }),
      { numRuns: 40 }
    )
  })
})
