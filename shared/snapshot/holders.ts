/** Processes with device nodes open, as one probe read them. */

/** A process with a device node open. */
export interface SnapshotNodeHolder {
  readonly pid: number
  readonly command: string
  /** For example "/dev/uio0". */
  readonly node: string
}

/** A process that holds a VFIO group open. */
export interface SnapshotVfioUser {
  readonly pid: number
  /** Name of the program. */
  readonly command: string
  /** The VM's name where the program is QEMU and says it. */
  readonly vm: string | null
  /** `group`: N of /dev/vfio/N; `device`: N of /dev/vfio/devices/vfioN. */
  readonly holds: { readonly kind: 'group' | 'device'; readonly number: number }
}
