/** Who uses a function, on hosts as people have them: each case is what was met, and what is right. */
import { describe, expect, it } from 'vitest'
import { functionAt } from '#shared/inventory/lookup.ts'
import { describeUsage } from '#shared/inventory/usage/describe-usage.ts'
import type { InventoryHost } from '#shared/inventory/types.ts'
import type { PciAddress } from '#shared/pci/address.ts'
import { readHost, type FakeTree } from '../fake-host/fake-host.ts'
import {
  fakeHost,
  ipJson,
  type FakeFunction,
  type FakeInterface,
  type FakeParts
} from '../fake-host/parts.ts'

const PF = '0000:01:00.0'
const SECOND = '0000:02:00.0'
const VFS = ['0000:01:10.0', '0000:01:10.2', '0000:01:10.4']

const read = (parts: Partial<FakeParts>): InventoryHost =>
  readHost(fakeHost({ functions: [{ address: PF }], ...parts }))
const usageOf = (host: InventoryHost, address: string): readonly string[] => {
  const fn = functionAt(host, address as PciAddress)
  if (fn === null) throw new Error(`no ${address}`)
  return [fn.usage.verdict, ...describeUsage(fn.usage)]
}
/** Usages of the two NICs ens1 and ens2, next to these interfaces. ens2 has the session unless they say otherwise. */
const onNics = (
  ens1: Partial<FakeInterface>,
  others: readonly FakeInterface[],
  more: Partial<FakeParts> = {}
) => {
  const host = read({
    functions: [{ address: PF }, { address: SECOND }],
    interfaces: [
      { name: 'ens1', on: PF, ...ens1 },
      { name: 'ens2', on: SECOND, addresses: ['192.0.2.10/24'] },
      ...others
    ],
    ...more
  })
  return usageOf(host, PF)
}

describe('a plain NIC', () => {
  it('is free without address, master or anything on it, be it up', () => {
    expect(onNics({}, [])).toEqual(['free'])
  })

  it('says how it is known to be free', () => {
    const host = read({ interfaces: [{ name: 'ens1', on: PF }], session: null })
    expect(functionAt(host, PF as PciAddress)?.usage.evidence).toEqual([
      'ens1 has no address and nothing stands on it, although it is up'
    ])
  })
})

describe('an interface is in use, with no address anywhere, by', () => {
  it.each<readonly [string, FakeInterface, string]>([
    [
      'a macvtap of a VM',
      { name: 'macvtap0', kind: 'macvtap', lower: ['ens1'] },
      'macvtap0 (macvtap) stands on ens1'
    ],
    ['an ipvlan', { name: 'ipvl0', kind: 'ipvlan', lower: ['ens1'] }, 'ipvl0 (ipvlan) stands on ens1'],
    [
      'a VLAN that is a port of a bridge',
      { name: 'ens1.7', kind: 'vlan', lower: ['ens1'], master: 'br0' },
      'ens1.7 (vlan) stands on ens1'
    ],
    [
      'a kind that nobody has heard of',
      { name: 'x0', kind: 'newkind', lower: ['ens1'] },
      'x0 (newkind) stands on ens1'
    ]
  ])('%s', (_, upper, use) => {
    expect(onNics({}, [upper])).toEqual(['in-use', use])
  })

  it.each(['bond0', 'team0', 'br0', 'vrf-blue', 'ovs-system'])('%s as its master', (master) => {
    expect(onNics({ master }, [{ name: master }])).toEqual(['in-use', `ens1 belongs to ${master}`])
  })

  it('an XDP program, or a listener to all packets', () => {
    expect(onNics({ ip: { xdp: { mode: 1 } } }, [])).toEqual(['in-use', 'an XDP program on ens1'])
    expect(onNics({ ip: { promiscuity: 1 } }, [])).toEqual([
      'in-use',
      '1 listener that takes all packets on ens1'
    ])
  })
})

describe('management is followed down', () => {
  it('from a VLAN on a bond to both ports', () => {
    expect(
      onNics({ master: 'bond0' }, [
        { name: 'ens2', on: SECOND, master: 'bond0', addresses: [] },
        { name: 'bond0' },
        { name: 'bond0.5', lower: ['bond0'], kind: 'vlan' },
        { name: 'br0', lower: ['bond0.5'], kind: 'bridge', addresses: ['192.0.2.10/24'] }
      ])
    ).toContain('management of this host runs over br0')
  })

  it('from the internal port of an OVS bridge to the ports that Open vSwitch names', () => {
    const table = (headings: readonly string[], ...data: readonly (readonly unknown[])[]): string =>
      JSON.stringify({ headings, data })
    const uuid = (id: string) => ['uuid', id]
    const ovs = [
      table(['name', 'ports'], ['br-ex', ['set', [uuid('p1'), uuid('p2')]]]),
      table(
        ['_uuid', 'name', 'interfaces'],
        [uuid('p1'), 'br-ex', uuid('i1')],
        [uuid('p2'), 'ens1', uuid('i2')]
      ),
      table(
        ['_uuid', 'name', 'type', 'options'],
        [uuid('i1'), 'br-ex', 'internal', ['map', []]],
        [uuid('i2'), 'ens1', '', ['map', []]]
      )
    ].join('\n')
    const interfaces: readonly FakeInterface[] = [
      { name: 'ovs-system', lower: ['ens1'], kind: 'openvswitch' },
      { name: 'br-ex', kind: 'openvswitch', addresses: ['192.0.2.10/24'] }
    ]
    const bare = {
      functions: [{ address: PF }],
      interfaces: [{ name: 'ens1', on: PF, master: 'ovs-system' }, ...interfaces]
    }
    expect(
      usageOf(
        read({
          ...bare,
          tools: { ip: { '-j -d addr': ipJson(bare.interfaces) }, 'ovs-vsctl': { '*': ovs } }
        }),
        PF
      )
    ).toContain('management of this host runs over br-ex')
    // Without the tool it cannot be ruled out, which no consent covers.
    expect(usageOf(read(bare), PF).join()).toMatch(
      /not known whether the way to this host, br-ex, runs over it/
    )
  })

  it('from a default route in another table, and over IPv6', () => {
    const interfaces: readonly FakeInterface[] = [{ name: 'ens1', on: PF }]
    const usage = (route: string, line: string) =>
      usageOf(
        read({
          interfaces,
          session: null,
          tools: { ip: { '-j -d addr': ipJson(interfaces), [route]: line } }
        }),
        PF
      )
    expect(
      usage('-o -4 route show table all default', 'default via 192.0.2.1 dev ens1 table 100 proto static')
    ).toContain('management of this host runs over ens1')
    expect(
      usage(
        '-o -6 route show table all default',
        'default proto ra metric 100 \\\tnexthop via fe80::1 dev ens1 weight 1'
      )
    ).toContain('management of this host runs over ens1')
  })

  it('to every used port with a cable where no interface has the address of the session', () => {
    const functions = [{ address: PF }, { address: SECOND }]
    const host = read({
      functions,
      interfaces: [
        { name: 'ens1', on: PF, addresses: ['198.51.100.7/24'] },
        { name: 'ens2', on: SECOND }
      ]
    })
    expect(usageOf(host, PF).join()).toMatch(/not known whether the connection to this host runs over it/)
    expect(usageOf(host, SECOND)).toEqual(['free'])
  })
})

describe('a tunnel as default route', () => {
  const port: FakeInterface = { name: 'ens1', on: PF, addresses: ['198.51.100.7/24'] }
  const tunnel: FakeInterface = { name: 'tun0', kind: 'tun', addresses: ['10.8.0.1/24'] }
  const interfaces = [port, { name: 'ens2', on: SECOND, addresses: ['192.0.2.10/24'] }, tunnel]
  const usage = (routes: readonly string[]) =>
    onNics(port, [tunnel], {
      tools: {
        ip: {
          '-j -d addr': ipJson(interfaces),
          '-o -4 route show table all default': routes.join('\n')
        }
      }
    })
  it('bars no other port beside a default route that leads to a function', () => {
    expect(usage(['default via 192.0.2.1 dev ens2', 'default dev tun0 metric 5'])).toEqual([
      'in-use',
      'ens1 has 198.51.100.7/24'
    ])
  })

  it('may run over every port in use where it is the only one', () => {
    expect(usage(['default dev tun0']).join()).toMatch(
      /not known whether the way to this host, tun0, runs over it/
    )
  })
})

it('may be the way to the host as a port under a VLAN, where no interface has the address of the session', () => {
  const more = { session: '192.0.2.9 50000 203.0.113.9 22' }
  const upper: FakeInterface = { name: 'ens1.7', kind: 'vlan', lower: ['ens1'] }
  expect(onNics({}, [upper], more).join()).toMatch(/not known whether the connection to this host/)
  expect(onNics({}, [], more)).toEqual(['free'])
})

describe('a function whose driver leaves no sign of use that is read', () => {
  it.each([
    ['an encryption engine', 'c6xx', 0x0b4000],
    ['a GPU without a device node', 'ast', 0x030000],
    ['a Fibre Channel adapter', 'lpfc', 0x0c0400],
    ['a USB controller', 'xhci_hcd', 0x0c0330],
    ['a DMA engine', 'idxd', 0x088000],
    ['a sound card', 'snd_hda_intel', 0x040300]
  ])('is not called free: %s', (_, driver, classCode) => {
    const files = { boot_vga: '0' }
    const usage = (bound: string | null) =>
      usageOf(read({ functions: [{ address: PF, driver: bound, classCode, files }] }), PF)
    expect(usage(driver)).toEqual([
      'cannot-be-ruled-out',
      `not known whether ${driver} serves the host with it (what uses a device of ${driver} shows nowhere that VF Lab reads)`
    ])
    expect(usage(null)).toEqual(['free'])
    expect(usage('vfio-pci')).toEqual(['free'])
  })
})

describe('a VF with a network driver and no interface here', () => {
  const functions: readonly FakeFunction[] = [{ address: PF, vfs: VFS.map((address) => ({ address })) }]
  const interfaces: readonly FakeInterface[] = [
    { name: 'eno1', on: PF, addresses: ['192.0.2.10/24'] },
    { name: 'eno1v0', on: VFS[0] ?? '' }
  ]
  const POD = '1c2d3e4f-0000-4000-8000-123456789abc'
  const CONTAINER = '3f2a'.repeat(16)
  it('is never free', () => {
    const host = read({ functions, interfaces })
    expect(usageOf(host, VFS[0] ?? '')).toEqual(['free'])
    for (const address of VFS.slice(1)) {
      expect(usageOf(host, address)[0]).toBe('cannot-be-ruled-out')
      expect(usageOf(host, address)[1]).toMatch(/whether its interface is in use elsewhere, in a container/)
    }
  })

  it.each([
    [
      'cgroup v2, systemd',
      `0::/kubepods.slice/kubepods-pod${POD.replaceAll('-', '_')}.slice/cri-containerd-${CONTAINER}.scope`,
      `pod ${POD}, container 3f2a3f2a3f2a (nginx)`
    ],
    [
      'cgroup v1, cgroupfs',
      `4:memory:/kubepods/burstable/pod${POD}/${CONTAINER}`,
      `pod ${POD}, container 3f2a3f2a3f2a (nginx)`
    ],
    ['Docker', `0::/system.slice/docker-${CONTAINER}.scope`, 'Docker container 3f2a3f2a3f2a (nginx)'],
    ['Docker, cgroupfs', `4:cpu:/docker/${CONTAINER}`, 'Docker container 3f2a3f2a3f2a (nginx)'],
    [
      'Podman',
      `0::/machine.slice/libpod-${CONTAINER}.scope/container`,
      'Podman container 3f2a3f2a3f2a (nginx)'
    ],
    ['LXC', '0::/lxc.payload.web1', 'container web1 (nginx)'],
    ['nothing known', '0::/user.slice', 'the network namespace of pid 77 (nginx)']
  ])('is in the container that the control group names: %s', (_, cgroup, where) => {
    const files: FakeTree = {
      'proc/self/ns/net': '',
      'proc/77/ns/net': 'another',
      'proc/77/comm': 'nginx',
      'proc/77/cgroup': cgroup
    }
    const inside = JSON.stringify([{ ifindex: 5, ifname: 'net1', parentbus: 'pci', parentdev: VFS[1] }])
    const host = read({
      functions,
      interfaces,
      files,
      tools: { ip: { '-j -d addr': ipJson(interfaces) }, nsenter: { '*': inside } }
    })
    expect(usageOf(host, VFS[1] ?? '')).toEqual(['in-use', `net1 is in ${where}`])
    expect(usageOf(host, VFS[2] ?? '')[0]).toBe('cannot-be-ruled-out')
  })

  it('is in the namespace whose ethtool names its bus address, where ip is old; a namespace may have no process', () => {
    const files: FakeTree = {
      'proc/self/ns/net': '',
      'proc/1/ns/net': { link: '/proc/self/ns/net' },
      'run/netns/router1': 'x'
    }
    const inside =
      '[{"ifindex":5,"ifname":"net1"}]\n\ninterface:net1\ndriver: ixgbevf\nbus-info: 0000:01:10.2'
    const host = read({
      functions,
      interfaces,
      files,
      tools: { ip: { '-j -d addr': ipJson(interfaces) }, nsenter: { '*': inside } }
    })
    expect(usageOf(host, VFS[1] ?? '')).toEqual(['in-use', 'net1 is in network namespace router1'])
  })

  it('may be in a namespace that cannot be looked into, as a plain user and without nsenter', () => {
    expect(usageOf(read({ functions, interfaces, uid: 1000 }), VFS[1] ?? '')[1]).toMatch(/needs root/)
  })

  it('knows a macvlan that stands on an interface of the host from afar', () => {
    const files: FakeTree = { 'proc/self/ns/net': '', 'proc/77/ns/net': 'another', 'proc/77/comm': 'pause' }
    const inside = JSON.stringify([
      {
        ifindex: 9,
        ifname: 'net1',
        link: null,
        link_index: 3,
        link_netnsid: 0,
        linkinfo: { info_kind: 'macvlan' }
      }
    ])
    const host = read({
      functions,
      interfaces,
      files,
      tools: { ip: { '-j -d addr': ipJson(interfaces) }, nsenter: { '*': inside } }
    })
    expect(usageOf(host, VFS[0] ?? '')).toEqual([
      'in-use',
      'net1 in the network namespace of pid 77 (pause) (macvlan) stands on eno1v0'
    ])
  })
})

describe('a function that another binder holds', () => {
  it('is kept for guests by Xen', () => {
    const host = read({
      functions: [{ address: PF, driver: 'pciback' }],
      files: { 'sys/hypervisor/type': 'xen' }
    })
    expect(usageOf(host, PF)).toEqual(['in-use', 'pciback: kept for guests of Xen'])
  })

  it('is free on pci-stub, and on vfio-pci where root sees no holder', () => {
    expect(usageOf(read({ functions: [{ address: PF, driver: 'pci-stub' }] }), PF)).toEqual(['free'])
    expect(usageOf(read({ functions: [{ address: PF, driver: 'vfio-pci' }] }), PF)).toEqual(['free'])
    expect(usageOf(read({ functions: [{ address: PF, driver: 'vfio-pci' }], uid: 1000 }), PF)[0]).toBe(
      'cannot-be-ruled-out'
    )
  })

  it('is in use by the process that has its UIO or RDMA node open', () => {
    const files: FakeTree = {
      'dev/uio0': '',
      'sys/class/uio/uio0': { link: `../../devices/pci0000:01/${PF}/uio/uio0` },
      'proc/77/comm': 'dpdk-testpmd',
      'proc/77/fd/9': { link: '/dev/uio0' }
    }
    const functions = [{ address: PF, driver: 'uio_pci_generic' }]
    expect(usageOf(read({ functions, files }), PF)).toEqual([
      'in-use',
      'dpdk-testpmd (pid 77) has /dev/uio0 open'
    ])
    expect(usageOf(read({ functions, files, uid: 1000 }), PF)[0]).toBe('cannot-be-ruled-out')
  })
})
