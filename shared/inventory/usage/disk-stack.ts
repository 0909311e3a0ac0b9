/**
 * Which block devices stand on which, and which PCI functions carry them: through partitions, LVM, RAID, dm-crypt,
 * device-mapper and bcache, and through native NVMe multipath, where a namespace hangs below its subsystem and its
 * controllers have only hidden paths to it.
 */
import type { PciAddress } from '../../pci/address.ts'
import type { HostSnapshot } from '../../snapshot/types.ts'
import type { SnapshotDisk } from '../../snapshot/storage.ts'

/** What the stack is seen from. */
export type StackReadings = Pick<HostSnapshot, 'disks' | 'functions'> & {
  readonly storage: Pick<HostSnapshot['storage'], 'nvmeSubsystems'>
}

/** The stack of one host. */
export interface DiskStack {
  /** The disk that a path in /dev or a device number means. */
  readonly find: (path: string, number?: string | null) => SnapshotDisk | null
  /** The disk and everything under it, each once: what it is made of or a partition of, and so on down. */
  readonly below: (disk: SnapshotDisk) => readonly SnapshotDisk[]
  /** Disks built directly upon a disk. */
  readonly upon: (disk: SnapshotDisk) => readonly SnapshotDisk[]
  readonly partitions: (disk: SnapshotDisk) => readonly SnapshotDisk[]
  /** Functions that carry a disk itself, bridges left out: its controller, and what that hangs behind (a VMD). */
  readonly carriers: (disk: SnapshotDisk) => readonly PciAddress[]
}

/** Builds the stack from what was read of disks, their functions and what is mounted. */
export function diskStack({ disks, functions, storage }: StackReadings): DiskStack {
  const byName = new Map(disks.map((disk) => [disk.name, disk]))
  const byNumber = new Map(disks.flatMap((disk) => (disk.number === null ? [] : [[disk.number, disk]])))
  const byMapper = new Map(
    disks.flatMap((disk) => (disk.mapperName === null ? [] : [[disk.mapperName, disk]]))
  )
  /** /dev/VG/LV is a link to the device-mapper disk VG-LV, with dashes doubled (build_dm_name of lvm2). */
  const volume = (path: string): SnapshotDisk | undefined => {
    const [, group, name] = /^\/dev\/([^/]+)\/([^/]+)$/.exec(path) ?? []
    if (group === undefined || name === undefined) return undefined
    return byMapper.get([group, name].map((part) => part.replaceAll('-', '--')).join('-'))
  }
  const named = (names: Iterable<string>): readonly SnapshotDisk[] =>
    [...names].flatMap((name) => byName.get(name) ?? [])

  // The kernel links both ways, and one of them may not have been read.
  const upon = new Map<string, Set<string>>()
  const under = new Map<string, Set<string>>()
  const partitions = new Map<string, SnapshotDisk[]>()
  const paths = new Map<string, SnapshotDisk[]>()
  for (const disk of disks) {
    for (const part of disk.madeOf) {
      into(upon, part, disk.name)
      into(under, disk.name, part)
    }
    for (const holder of disk.holders) {
      if (!byName.has(holder)) continue
      into(upon, disk.name, holder)
      into(under, holder, disk.name)
    }
    if (disk.partOf !== null) append(partitions, disk.partOf, disk)
    if (disk.pathOf !== null) append(paths, disk.pathOf, disk)
  }

  const bridges = new Set(functions.filter(isPciToPciBridge).map(({ address }) => address))
  const vfs = new Set(functions.filter(({ physfn }) => physfn !== null).map(({ address }) => address))
  const controllers = new Map(storage.nvmeSubsystems.map((one) => [one.name, one.controllers]))

  const carriers = (disk: SnapshotDisk): readonly PciAddress[] => {
    const own = disk.functions.filter((address) => !bridges.has(address))
    if (own.length > 0 || disk.subsystem === null) return own
    const whole = disk.partOf === null ? disk : (byName.get(disk.partOf) ?? disk)
    const onPaths = (paths.get(whole.name) ?? []).flatMap((path) => path.functions)
    // A controller without a path shown may get one. A VF's namespaces are attached to it one by one, so one
    // without a path has nothing to do with this namespace.
    const others = (controllers.get(disk.subsystem) ?? []).filter(
      (address) => onPaths.length === 0 || !vfs.has(address)
    )
    return [...new Set([...onPaths, ...others])].filter((address) => !bridges.has(address))
  }

  return {
    find: (path, number = null) =>
      (number === null ? undefined : byNumber.get(number)) ??
      (path.startsWith('/dev/mapper/')
        ? byMapper.get(path.slice('/dev/mapper/'.length))
        : byName.get(path.replace(/^\/dev\//, '').replaceAll('/', '!'))) ??
      volume(path) ??
      null,
    below: (disk) =>
      reach(disk, (one) =>
        named([...(under.get(one.name) ?? []), ...(one.partOf === null ? [] : [one.partOf])])
      ),
    upon: (disk) => named(upon.get(disk.name) ?? []),
    partitions: (disk) => partitions.get(disk.name) ?? [],
    carriers
  }
}

const isPciToPciBridge = ({ classCode }: { readonly classCode: number }): boolean => classCode >> 8 === 0x0604

function into(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key)
  if (set) set.add(value)
  else map.set(key, new Set([value]))
}

function append(map: Map<string, SnapshotDisk[]>, key: string, disk: SnapshotDisk): void {
  const list = map.get(key)
  if (list) list.push(disk)
  else map.set(key, [disk])
}

/** A disk and all that can be reached from it, each once, nearest first. */
function reach(
  start: SnapshotDisk,
  next: (disk: SnapshotDisk) => readonly SnapshotDisk[]
): readonly SnapshotDisk[] {
  const seen = new Set([start.name])
  const found = [start]
  for (const disk of found) {
    for (const one of next(disk)) {
      if (seen.has(one.name)) continue
      seen.add(one.name)
      found.push(one)
    }
  }
  return found
}
