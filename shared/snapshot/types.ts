/**
 * What one probe of one host read: exactly that, with what could not be read and why. Its text, the capture,
 * is what is kept (docs/decisions/0005). Nothing here is judged or derived; that is done in `shared/inventory`.
 */
import type { ObservedVfSettings } from '../drivers/vf-settings.ts'
import type { SnapshotNodeHolder, SnapshotVfioUser } from './holders.ts'
import type { SnapshotDisk, SnapshotMount, SnapshotStorage } from './storage.ts'
import type { SnapshotIommu } from './iommu.ts'
import type { PciAddress } from '../pci/address.ts'
import type { Reading } from '../reading.ts'

/** What one probe read of a host. A value that could not be read says why. */
export interface HostSnapshot {
  /** ISO 8601 UTC, by the clock of the machine that read the host. */
  readonly takenAt: string
  readonly machine: SnapshotMachine
  readonly reader: SnapshotReader
  readonly cpu: SnapshotCpu
  /** In order of node number; empty where the kernel shows no nodes. */
  readonly numaNodes: readonly SnapshotNumaNode[]
  readonly iommu: SnapshotIommu
  /** In order of address. */
  readonly functions: readonly SnapshotFunction[]
  /** In order of name. */
  readonly interfaces: readonly SnapshotInterface[]
  /** Loaded modules and installed VF drivers, in order of name. */
  readonly modules: readonly SnapshotModule[]
  /** Which module a PCI driver comes from; drivers built into the kernel are missing. In order of driver. */
  readonly driverModules: readonly { readonly driver: string; readonly module: string }[]
  /** Interfaces of the default routes, in order of name. */
  readonly defaultRouteInterfaces: readonly string[]
  /** Block devices, in order of name. */
  readonly disks: readonly SnapshotDisk[]
  /** The root file system, and file systems and swap on block devices, in order of mount point. */
  readonly mounts: readonly SnapshotMount[]
  readonly storage: SnapshotStorage
  /** Processes that hold a VFIO device open, in order of process number. */
  readonly vfioUsers: Reading<readonly SnapshotVfioUser[]>
  /** Processes that hold device nodes other than VFIO's. In order of process number. */
  readonly nodeHolders: Reading<readonly SnapshotNodeHolder[]>
  /** Framebuffers, in order of name. No functions: one that the firmware set up, on the boot VGA function. */
  readonly framebuffers: readonly { readonly name: string; readonly functions: readonly PciAddress[] }[]
  /** Device nodes and the function below each, for example "/dev/uio0". In order of name. */
  readonly deviceNodes: readonly { readonly node: string; readonly function: PciAddress }[]
  /** Other network namespaces and what is in them, in order of inode. */
  readonly namespaces: Reading<readonly SnapshotNamespace[]>
  /** Bridges of Open vSwitch with the interfaces that are their ports; null = no Open vSwitch. */
  readonly ovsBridges: Reading<readonly SnapshotOvsBridge[] | null>
  /** In order of name. */
  readonly rdmaDevices: readonly SnapshotRdmaDevice[]
  /** Modes of the switches of PFs that say it. */
  readonly eswitchModes: readonly { readonly function: PciAddress; readonly mode: Reading<string> }[]
  /** Whether a tool was found, by its name. */
  readonly tools: Readonly<Record<string, boolean>>
  readonly gaps: readonly Gap[]
}

/** Something that was looked for and not had. */
export interface Gap {
  /** For example "config space past 64 bytes". */
  readonly what: string
  /** For example "needs root: the probe ran as ro". */
  readonly reason: string
}

/** Identity and kernel of a host. */
export interface SnapshotMachine {
  readonly hostname: string
  /** `uname -r`. */
  readonly kernelRelease: string
  /** `uname -m`. */
  readonly architecture: string
  /** PRETTY_NAME of /etc/os-release. */
  readonly osName: Reading<string>
  readonly kernelCommandLine: Reading<string>
  /** Vendor and product of the DMI tables, for example "Dell Inc. PowerEdge R750". */
  readonly product: Reading<string>
  /** /etc/machine-id: stays over renames and changes of address; a new installation has another. */
  readonly machineId: Reading<string>
  /** Serial number and UUID of the board, as the firmware's tables have them. Read as root only. */
  readonly productSerial: Reading<string>
  readonly productUuid: Reading<string>
  /** /sys/hypervisor/type, for example "xen"; null = none. */
  readonly hypervisor: string | null
  /** Vendor, version and date of the BIOS. */
  readonly bios: Reading<string>
  /** What the clock of the host said, ISO 8601 UTC. */
  readonly clock: Reading<string>
}

/** As whom the host was read, and over which of its addresses. */
export interface SnapshotReader {
  readonly user: string
  readonly uid: number
  /** Whether root was had by sudo. */
  readonly isSudo: boolean
  /** The address of the host that the SSH session came in on. */
  readonly sessionAddress: Reading<string>
}

/** The processors. */
export interface SnapshotCpu {
  readonly model: Reading<string>
  /** Kernel list form, for example "0-7,16-23". */
  readonly online: Reading<string>
  /** Clock of the first CPU at the moment of the reading. */
  readonly currentMhz: Reading<number>
  /** Nominal (else highest) clock of cpufreq. */
  readonly ratedMhz: Reading<number>
}

/** A NUMA node. */
export interface SnapshotNumaNode {
  readonly node: number
  /** Kernel list form; empty for a node without CPUs. */
  readonly cpus: string
  readonly memoryKiB: Reading<number>
}

/** A PCI function as sysfs shows it. */
export interface SnapshotFunction {
  readonly address: PciAddress
  /** Four lower-case hex digits each. */
  readonly vendorId: string
  readonly deviceId: string
  readonly subsystemVendorId: Reading<string>
  readonly subsystemDeviceId: Reading<string>
  /** 24 bits: base class, subclass, programming interface. */
  readonly classCode: number
  readonly revision: Reading<number>
  /** From the pci.ids of the host; null = no name there, or no lspci. */
  readonly vendorName: string | null
  readonly deviceName: string | null
  /** The bridge above; null on a root bus. */
  readonly parent: PciAddress | null
  readonly driver: Reading<string | null>
  readonly driverOverride: Reading<string | null>
  /** Whether the firmware showed its messages on it; null = no graphics function, or not read. */
  readonly bootVga: boolean | null
  readonly iommuGroup: Reading<number | null>
  /** null = -1 in sysfs: no affinity known to the firmware. */
  readonly numaNode: Reading<number | null>
  readonly resetMethods: Reading<readonly string[]>
  /** null = not a PCI Express function, or the kernel shows no link. */
  readonly link: SnapshotLink | null
  /** null = no SR-IOV attributes: not a PF, or the kernel was built without SR-IOV. */
  readonly sriov: SnapshotSriov | null
  /** The PF of a VF. */
  readonly physfn: PciAddress | null
  /** Number N of /dev/vfio/devices/vfioN; null = not bound to VFIO, or a kernel without vfio-dev (before 6.1). */
  readonly vfioDevice: number | null
  /** Lines of `resource` that are in use, in order of index. Index 0-5 BARs, 6 ROM, 7-12 VF BARs, 13-16 bridge windows. */
  readonly resources: readonly SnapshotResource[]
  /** Config space from offset 0 as hex digits, 64, 128, 256 or 4096 bytes. */
  readonly configSpace: Reading<string>
}

/** Link as sysfs words it: speeds in GT/s; null = "Unknown". */
export interface SnapshotLink {
  readonly currentSpeedGTps: number | null
  readonly currentWidth: number | null
  readonly maxSpeedGTps: number | null
  readonly maxWidth: number | null
}

/** The `sriov_*` files of a PF. */
export interface SnapshotSriov {
  readonly totalVfs: number
  readonly numVfs: number
  readonly offset: Reading<number>
  readonly stride: Reading<number>
  /** Four lower-case hex digits. */
  readonly vfDeviceId: Reading<string>
  readonly driversAutoprobe: Reading<boolean>
  /** Links `virtfnN`, in order of index. */
  readonly vfs: readonly { readonly index: number; readonly address: PciAddress }[]
}

/** Hex digits with 0x; beyond 2^53, so kept as text. Source: kernel `resource_show`. */
export interface SnapshotResource {
  readonly index: number
  readonly start: string
  readonly end: string
  readonly flags: string
}

/** A network interface. */
export interface SnapshotInterface {
  readonly name: string
  /** The function it lies on; null for a virtual interface. */
  readonly function: PciAddress | null
  readonly mac: Reading<string>
  readonly mtu: Reading<number>
  readonly isUp: Reading<boolean>
  readonly hasCarrier: Reading<boolean>
  readonly speedMbps: Reading<number>
  /** With prefix length; link-local ones included. */
  readonly addresses: Reading<readonly string[]>
  /** Bridge, bond, team or OVS that owns it. */
  readonly master: string | null
  /** Interfaces it stands on: ports of a bridge or bond, the NIC under a VLAN. In order of name. */
  readonly lower: readonly string[]
  /** As the PF driver reports them through `ip`; empty where there are none. */
  readonly vfs: Reading<readonly SnapshotVf[]>
  /** Number of the interface in its namespace; null = not read. */
  readonly ifindex: number | null
  /** "ether", "infiniband", ...; null = not read. */
  readonly linkType: string | null
  /** "bridge", "macvtap", "openvswitch", ...; null = a device of a driver, or not read. */
  readonly kind: string | null
  /** MAC that the device was built with, where ip tells it apart from the one in use. */
  readonly permanentMac: string | null
  readonly altnames: readonly string[]
  /** Which port of its device it is, from 0; null = not read. */
  readonly devPort: number | null
  /** Name of the port in the device's words: "p0" an uplink, "pf0vf3" the representor of VF 3; null = none. */
  readonly physPortName: string | null
  /** Which switch it is a port of; null = none. */
  readonly physSwitchId: string | null
  /** For example "802.3ad"; null = no bond. */
  readonly bondMode: string | null
  /** How many have asked it to take all packets; 0 where not read. */
  readonly promiscuity: number
  /** Whether an XDP program is attached. */
  readonly hasXdp: boolean
  /** From ethtool. */
  readonly driver: string | null
  readonly driverVersion: string | null
  readonly firmware: Reading<string>
}

/** What a PF driver holds for one VF: an entry of `vfinfo_list`. */
export interface SnapshotVf extends ObservedVfSettings {
  readonly index: number
}

/** A network namespace that is not the host's own. */
export interface SnapshotNamespace {
  readonly inode: number
  /** Name in /run/netns or /run/docker/netns; null = none. */
  readonly name: string | null
  /** One of its processes; null = it has none, or none was seen. */
  readonly pid: number | null
  readonly command: string | null
  /** Control group of that process; null = not read. */
  readonly cgroup: string | null
  readonly interfaces: Reading<readonly SnapshotFarInterface[]>
}

/** An interface of another namespace. */
export interface SnapshotFarInterface {
  readonly name: string
  /** The function below it; null = virtual, or it could not be told. */
  readonly function: PciAddress | null
  readonly kind: string | null
  /** Number of the interface it stands on, which is in another namespace than itself. */
  readonly farLink: number | null
}

/** A bridge of Open vSwitch. */
export interface SnapshotOvsBridge {
  readonly name: string
  /** Names of the interfaces of its ports, its own internal port among them. */
  readonly ports: readonly string[]
  /** Bridges it is joined with by patch ports. */
  readonly joined: readonly string[]
}

/** An RDMA device. */
export interface SnapshotRdmaDevice {
  readonly name: string
  readonly function: PciAddress | null
  /** GUID of the node, 16 hex digits in groups; null = not read. */
  readonly nodeGuid: string | null
  /** Connections that are open or listened for; unknown without the tool `rdma`. */
  readonly connections: Reading<number>
}

/** A kernel module, as modinfo shows it. */
export interface SnapshotModule {
  readonly name: string
  /** The module's own version string; most in-tree modules have none. */
  readonly version: string | null
  /** Whether the kernel is tainted by it as out-of-tree (loaded) or its file says so (installed). */
  readonly isOutOfTree: boolean
  readonly isLoaded: boolean
  /** Whether the probe asked for it by name, as a driver of VFs that is worth knowing when nothing is bound to it. */
  readonly isVfDriver: boolean
}
