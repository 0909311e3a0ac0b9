/**
 * Whether a function can be taken from its host, as a conclusion from evidence. Absence of a sign is no sign of
 * absence: where what would tell could not be read, the answer is that use cannot be ruled out.
 */

/** The answer for one function. Made by `usageOf`, which keeps its parts consistent. */
export interface FunctionUsage {
  /** `in-use` = there is at least one use; `cannot-be-ruled-out` = there is none, but a doubt; `free` = neither. */
  readonly verdict: 'free' | 'in-use' | 'cannot-be-ruled-out'
  /** Who uses it, or what of the host depends on it. */
  readonly uses: readonly FunctionUse[]
  /** What else may use it. There may be doubts beside uses: a NIC with an address may also carry the session. */
  readonly doubts: readonly UseDoubt[]
  /** How it is known, as sentences without full stop, for example "no process holds its VFIO device". */
  readonly evidence: readonly string[]
}

/** Why a function must not be taken away without asking. */
export type FunctionUse =
  /** A running VM holds its VFIO device: the kernel does NOT protect it when its VF is removed. */
  | { readonly kind: 'vm'; readonly vm: string; readonly pid: number }
  /** Another process holds its VFIO device. */
  | { readonly kind: 'vfio'; readonly pid: number; readonly command: string }
  /** A process has another device node of it open, for example /dev/uio0 or /dev/infiniband/uverbs1. */
  | { readonly kind: 'process'; readonly pid: number; readonly command: string; readonly node: string }
  /** Another hypervisor or binder keeps it for guests whose processes cannot be seen from here (Xen's pciback). */
  | { readonly kind: 'binder'; readonly driver: string; readonly what: string }
  /** File systems and swap areas on it. */
  | { readonly kind: 'mounted'; readonly mountpoints: readonly string[] }
  /** A block device is built upon one of its disks (LVM, RAID, dm-crypt, bcache), mounted or not. */
  | { readonly kind: 'built-upon'; readonly disk: string; readonly by: string }
  /** Nothing uses the disk now, but it carries something, for example "partition table gpt" or "zfs_member". */
  | { readonly kind: 'carries-data'; readonly disk: string; readonly content: string }
  | { readonly kind: 'addressed'; readonly interface: string; readonly addresses: readonly string[] }
  /** It is a port of a bridge, bond, team or OVS. */
  | { readonly kind: 'enslaved'; readonly interface: string; readonly master: string }
  /** Another interface stands on it (macvtap, macvlan, ipvlan, VLAN); `type` as ip names it, null = not read. */
  | {
      readonly kind: 'stacked'
      readonly interface: string
      readonly by: string
      readonly type: string | null
    }
  /** Its interface is in another network namespace; `where` names it, for example "container 3f2a (nginx)". */
  | { readonly kind: 'elsewhere'; readonly interface: string; readonly where: string }
  /** Something listens to or filters all packets of the interface: `how` is, for example, "an XDP program". */
  | { readonly kind: 'watched'; readonly interface: string; readonly how: string }
  /** Its RDMA device has connections, for example "12 queue pairs". */
  | { readonly kind: 'rdma'; readonly device: string; readonly what: string }
  /** It shows the console of the host. */
  | { readonly kind: 'console'; readonly what: string }
  /** The default route or the SSH session itself runs over it. */
  | { readonly kind: 'management'; readonly interface: string }

/** A use that cannot be ruled out. */
export interface UseDoubt {
  /**
   * What it may be used for; `root` = the host's own root file system may lie on it; `driver` = what its driver serves,
   * of which no sign is known.
   */
  readonly kind: 'guest' | 'interface' | 'management' | 'drive' | 'root' | 'driver'
  /** What is not known, as words that follow "it is not known", for example "whether a process holds its VFIO device". */
  readonly what: string
  /** Why it is not known, and so what would have to be read, for example "needs root: the probe ran as ro". */
  readonly reason: string
}

/** Makes a usage of its parts; the verdict follows from them. */
export const usageOf = (
  uses: readonly FunctionUse[],
  doubts: readonly UseDoubt[] = [],
  evidence: readonly string[] = []
): FunctionUsage => ({
  verdict: uses.length > 0 ? 'in-use' : doubts.length > 0 ? 'cannot-be-ruled-out' : 'free',
  uses,
  doubts,
  evidence
})
