/**
 * Ready-made stories: what to do, in order, and what to look for. Steps and outcomes are the system's own; a lesson
 * only says what happens to it.
 */
import type { SystemAction, SystemConfig } from '#shared/emulate/types.ts'
import { PF_BUS } from './system-config.ts'

/** One story. */
export interface Lesson {
  readonly id: string
  readonly title: string
  /** One sentence: what to look for. */
  readonly look: string
  /** What has to be so before it begins. */
  readonly config: Partial<SystemConfig>
  readonly setup: readonly SystemAction[]
  readonly actions: readonly SystemAction[]
}

const enable = (numVfs: number): SystemAction => ({ kind: 'write-numvfs', numVfs })
const assign = (vf: number, vm: string): SystemAction => ({ kind: 'assign', vf, vm })
const toWire = (vf: number): SystemAction => ({ kind: 'send', vf, to: { kind: 'wire' }, vlan: 0 })
const twoVms = [enable(4), assign(0, 'vm1'), assign(1, 'vm2')]

/** In the order in which they are best read. */
export const lessons: readonly Lesson[] = [
  {
    id: 'enable',
    title: 'VFs are made',
    look: 'Nobody may touch a VF for 100 ms after VF Enable; only then they are scanned and bound.',
    config: {},
    setup: [],
    actions: [enable(4)]
  },
  {
    id: 'assign',
    title: 'A VF goes to a VM',
    look: 'The guest sees an address of its own; the first frame then passes no software of the host.',
    config: {},
    setup: [enable(4)],
    actions: [assign(0, 'vm1'), toWire(0)]
  },
  {
    id: 'flr',
    title: 'A VF is reset',
    look: 'VF 0 is gone for 100 ms and comes back empty; its neighbour VF 1 does not notice and goes on sending.',
    config: {},
    setup: twoVms,
    actions: [{ kind: 'vf-flr', vf: 0 }, toWire(1)]
  },
  {
    id: 'pf-flr',
    title: 'The PF is reset',
    look: 'Reset clears VF Enable, every VM loses its VF; the kernel puts the registers back, but the VFs are blank.',
    config: {},
    setup: twoVms,
    actions: [{ kind: 'pf-flr' }]
  },
  {
    id: 'request',
    title: 'A request is granted',
    look: 'The VF cannot set its MAC: it writes a message, an interrupt calls the PF driver, which decides and answers.',
    config: {},
    setup: [enable(2), assign(0, 'vm1')],
    actions: [{ kind: 'request', vf: 0, request: { kind: 'set-mac', mac: '02:00:00:00:00:10' } }]
  },
  {
    id: 'pinned-mac',
    title: 'A pinned MAC is refused',
    look: 'The host has pinned the MAC; the guest asks for another one, gets a refusal, and the host logs it.',
    config: {},
    setup: [enable(2), assign(0, 'vm1')],
    actions: [
      { kind: 'set-policy', vf: 0, change: { mac: '52:54:00:00:00:01' } },
      { kind: 'request', vf: 0, request: { kind: 'set-mac', mac: '02:00:00:00:00:10' } }
    ]
  },
  {
    id: 'promiscuous',
    title: 'Promiscuous needs trust',
    look: 'An untrusted VF of an XL710 is told “done”, and nothing changes; once the host trusts it, the same request works.',
    config: { nic: 'xl710' },
    setup: [enable(2), assign(0, 'vm1')],
    actions: [
      { kind: 'request', vf: 0, request: { kind: 'receive-mode', mode: 'promiscuous' } },
      { kind: 'set-policy', vf: 0, change: { isTrusted: true } },
      { kind: 'request', vf: 0, request: { kind: 'receive-mode', mode: 'promiscuous' } }
    ]
  },
  {
    id: 'rate',
    title: 'A rate is rounded',
    look: 'An XL710 limits in units of 50 Mb/s: 120 becomes 100, and a guaranteed rate is refused.',
    config: { nic: 'xl710' },
    setup: [enable(2), assign(0, 'vm1')],
    actions: [
      { kind: 'set-policy', vf: 0, change: { maxMbps: 120 } },
      { kind: 'set-policy', vf: 0, change: { minMbps: 50 } }
    ]
  },
  {
    id: 'spoof',
    title: 'A spoofed frame is dropped',
    look: 'The NIC compares the source address with the VF’s own: the frame never leaves, and a counter rises.',
    config: {},
    setup: [enable(2), assign(0, 'vm1')],
    actions: [
      toWire(0),
      { kind: 'send', vf: 0, to: { kind: 'wire' }, sourceMac: '02:00:00:00:00:66', vlan: 0 }
    ]
  },
  {
    id: 'port-vlan',
    title: 'A port VLAN is inserted',
    look: 'The guest sends without a tag, the wire sees VLAN 100; the guest’s own VLAN request is refused.',
    config: {},
    setup: [enable(2), assign(0, 'vm1')],
    actions: [
      { kind: 'set-policy', vf: 0, change: { portVlan: 100 } },
      toWire(0),
      { kind: 'request', vf: 0, request: { kind: 'add-vlan', vlan: 200 } }
    ]
  },
  {
    id: 'loopback',
    title: 'VF to VF, inside the NIC',
    look: 'The frame crosses PCIe twice and never meets the wire. Choose VEPA to see it go out and come back.',
    config: { switchMode: 'veb' },
    setup: twoVms,
    actions: [{ kind: 'send', vf: 0, to: { kind: 'vf', vf: 1 }, vlan: 0 }]
  },
  {
    id: 'link-down',
    title: 'The link goes down',
    look: 'The PF driver tells every VF; a frame to the wire is lost, VF to VF still works inside the NIC.',
    config: { switchMode: 'veb' },
    setup: twoVms,
    actions: [
      { kind: 'set-link', isUp: false },
      toWire(0),
      { kind: 'send', vf: 0, to: { kind: 'vf', vf: 1 }, vlan: 0 }
    ]
  },
  {
    id: 'iommu-fault',
    title: 'A VF aims at another VM',
    look: 'The same DMA twice: into its own buffer it passes, into vm2’s memory the IOMMU stops it and reports the VF.',
    config: { iommu: 'strict' },
    setup: twoVms,
    actions: [
      { kind: 'dma', vf: 0, operation: 'write', target: { kind: 'own-buffer' } },
      { kind: 'dma', vf: 0, operation: 'write', target: { kind: 'memory-of', vm: 'vm2' } }
    ]
  },
  {
    id: 'lazy',
    title: 'Lazy invalidation',
    look: 'A buffer unmapped a moment ago can still be written until the flush 10 ms later. Choose strict, and it cannot.',
    config: { iommu: 'lazy' },
    setup: [enable(2), { kind: 'use-on-host', vf: 0 }],
    actions: [{ kind: 'dma', vf: 0, operation: 'write', target: { kind: 'freed-buffer' } }]
  },
  {
    id: 'no-iommu',
    title: 'No IOMMU, no assignment',
    look: 'VFs can be made without an IOMMU, but nothing keeps their DMA apart: none is given to a VM.',
    config: { iommu: 'off' },
    setup: [enable(2)],
    actions: [assign(0, 'vm1')]
  },
  {
    id: 'no-acs',
    title: 'No ACS, one group',
    look: 'Without ACS above, the PF and all VFs share an IOMMU group: it is not viable while the PF has its driver.',
    config: { hasAcs: false },
    setup: [],
    actions: [enable(2), assign(0, 'vm1')]
  },
  {
    id: 'busy',
    title: 'NumVFs from 2 to 3',
    look: 'EBUSY: a number that is not 0 changes through 0 only, which takes the VFs from their VMs.',
    config: {},
    setup: [enable(2)],
    actions: [enable(3), enable(0), enable(3)]
  },
  {
    id: 'pulled',
    title: 'VFs pulled out of VMs',
    look: 'vfio does not keep a VF that a VM holds: writing 0 takes it away. Choose Xen, and the driver refuses.',
    config: { hypervisor: 'kvm' },
    setup: twoVms,
    actions: [enable(0)]
  },
  {
    id: 'bus-overflow',
    title: 'No bus for the VFs',
    look: 'ENOMEM: without ARI the VFs fall on the next bus, and the bridge above ends before it.',
    config: { hasAri: false, lastBus: PF_BUS },
    setup: [],
    actions: [enable(4)]
  }
]
