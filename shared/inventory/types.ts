/**
 * What a host was seen to have. Everything here is observed; what is wanted is in `shared/plan`.
 * An `InventoryHost` is built from one snapshot by `buildInventory`, is immutable and can be large.
 */
import type { GroupReason } from '../iommu/group-reasons.ts'
import type { PciAddress } from '../pci/address.ts'
import type { Reading } from '../reading.ts'
import type { Gap, SnapshotVf } from '../snapshot/types.ts'
import type { ReservedRegion } from '../snapshot/iommu.ts'
import type { FunctionUsage, FunctionUse } from './usage/types.ts'

export type { FunctionUsage, FunctionUse }

/** Our own id of a host: stable over renames and address changes. */
export type HostId = string

/** Numbers of a host that stay over renames. */
interface HostIdentity {
  /** /etc/machine-id, 32 hex digits: a new installation has another. */
  readonly machineId: Reading<string>
  /** Of the board, from the firmware. */
  readonly productSerial: Reading<string>
  readonly productUuid: Reading<string>
}

/** One host as its last snapshot shows it. */
export interface InventoryHost {
  readonly id: HostId
  /** What tells this host from another with the same name and cards. */
  readonly identity: HostIdentity
  /** When the host was read, ISO 8601 UTC. */
  readonly takenAt: string
  readonly hostname: string
  /** For example "Debian GNU/Linux 12 (bookworm)". */
  readonly os: Reading<string>
  /** Kernel release as `uname -r` prints it. */
  readonly kernel: string
  /** What the kernel was booted with. */
  readonly kernelCommandLine: Reading<string>
  readonly architecture: string
  /** Vendor and product of the DMI tables, for example "Dell Inc. PowerEdge R750"; a VM names its hypervisor. */
  readonly product: Reading<string>
  /** Type of the hypervisor below the host's kernel, for example "xen" in its dom0; null = none. */
  readonly hypervisor: string | null
  /** Interfaces that own others: bridges, bonds, teams, OVS. In order of name. */
  readonly masters: readonly InventoryMaster[]
  /** As whom the host was read: a plain user cannot read config space past 64 bytes, nor who uses a device. */
  readonly privilege: 'root' | 'sudo' | 'user'
  readonly iommu: InventoryIommu
  readonly cpu: InventoryCpu
  /** In order of node number; empty on a host without NUMA information. */
  readonly numaNodes: readonly InventoryNumaNode[]
  /** All PCI functions, bridges included, in order of address. */
  readonly functions: readonly InventoryFunction[]
  /** In order of group number. Empty without an IOMMU. */
  readonly iommuGroups: readonly InventoryIommuGroup[]
  /** Every driver bound to a function, and the VF drivers that are installed, by name. */
  readonly drivers: readonly InventoryDriver[]
  /** Tools that decide what can be applied here, for example bash and virsh. */
  readonly tools: Readonly<Record<string, boolean>>
  /** What could not be read, and why. */
  readonly gaps: readonly Gap[]
}

/**
 * Whether devices can be assigned to VMs at all. `/sys/kernel/iommu_groups` decides, not the kernel command
 * line: Debian 12 turns VT-d on without being asked.
 */
export type InventoryIommu =
  | { readonly kind: 'on'; readonly type: 'intel' | 'amd' | 'smmu' | 'other' }
  /** Firmware describes an IOMMU (DMAR / IVRS table) but the kernel does not use it. */
  | { readonly kind: 'off-in-kernel'; readonly table: IommuTable }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unread'; readonly reason: string }

/** ACPI tables that describe an IOMMU: of Intel, AMD and Arm. An IORT is there on Arm servers without one, too. */
type IommuTable = 'DMAR' | 'IVRS' | 'IORT'

/** The processors of a host. */
export interface InventoryCpu {
  readonly model: Reading<string>
  /** Logical CPUs that are online. */
  readonly logicalCpus: Reading<number>
  /** Nominal or maximal clock in MHz. */
  readonly mhz: Reading<number>
}

interface InventoryNumaNode {
  readonly node: number
  /** Kernel list form, for example "0-7,16-23". */
  readonly cpus: string
  readonly memoryMiB: Reading<number>
}

/** An interface that owns others. */
export interface InventoryMaster {
  readonly name: string
  /** "bridge", "bond", "openvswitch", ... as ip names it; null = not read. */
  readonly kind: string | null
  /** For example "802.3ad"; null = no bond, or not read. */
  readonly bondMode: string | null
  /** Interfaces that it owns, in order of name; those of VMs (tap, vnet) among them. */
  readonly ports: readonly {
    readonly name: string
    /** Functions at the bottom of it: through VLANs, bonds and bridges. Empty for a port of a VM. */
    readonly functions: readonly PciAddress[]
  }[]
}

/** A function's place in SR-IOV. */
export type FunctionRole =
  | { readonly kind: 'pf'; readonly sriov: InventorySriov }
  /** `index` is the 0-based VF number, as in `virtfnN` and `ip link set vf N`. */
  | { readonly kind: 'vf'; readonly pf: PciAddress; readonly index: number }
  /** `buses`: the bus numbers behind a PCI-to-PCI bridge, inclusive; null = another kind of bridge, or not read. */
  | { readonly kind: 'bridge'; readonly buses: BridgeBuses | null }
  | { readonly kind: 'plain' }

/** The bus numbers that a bridge forwards: VFs that would lie beyond them cannot be made. */
interface BridgeBuses {
  readonly secondary: number
  readonly subordinate: number
}

/** What a function is good for, from its class code. */
export type FunctionClass = 'network' | 'nvme' | 'storage' | 'display' | 'accelerator' | 'bridge' | 'other'

/** A PCI function with all that lies on it. */
export interface InventoryFunction {
  readonly address: PciAddress
  /** Four lower-case hex digits each, as in pci.ids. */
  readonly vendorId: string
  readonly deviceId: string
  readonly subsystemVendorId: Reading<string>
  readonly subsystemDeviceId: Reading<string>
  /** Names from the host's own pci.ids; null where the host has none. */
  readonly vendorName: string | null
  readonly deviceName: string | null
  /** 24-bit class code: base class, subclass, programming interface. */
  readonly classCode: number
  readonly class: FunctionClass
  /** The bridge above; null for a function on a root bus. */
  readonly parent: PciAddress | null
  readonly role: FunctionRole
  /** Bound driver; null = none. */
  readonly driver: Reading<string | null>
  readonly driverOverride: Reading<string | null>
  /** null = the kernel put it in no group (no IOMMU). */
  readonly iommuGroup: Reading<number | null>
  /** null = no affinity (-1 in sysfs). */
  readonly numaNode: Reading<number | null>
  /** null = no PCIe link of its own. */
  readonly link: Reading<PcieLink | null>
  /** Ways the kernel knows to reset it, in its order, for example ["flr", "bus"]. */
  readonly resetMethods: Reading<readonly string[]>
  /** MSI-X vectors, that is interrupts that it can raise; null = it has no MSI-X. */
  readonly msixVectors: Reading<number | null>
  /** Network interfaces on top of it, in order of name. */
  readonly interfaces: readonly InventoryInterface[]
  /** Whether it can be taken from the host, and how that is known. */
  readonly usage: FunctionUsage
}

/** A link as negotiated and as it could be. Speeds in GT/s per lane. */
export interface PcieLink {
  readonly speedGTps: number
  readonly width: number
  readonly maxSpeedGTps: number
  readonly maxWidth: number
  /** Bytes; from the device control register. */
  readonly maxPayloadBytes: Reading<number>
  readonly maxReadRequestBytes: Reading<number>
}

/** What a PF says of its VFs. */
export interface InventorySriov {
  /** `sriov_totalvfs`: what the driver allows. This is the limit that counts. */
  readonly totalVfs: number
  /** TotalVFs of the SR-IOV capability: may be larger (igb: 8, its driver allows 7). */
  readonly hardwareTotalVfs: Reading<number>
  readonly numVfs: number
  readonly firstVfOffset: Reading<number>
  readonly vfStride: Reading<number>
  /** Device id of the VFs, four hex digits. */
  readonly vfDeviceId: Reading<string>
  readonly driversAutoprobe: Reading<boolean>
  /** Mode of the device's switch: "legacy" or "switchdev", in which VFs have representors. */
  readonly eswitchMode: Reading<string>
  /** The VFs that exist, in order of VF index. */
  readonly vfs: readonly PciAddress[]
  /**
   * VF BARs (0-5) to which neither firmware nor kernel gave addresses: while there is one, no VF can be made. What
   * the bridges above have room for is decided at boot, for all VFs of the device at once.
   */
  readonly unassignedVfBars: Reading<readonly number[]>
  /**
   * What the PF driver holds for each VF, in order of VF index; empty for devices other than NICs. Shorter than
   * `vfs` where `ip` cuts the list (see `missingVfSettings`).
   */
  readonly vfSettings: Reading<readonly VfSettings[]>
}

/** Per-VF settings of a NIC, kept as they were read. */
export type VfSettings = SnapshotVf

/** A network interface, on the function it belongs to. */
export interface InventoryInterface {
  readonly name: string
  readonly mac: Reading<string>
  readonly mtu: Reading<number>
  /** Administratively up. */
  readonly isUp: Reading<boolean>
  readonly hasCarrier: Reading<boolean>
  /** Mbit/s; unknown while the link is down. */
  readonly speedMbps: Reading<number>
  /** IP addresses with prefix length. */
  readonly addresses: readonly string[]
  /** Bridge, bond or OVS that owns it. */
  readonly master: string | null
  /** "ether", "infiniband", ...; null = not read. InfiniBand has no MAC and no VLAN. */
  readonly linkType: string | null
  /** MAC that the device was built with, where it differs from the one in use. */
  readonly permanentMac: string | null
  /** Which port of its device it is, from 0; null = not read. */
  readonly devPort: number | null
  /** The port in the device's words: "p0" an uplink, "pf0vf3" the representor of VF 3; null = none. See ports.ts. */
  readonly physPortName: string | null
  /** Which switch it is a port of; null = none, or the switch works by itself. */
  readonly physSwitchId: string | null
  /** Mode of the bond that owns it, for example "802.3ad"; null = it is in no bond. */
  readonly bondMode: string | null
  /** Firmware of the device, as ethtool shows it. */
  readonly firmware: Reading<string>
}

/** An IOMMU group, which VFIO hands out as a whole. */
export interface InventoryIommuGroup {
  readonly id: number
  /** "DMA", "DMA-FQ", "identity", ... */
  readonly type: Reading<string>
  /** Members in order of address. */
  readonly members: readonly PciAddress[]
  /** Memory that its devices must be able to reach at fixed addresses, or must not; in the kernel's order. */
  readonly reservedRegions: Reading<readonly ReservedRegion[]>
  /** Why it has several members, as far as config space tells; absent = one member, or no way to tell. */
  readonly reasons?: readonly GroupReason[]
}

/** A kernel module that drives a function of the host. */
export interface InventoryDriver {
  readonly name: string
  /** Version for matching: an out-of-tree driver's own, or null for an in-tree driver (it goes by the kernel). */
  readonly version: string | null
  readonly origin: 'in-tree' | 'out-of-tree' | 'unknown'
  readonly firmware: string | null
}
