/**
 * Which disks hold what is mounted, swapped to or a member of something open. ZFS, btrfs and bcachefs have members
 * of their own, of which mountinfo names one or none: they come from where each of them tells.
 */
import { readOr } from '../../reading.ts'
import type { HostSnapshot } from '../../snapshot/types.ts'
import type { SnapshotDisk, SnapshotMount } from '../../snapshot/storage.ts'
import type { DiskStack } from './disk-stack.ts'
import type { UseDoubt } from './types.ts'

/** What is known of disks in use, by the name of a disk or partition. */
export interface DrivesInUse {
  /** Where file systems and swap areas that lie on it are mounted; "swap" for the latter. */
  readonly mountpoints: (disk: string) => ReadonlySet<string>
  /** What it is an open member of or is exported by, without anything mounted: "ZFS pool tank". */
  readonly members: (disk: string) => readonly string[]
  /** What may lie on a drive (with its partitions) and could not be traced to its disks. */
  readonly doubts: (drive: SnapshotDisk, parts: readonly SnapshotDisk[]) => readonly UseDoubt[]
}

type Readings = Pick<HostSnapshot, 'disks' | 'mounts' | 'storage'>

/** Something in use that could not be traced to its disks. */
interface Untraced {
  /** For example "the ZFS pool rpool, mounted at /". */
  readonly name: string
  readonly reason: string
  readonly hasRoot: boolean
  /** Whether a part with this signature may be one of its disks. */
  readonly fits: (signature: string | null) => boolean
  /** It may lie on a drive without any signature, as what a target serves raw. */
  readonly isRaw?: true
}

/** Traces everything that is in use down to its disks. */
export function drivesInUse(snapshot: Readings, stack: DiskStack): DrivesInUse {
  const mounted = new Map<string, Set<string>>()
  const members = new Map<string, Set<string>>()
  const untraced: Untraced[] = []
  const record = (map: Map<string, Set<string>>, disk: SnapshotDisk, what: string): void => {
    for (const { name } of stack.below(disk)) {
      const set = map.get(name)
      if (set) set.add(what)
      else map.set(name, new Set([what]))
    }
  }
  for (const one of [...wholes(snapshot, stack), ...plainMounts(snapshot, stack)]) {
    for (const disk of one.disks) {
      if (one.mountpoints.length === 0) record(members, disk, one.name)
      for (const point of one.mountpoints) record(mounted, disk, point)
    }
    if (one.missing === null) continue
    untraced.push({
      name: one.mountpoints.length === 0 ? one.name : `${one.name}, mounted at ${some(one.mountpoints)},`,
      reason: one.missing,
      hasRoot: one.mountpoints.includes('/'),
      fits: one.fits
    })
  }
  if (!snapshot.mounts.some(({ mountpoint }) => mountpoint === '/')) {
    const reason = 'the probe saw no root file system among the mounts'
    untraced.push({ name: 'root file system', reason, hasRoot: true, fits: () => true })
  }
  for (const { by, path } of snapshot.storage.backings) {
    const disk = stack.find(path)
    if (disk !== null) record(members, disk, by)
    // A ZFS volume is served by its pool, whose disks are known by themselves.
    else if (!path.startsWith('/dev/zvol/')) {
      const reason = `sysfs shows no disk ${path}`
      untraced.push({ name: `disk of ${by}`, reason, hasRoot: false, fits: () => true, isRaw: true })
    }
  }
  return {
    mountpoints: (disk) => mounted.get(disk) ?? NOTHING,
    members: (disk) => [...(members.get(disk) ?? [])],
    doubts: (drive, parts) =>
      untraced.flatMap((one) => (mayHold(one, drive, parts) ? [doubtOf(one, drive)] : []))
  }
}

const NOTHING: ReadonlySet<string> = new Set()

/** What is mounted or open, with the disks that it could be traced to. */
interface InUse {
  readonly name: string
  readonly mountpoints: readonly string[]
  readonly disks: readonly SnapshotDisk[]
  /** Why there may be further disks; null = they are all there. */
  readonly missing: string | null
  readonly fits: (signature: string | null) => boolean
}

/** Pools and file systems over several devices. */
function wholes({ disks, mounts, storage }: Readings, stack: DiskStack): readonly InUse[] {
  const isMemberOf = (disk: SnapshotDisk, kind: string, label: string | null): boolean =>
    disk.content.known &&
    disk.content.value.fileSystem === kind &&
    (label === null || disk.content.value.label === label)

  const pools = readOr(storage.zfsPools, [])
  const datasets = mounts.filter(({ type }) => type === 'zfs')
  const names = new Set([...pools.map(({ name }) => name), ...datasets.map(({ source }) => poolOf(source))])
  const zfs = [...names].map((name): InUse => {
    const paths = pools.find((pool) => pool.name === name)?.disks
    const found = paths?.known ? paths.value.map((path) => stack.find(path)) : []
    const listed = found.filter((disk) => disk !== null)
    const isWhole = paths?.known === true && listed.length === found.length && listed.length > 0
    const reason =
      paths === undefined
        ? storage.zfsPools.known
          ? 'the kernel shows the mount and no pool of that name'
          : storage.zfsPools.reason
        : paths.known
          ? 'zpool names disks that sysfs does not show'
          : paths.reason
    return {
      name: `ZFS pool ${name}`,
      mountpoints: datasets.flatMap(({ source, mountpoint }) =>
        poolOf(source) === name ? [mountpoint] : []
      ),
      // A label that says the pool's name is evidence enough where the pool's own tool was silent.
      disks: isWhole ? listed : [...listed, ...disks.filter((disk) => isMemberOf(disk, 'zfs_member', name))],
      missing: isWhole ? null : reason,
      fits: (signature) => signature === 'zfs_member'
    }
  })

  const open = storage.fileSystems.map(({ kind, uuid, disks: members }): InUse => {
    const found = members.map((member) => stack.find(`/dev/${member}`))
    const listed = found.filter((disk) => disk !== null)
    const own = new Set(listed.map((disk) => disk.name))
    return {
      name: `${kind} file system ${uuid}`,
      mountpoints: mounts.flatMap((mount) =>
        mount.type === kind && sourcesOf(mount, stack).some(({ name }) => own.has(name))
          ? [mount.mountpoint]
          : []
      ),
      disks: listed,
      missing: listed.length === found.length ? null : 'sysfs names a member that is no disk',
      fits: (signature) => signature === kind
    }
  })
  return [...zfs, ...open]
}

/** `rpool/ROOT/pve-1` is a dataset of the pool rpool. */
const poolOf = (dataset: string): string => dataset.split('/')[0]?.split('@')[0] ?? dataset

/** The disks that a mount names; bcachefs lists all of its members. */
const sourcesOf = ({ source, number }: SnapshotMount, stack: DiskStack): readonly SnapshotDisk[] =>
  source.split(':').flatMap((path) => stack.find(path, number) ?? [])

/** A root file system on a network or in memory lies on no disk, and one on a loop device lies on a file. */
const isOnDisk = (type: string, source: string): boolean =>
  source.startsWith('/dev/') ? !/^\/dev\/(loop|ram)\d/.test(source) : type === 'btrfs' || type === 'bcachefs'

/** Everything else that is mounted or swapped to, one by one. */
function plainMounts({ mounts, storage }: Readings, stack: DiskStack): readonly InUse[] {
  return mounts
    .filter(({ type, source }) => type !== 'zfs' && isOnDisk(type, source))
    .map((mount): InUse => {
      const disks = sourcesOf(mount, stack)
      const spans = mount.type === 'btrfs' || mount.type === 'bcachefs'
      const isListed = storage.fileSystems.some(({ disks: members }) =>
        disks.some(({ name }) => members.includes(name))
      )
      return {
        name:
          mount.type === 'swap' ? `swap area ${mount.source}` : `${mount.type} file system ${mount.source}`,
        mountpoints: [mount.mountpoint],
        disks,
        missing:
          disks.length === 0
            ? `sysfs shows no disk ${mount.source}`
            : spans && !isListed
              ? `the kernel does not list the members of this ${mount.type}`
              : disks.some((disk) => isWithoutBottom(disk, stack))
                ? `what ${mount.source} is made of could not be read`
                : null,
        fits: (signature) => !spans || signature === mount.type
      }
    })
}

/** A disk that the kernel made of others, of which none is shown. */
const isWithoutBottom = (disk: SnapshotDisk, stack: DiskStack): boolean =>
  stack.below(disk).some((one) => /^(dm-|md)\d/.test(one.name) && stack.below(one).length === 1)

/** A drive with something on it that fits, or of which that is not known. On a bare one no member lies. */
function mayHold(one: Untraced, drive: SnapshotDisk, parts: readonly SnapshotDisk[]): boolean {
  if (one.isRaw) return true
  if (!drive.content.known && parts.length === 1) return false
  return parts.some(
    ({ content }) => !content.known || (hasSignature(content.value) && one.fits(content.value.fileSystem))
  )
}

const hasSignature = ({ fileSystem }: { readonly fileSystem: string | null }): boolean => fileSystem !== null

const doubtOf = (one: Untraced, drive: SnapshotDisk): UseDoubt => ({
  kind: one.hasRoot ? 'root' : 'drive',
  what: `whether the ${one.name} lies on ${drive.name}`,
  reason: one.reason
})

/** The first few of many, so that a host with a thousand mounts stays readable. */
const some = (points: readonly string[]): string => {
  const first = [...points].sort().slice(0, 3).join(', ')
  return points.length > 3 ? `${first} and ${points.length - 3} more` : first
}

/** A disk built upon others in a few words: "dm-3 (LVM volume vg-data)". */
export function describeHolder({ name, mapperName, mapperUuid }: SnapshotDisk): string {
  if (!name.startsWith('dm-')) {
    const kind = KINDS.find(([start]) => name.startsWith(start))?.[1]
    return kind === undefined ? name : `${name} (${kind})`
  }
  const uuid = mapperUuid ?? ''
  const kind = MAPPERS.find(([start]) => uuid.replace(/^part\d+-/, '').startsWith(start))?.[1]
  const known = [kind, mapperName].filter((part) => part !== undefined && part !== null)
  return known.length === 0 ? name : `${name} (${known.join(' ')})`
}

const KINDS = [
  ['md', 'RAID array'],
  ['bcache', 'cached disk'],
  ['drbd', 'DRBD']
] as const

/** How those that make device-mapper disks begin their uuids: lvm2, cryptsetup, multipath-tools. */
const MAPPERS = [
  ['LVM-', 'LVM volume'],
  ['CRYPT-', 'encrypted disk'],
  ['mpath-', 'multipath disk']
] as const
