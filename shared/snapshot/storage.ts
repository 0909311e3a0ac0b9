/** Block devices, what lies on them and what they stand on, as one probe read them. */
import type { PciAddress } from '../pci/address.ts'
import type { Reading } from '../reading.ts'

/** A block device. */
export interface SnapshotDisk {
  readonly name: string
  /** major:minor; null for a path of an NVMe namespace that has several, which cannot be opened. */
  readonly number: string | null
  /**
   * Functions on its way in sysfs, from the root bus on: the last one drives it, those before carry it (bridges, a
   * VMD). Empty for what the kernel makes itself: device-mapper, RAID, a namespace behind native NVMe multipath.
   */
  readonly functions: readonly PciAddress[]
  /** The disk of which it is a partition. */
  readonly partOf: string | null
  /** Name in /dev/mapper of a device-mapper disk. */
  readonly mapperName: string | null
  /** Says what made a device-mapper disk: "LVM-...", "CRYPT-LUKS2-...", "mpath-...". */
  readonly mapperUuid: string | null
  /** Disks this one is built of (LVM, RAID, dm-crypt). */
  readonly madeOf: readonly string[]
  /** Disks built upon it; "bcache" where it is a member of a cache. */
  readonly holders: readonly string[]
  /** The NVMe namespace to which it is one path: nvme0n1 for nvme0c1n1. */
  readonly pathOf: string | null
  /** The NVMe subsystem below which the kernel puts a namespace that several controllers may share. */
  readonly subsystem: string | null
  readonly content: Reading<DiskContent>
}

/** What udev saw on a disk or partition when it appeared or was last closed after writing. null = nothing of that kind. */
export interface DiskContent {
  /** File system, or signature of a member: "ext4", "ntfs", "zfs_member", "LVM2_member", "swap", "crypto_LUKS". */
  readonly fileSystem: string | null
  /** Label of the file system; of a ZFS member the name of its pool. */
  readonly label: string | null
  /** "gpt", "dos", ... */
  readonly partitionTable: string | null
}

/** What ties drives together beyond the links of single disks. */
export interface SnapshotStorage {
  /** Controllers that may share namespaces. In order of name; controllers over a network are left out. */
  readonly nvmeSubsystems: readonly { readonly name: string; readonly controllers: readonly PciAddress[] }[]
  /** Imported ZFS pools; empty where the kernel has no ZFS. */
  readonly zfsPools: Reading<readonly SnapshotZfsPool[]>
  /** Open file systems that may have several devices, by the names of their disks. */
  readonly fileSystems: readonly {
    readonly kind: 'btrfs' | 'bcachefs'
    readonly uuid: string
    readonly disks: readonly string[]
  }[]
  /** What serves a disk without standing on it in sysfs: a loop device, an iSCSI or NVMe target. `path` is in /dev. */
  readonly backings: readonly { readonly by: string; readonly path: string }[]
}

/** A ZFS pool, whose members no mount table names. */
export interface SnapshotZfsPool {
  readonly name: string
  /** Paths in /dev of all its members, spares, caches and logs among them. */
  readonly disks: Reading<readonly string[]>
}

/** A file system in use, or a swap area. */
export interface SnapshotMount {
  /** "swap" for a swap area. */
  readonly mountpoint: string
  /** major:minor, which says nothing for file systems over several devices; null for swap. */
  readonly number: string | null
  /** File system as the kernel names it; "swap". */
  readonly type: string
  /** A path in /dev; for ZFS the dataset, for example "rpool/ROOT/pve-1". */
  readonly source: string
}
