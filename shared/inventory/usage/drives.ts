import type { PciAddress } from '../../pci/address.ts'
import type { HostSnapshot, SnapshotDisk } from '../../snapshot/types.ts'
import type { Sighting } from './sighting.ts'

/** What the use of drives is seen from. */
export type DriveReadings = Pick<HostSnapshot, 'disks' | 'mounts'>

/** File systems and swap areas on the disks of a function, through LVM, RAID and dm-crypt. */
export function driveUses({ disks, mounts }: DriveReadings): readonly Sighting[] {
  const mountpoints = new Map<PciAddress, Set<string>>()
  for (const { mountpoint, number, source } of mounts) {
    const disk = disks.find(
      (one) =>
        (number !== null && one.number === number) ||
        source === `/dev/${one.name}` ||
        (one.mapperName !== null && source === `/dev/mapper/${one.mapperName}`)
    )
    for (const address of disk ? functionsBelow(disk, disks) : []) {
      mountpoints.set(address, (mountpoints.get(address) ?? new Set()).add(mountpoint))
    }
  }
  return [...mountpoints].map(([at, points]) => ({
    at,
    use: { kind: 'mounted', mountpoints: [...points].sort() }
  }))
}

/** Functions under a disk, through LVM, RAID and dm-crypt. */
function functionsBelow(
  disk: SnapshotDisk,
  disks: readonly SnapshotDisk[],
  seen = new Set<string>()
): readonly PciAddress[] {
  if (seen.has(disk.name)) return []
  seen.add(disk.name)
  if (disk.function !== null) return [disk.function]
  return disk.madeOf.flatMap((name) => {
    const part = disks.find((one) => one.name === name)
    return part ? functionsBelow(part, disks, seen) : []
  })
}
