/**
 * Whether drives are in use, from what lies on them and what stands on them. A drive is free only where it is known
 * to carry nothing: udev looked at it and found no partition, no file system and no signature of a member.
 */
import type { PciAddress } from '../../pci/address.ts'
import { readOr } from '../../reading.ts'
import type { HostSnapshot, SnapshotFunction } from '../../snapshot/types.ts'
import type { SnapshotDisk } from '../../snapshot/storage.ts'
import { diskStack, type DiskStack } from './disk-stack.ts'
import { contentOfDrive } from './drive-content.ts'
import { describeHolder, drivesInUse, type DrivesInUse } from './drives-in-use.ts'
import type { Sighting } from './sighting.ts'

/** What the use of drives is seen from. */
export type DriveReadings = Pick<HostSnapshot, 'disks' | 'mounts' | 'storage' | 'functions' | 'nodeHolders'>

/** What drives are to the host, for every function that carries one, whatever its class. */
export function driveUses(snapshot: DriveReadings): readonly Sighting[] {
  const stack = diskStack(snapshot)
  const inUse = drivesInUse(snapshot, stack)
  // Hidden paths are judged as the namespace to which they lead.
  const drives = snapshot.disks.filter((disk) => disk.partOf === null && disk.pathOf === null)
  const byFunction = new Map<PciAddress, SnapshotDisk[]>()
  for (const drive of drives) {
    for (const address of stack.carriers(drive)) {
      const list = byFunction.get(address)
      if (list) list.push(drive)
      else byFunction.set(address, [drive])
    }
  }
  return [
    ...openDrives(snapshot, stack),
    ...[...byFunction].flatMap(([at, list]) => usesOf(at, list, stack, inUse)),
    ...snapshot.functions
      .filter((fn) => isStorage(fn) && !byFunction.has(fn.address))
      .map(({ address }) => ({ at: address, evidence: 'the host has no block device on it' }))
  ]
}

const isStorage = ({ classCode }: SnapshotFunction): boolean => classCode >> 16 === 0x01

function usesOf(
  at: PciAddress,
  drives: readonly SnapshotDisk[],
  stack: DiskStack,
  inUse: DrivesInUse
): readonly Sighting[] {
  const mountpoints = new Set(drives.flatMap((drive) => [...inUse.mountpoints(drive.name)]))
  const rest: Sighting[] = drives.flatMap((drive) => unmounted(at, drive, stack, inUse))
  return mountpoints.size === 0
    ? rest
    : [{ at, use: { kind: 'mounted', mountpoints: [...mountpoints].sort() } }, ...rest]
}

/** What a drive is to the host apart from the file systems mounted on it. */
function unmounted(
  at: PciAddress,
  drive: SnapshotDisk,
  stack: DiskStack,
  inUse: DrivesInUse
): readonly Sighting[] {
  const parts = [drive, ...stack.partitions(drive)]
  const uses = parts.flatMap((part) =>
    [...buildersOf(part, stack, inUse), ...membershipsOf(part, parts, inUse)].map((by): Sighting => ({
      at,
      use: { kind: 'built-upon', disk: part.name, by }
    }))
  )
  const isUsed = uses.length > 0 || inUse.mountpoints(drive.name).size > 0
  // What lies in an optical drive is a medium and not the host's data.
  if (isUsed || /^sr\d+$/.test(drive.name)) return uses
  const doubts = inUse.doubts(drive, parts).map((doubt): Sighting => ({ at, doubt }))
  const content = contentOfDrive(drive, stack.partitions(drive))
  switch (content.kind) {
    case 'something':
      return [{ at, use: { kind: 'carries-data', disk: drive.name, content: content.what } }, ...doubts]
    case 'unknown':
      return [
        {
          at,
          doubt: { kind: 'drive', what: `whether ${drive.name} carries data`, reason: content.reason }
        },
        ...doubts
      ]
    case 'nothing':
      return [
        {
          at,
          evidence: `${drive.name} has no partition, nothing is built upon it, and udev found no file system or other signature on it`
        },
        ...doubts
      ]
  }
}

/** What is built directly upon a part of a drive and does not show as a mounted file system anyway. */
const buildersOf = (part: SnapshotDisk, stack: DiskStack, inUse: DrivesInUse): readonly string[] => {
  const disks = stack.upon(part)
  const names = new Set(disks.map(({ name }) => name))
  return [
    ...disks.filter(({ name }) => inUse.mountpoints(name).size === 0).map(describeHolder),
    ...part.holders.filter((name) => !names.has(name))
  ]
}

/** What a part is an open member of; what one of its partitions is a member of is said of that one. */
const membershipsOf = (
  part: SnapshotDisk,
  parts: readonly SnapshotDisk[],
  inUse: DrivesInUse
): readonly string[] => {
  const ofPartitions = new Set(
    parts.filter(({ partOf }) => partOf === part.name).flatMap(({ name }) => inUse.members(name))
  )
  return inUse.members(part.name).filter((by) => !ofPartitions.has(by))
}

/** Processes that have a disk open: a VM that gets it as a block device, a Ceph OSD, an exporter. */
function openDrives({ nodeHolders }: DriveReadings, stack: DiskStack): readonly Sighting[] {
  return readOr(nodeHolders, []).flatMap(({ pid, command, node }) => {
    const disk = stack.find(node)
    const carriers = disk === null ? [] : stack.below(disk).flatMap((one) => stack.carriers(one))
    return [...new Set(carriers)].map((at): Sighting => ({
      at,
      use: { kind: 'process', pid, command, node }
    }))
  })
}
