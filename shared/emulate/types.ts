/**
 * A host with one SR-IOV NIC as a whole, to act on and to watch: PF with its VFs, IOMMU, hypervisor, both drivers,
 * embedded switch and wire. An action goes in; what each party then does comes out, step by step.
 *
 * The parties are the blocks of `device/`, `platform/iommu.ts` and their kin; nothing is decided here twice.
 */
import type { PciAddress } from '../pci/address.ts'

/** Who takes part, from the guest to the wire. */
export type Party = 'guest' | 'hypervisor' | 'host-kernel' | 'pf-driver' | 'iommu' | 'device' | 'wire'

/** Parties in the order in which they are drawn. */
export const parties: readonly Party[] = [
  'guest',
  'hypervisor',
  'host-kernel',
  'pf-driver',
  'iommu',
  'device',
  'wire'
]

/**
 * NICs whose drivers and registers are modelled: igb and ixgbe with their mailbox, i40e with virtchnl. The 82576 is the
 * one that can be laid beside a real kernel, on the virtual lab host.
 */
export type SystemNic = '82576' | '82599' | 'xl710'

/** What a system is made of. */
export interface SystemConfig {
  readonly nic: SystemNic
  readonly pf: PciAddress
  readonly hasAri: boolean
  /** Access Control Services on the port above; left out = yes. Without them the PF and all VFs share an IOMMU group. */
  readonly hasAcs?: boolean
  /** Last bus number behind the bridge above the PF. */
  readonly lastBus: number
  /** Bytes of the bridge's memory window that VF BARs may take. */
  readonly vfWindowBytes: number
  /**
   * `off`: no IOMMU at all, so nothing can be assigned. The others say how the host maps for its own devices
   * (`iommu=pt`, lazy, `iommu.strict=1`); a VM's devices always stand in a domain of their own, strictly invalidated.
   */
  readonly iommu: 'off' | 'passthrough' | 'lazy' | 'strict'
  /** Pages with which guest memory is mapped. */
  readonly iommuPageBytes: 4096 | 2097152 | 1073741824
  readonly switchMode: 'veb' | 'vepa'
  /**
   * Who assigns; left out = `kvm`. Xen tells the PF driver that a VF is in use, and the driver then refuses to remove
   * VFs; vfio (KVM) does not, and the VFs are pulled out of their VMs.
   */
  readonly hypervisor?: 'kvm' | 'xen'
  /** VMs that run, each with this much memory, bytes. */
  readonly vms: readonly { readonly id: string; readonly memoryBytes: number }[]
}

/** What the guest's VF driver asks of the PF driver. */
export type VfRequest =
  | { readonly kind: 'set-mac'; readonly mac: string }
  | { readonly kind: 'add-vlan'; readonly vlan: number }
  | {
      readonly kind: 'receive-mode'
      readonly mode: 'unicast' | 'multicast' | 'all-multicast' | 'promiscuous'
    }
  | { readonly kind: 'set-mtu'; readonly mtu: number }
  | { readonly kind: 'get-queues' }
  | { readonly kind: 'get-rss-table' }

/** What the host set for a VF with `ip link set PF vf N`. */
export interface HostPolicy {
  /** Pinned MAC; null = the VF chooses. */
  readonly mac: string | null
  /** 0 = none. */
  readonly portVlan: number
  readonly isTrusted: boolean
  readonly isSpoofChecked: boolean
  /** 0 = no limit. */
  readonly maxMbps: number
  readonly minMbps: number
}

/** One `ip link set PF vf N ...`: what it names is set, the rest stays. */
export type VfPolicyChange = {
  readonly [K in keyof HostPolicy]?: NonNullable<HostPolicy[K]>
}

/** Memory that a VF aims its DMA at. */
export type DmaTarget =
  | { readonly kind: 'own-buffer' }
  /** Memory of another VM, by the address at which the host has it. */
  | { readonly kind: 'memory-of'; readonly vm: string }
  | { readonly kind: 'address'; readonly address: number }
  /** A buffer that was unmapped a moment ago: what strict and lazy invalidation differ in. */
  | { readonly kind: 'freed-buffer' }

/** What can be done to a system. */
export type SystemAction =
  | { readonly kind: 'write-numvfs'; readonly numVfs: number }
  | { readonly kind: 'assign'; readonly vf: number; readonly vm: string }
  | { readonly kind: 'unplug'; readonly vf: number }
  /** Loads the VF driver of the host for a VF that is in no VM (a container, DPDK): its IOMMU mode then matters. */
  | { readonly kind: 'use-on-host'; readonly vf: number }
  | { readonly kind: 'vf-flr'; readonly vf: number }
  | { readonly kind: 'pf-flr' }
  | { readonly kind: 'request'; readonly vf: number; readonly request: VfRequest }
  | { readonly kind: 'set-policy'; readonly vf: number; readonly change: VfPolicyChange }
  | {
      readonly kind: 'send'
      readonly vf: number
      readonly to:
        | { readonly kind: 'vf'; readonly vf: number }
        | { readonly kind: 'wire' }
        | { readonly kind: 'broadcast' }
      /** Source address that the guest puts in; left out = the VF's own. */
      readonly sourceMac?: string
      /** 802.1Q tag that the guest puts in; 0 = none. */
      readonly vlan: number
    }
  | {
      readonly kind: 'dma'
      readonly vf: number
      readonly operation: 'read' | 'write'
      readonly target: DmaTarget
    }
  | { readonly kind: 'set-link'; readonly isUp: boolean }

/** How a step came out. */
export type StepOutcome = 'done' | 'refused' | 'lost'

/** One thing that one party does, alone (`from` = `to`) or to another. */
export interface SystemStep {
  /** Since the system was made; steps of an action never go back. */
  readonly atNs: number
  /** How long it takes, ns; 0 = not modelled or at once. */
  readonly durationNs: number
  readonly from: Party
  readonly to: Party
  readonly kind:
    'register' | 'config' | 'message' | 'doorbell' | 'dma' | 'frame' | 'interrupt' | 'fault' | 'log' | 'state'
  /** One short sentence for people, in the words of the field. */
  readonly text: string
  /** What exactly: register with its value, words of a message, a line of the kernel's log, an errno. */
  readonly detail: string | null
  readonly outcome: StepOutcome
  /** Where it is written, for example "PCIe 5.0, 9.3.3.3"; null where nothing is to be looked up. */
  readonly source: string | null
}

/** What a function looks like right now. */
export interface VfView extends Omit<HostPolicy, 'mac'> {
  readonly index: number
  readonly address: PciAddress
  readonly vm: string | null
  /** The host's own VF driver has it (`use-on-host`). */
  readonly isUsedByHost: boolean
  /** Virtual address at which its VM sees it; null = in no VM. */
  readonly guestAddress: string | null
  /**
   * `no-driver`: no driver has it. `blank`: it was reset under its driver, which has to start over (`vf-flr`) before
   * anything works again.
   */
  readonly state: 'no-driver' | 'ready' | 'blank'
  /** VF BARs on the host: slices of the PF's, by number. */
  readonly bars: readonly { readonly bar: number; readonly address: number; readonly bytes: number }[]
  readonly isBusMaster: boolean
  /** null = the VF driver has none yet. */
  readonly mac: string | null
  /** Version on which both drivers agreed; null = none yet. */
  readonly mailboxVersion: string | null
  readonly isMsixEnabled: boolean
  readonly sentFrames: number
  readonly receivedFrames: number
  readonly spoofedFrames: number
}

/** What the system looks like right now. */
export interface SystemView {
  readonly atNs: number
  readonly numVfs: number
  readonly totalVfs: number
  readonly isVfEnabled: boolean
  readonly isLinkUp: boolean
  readonly vfs: readonly VfView[]
  /** DMA and interrupts that were stopped, oldest first. */
  readonly faults: readonly { readonly atNs: number; readonly address: PciAddress; readonly text: string }[]
  /** The IOTLB; null = no IOMMU. */
  readonly iotlb: {
    readonly entries: number
    readonly capacity: number
    readonly hits: number
    readonly misses: number
  } | null
  /** The host kernel's log, oldest first. */
  readonly log: readonly string[]
}

/** A system that can be acted on. `do` throws a RangeError for a VF or VM that was never there; refusals are steps. */
export interface System {
  readonly config: SystemConfig
  readonly view: SystemView
  do(action: SystemAction): readonly SystemStep[]
  /**
   * 16 bits of the configuration space of the PF (null) or a VF at an even offset, as the host reads them
   * (`setpci`). All ones where no such VF answers.
   */
  readConfig(vf: number | null, offset: number): number
}
