/**
 * Block devices: what lies on which function, what is built upon what, and what they carry. Nothing here opens a
 * drive: sysfs knows the stack, and udev keeps what it saw when a drive appeared or was last written to and closed.
 * Sources: Documentation/ABI/testing/sysfs-block; nvme_mpath_set_disk_name in drivers/nvme/host/multipath.c (names
 * of paths); systemd, src/libsystemd/sd-device/device-private.c (form of the udev database) and
 * rules.d/60-persistent-storage.rules (which properties blkid leaves there).
 */
import { known, unknown, type Reading } from '../reading.ts'
import type { DiskContent, SnapshotDisk, SnapshotMount, SnapshotStorage } from '../snapshot/storage.ts'
import { functionsOnPath, parseListing, targetName, type Listing } from './links.ts'
import { firstLine, parsePathLines, type PathValues } from './path-lines.ts'
import { sectionOf, type ProbeOutput } from './sections.ts'
import { parseZfsPools } from './zfs.ts'

const CLASS = '/sys/class/block/'

/** Block devices in order of name, from their links, their numbers and the section "drives". */
export function parseDisks(output: ProbeOutput, links: Listing, files: PathValues): readonly SnapshotDisk[] {
  const { lines } = sectionOf(output, 'drives')
  const stack = parseListing(lines)
  const values = parsePathLines(lines)
  const contentOf = contentReader(output)
  const disks = [...links.targets].filter(
    ([path]) => path.startsWith(CLASS) && !path.slice(CLASS.length).includes('/')
  )
  const names = new Set(disks.map(([path]) => path.slice(CLASS.length)))
  const madeOf = below(links, 'slaves')
  const holders = below(stack, 'holders')
  return disks
    .map(([path, target]): SnapshotDisk => {
      const name = path.slice(CLASS.length)
      const number = firstLine(files, `${path}/dev`)
      const parent = target.split('/').at(-2) ?? ''
      const isInBcache = stack.plain.includes(`${path}/bcache`) || stack.targets.has(`${path}/bcache`)
      return {
        name,
        number,
        functions: functionsOnPath(target),
        partOf: names.has(parent) ? parent : null,
        mapperName: firstLine(files, `${path}/dm/name`),
        mapperUuid: firstLine(values, `${path}/dm/uuid`),
        madeOf: madeOf.get(name) ?? [],
        holders: [...(holders.get(name) ?? []), ...(isInBcache ? ['bcache'] : [])],
        pathOf: headOf(name),
        subsystem: /\/nvme-subsystem\/([^/]+)\//.exec(target)?.[1] ?? null,
        content: contentOf(number)
      }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Entries of a folder of each disk, by disk: its `slaves` or `holders`. */
function below(listing: Listing, folder: 'slaves' | 'holders'): ReadonlyMap<string, readonly string[]> {
  const entries = new Map<string, string[]>()
  for (const path of listing.targets.keys()) {
    if (!path.startsWith(CLASS)) continue
    const [disk, middle, entry] = path.slice(CLASS.length).split('/')
    if (disk === undefined || middle !== folder || entry === undefined) continue
    const list = entries.get(disk)
    if (list) list.push(entry)
    else entries.set(disk, [entry])
  }
  return entries
}

/** The disk that a hidden path leads to: nvme0c1n2 is the path of controller 1 to nvme0n2. */
function headOf(name: string): string | null {
  const [, subsystem, namespace] = /^(nvme\d+)c\d+(n\d+)$/.exec(name) ?? []
  return subsystem === undefined || namespace === undefined ? null : `${subsystem}${namespace}`
}

const UDEV = /^\/run\/udev\/data\/b(\d+:\d+):(?:I:|E:([A-Z_]+)=(.*))/

/** What udev knows of the block devices, by number. A disk without an entry was never looked at. */
function contentReader(output: ProbeOutput): (number: string | null) => Reading<DiskContent> {
  const { lines } = sectionOf(output, 'drives')
  const entries = new Map<string, Map<string, string>>()
  for (const line of lines) {
    const [, number, key, value = ''] = UDEV.exec(line) ?? []
    if (number === undefined) continue
    const entry = entries.get(number) ?? new Map<string, string>()
    entries.set(number, entry)
    if (key !== undefined) entry.set(key, value)
  }
  const reason = !output.has('drives')
    ? 'this capture is older than the reading of what drives carry'
    : lines.includes('udev:yes')
      ? 'the udev database has no entry for it'
      : 'this host keeps no udev database in /run/udev/data'
  return (number) => {
    const entry = number === null ? undefined : entries.get(number)
    if (entry === undefined) return unknown(reason)
    const isAmbivalent = entry.has('ID_FS_AMBIVALENT')
    return known({
      fileSystem: entry.get('ID_FS_TYPE') || (isAmbivalent ? 'several signatures' : null),
      label: entry.get('ID_FS_LABEL') || null,
      partitionTable: entry.get('ID_PART_TABLE_TYPE') || null
    })
  }
}

/** What ties drives together beyond the links of single disks. */
export function parseStorage(output: ProbeOutput): SnapshotStorage {
  const { lines } = sectionOf(output, 'drives')
  const listing = parseListing(lines)
  return {
    nvmeSubsystems: subsystemsOf(listing),
    zfsPools: parseZfsPools(output),
    fileSystems: fileSystemsOf(listing),
    backings: lines.flatMap((line) => {
      const [, by, path] = BACKING.exec(line) ?? []
      return by === undefined || path === undefined ? [] : [{ by: backingName(by), path }]
    })
  }
}

/** Controllers that share namespaces; those over a network have no function. */
function subsystemsOf(listing: Listing): SnapshotStorage['nvmeSubsystems'] {
  const controllers = new Map<string, SnapshotStorage['nvmeSubsystems'][number]['controllers'][number][]>()
  for (const [path, target] of listing.targets) {
    const name = /^\/sys\/class\/nvme-subsystem\/([^/]+)\/nvme\d+$/.exec(path)?.[1]
    const address = functionsOnPath(target).at(-1)
    if (name === undefined || address === undefined) continue
    controllers.set(name, [...(controllers.get(name) ?? []), address])
  }
  return [...controllers].map(([name, addresses]) => ({ name, controllers: addresses }))
}

/** File systems over several devices that are open right now, by what the kernel says of their members. */
function fileSystemsOf(listing: Listing): SnapshotStorage['fileSystems'] {
  const members = new Map<string, { kind: 'btrfs' | 'bcachefs'; uuid: string; disks: string[] }>()
  for (const path of listing.targets.keys()) {
    const [, btrfs, device] = /^\/sys\/fs\/btrfs\/([^/]+)\/devices\/([^/]+)$/.exec(path) ?? []
    const bcachefs = /^\/sys\/fs\/bcachefs\/([^/]+)\/dev-\d+\/block$/.exec(path)?.[1]
    const uuid = btrfs ?? bcachefs
    const disk = device ?? targetName(listing, path)
    if (uuid === undefined || disk === null) continue
    const one = members.get(uuid) ?? { kind: btrfs === undefined ? 'bcachefs' : 'btrfs', uuid, disks: [] }
    members.set(uuid, { ...one, disks: [...one.disks, disk] })
  }
  return [...members.values()]
}

/** `PATH:/dev/DISK`; names of NVMe targets hold colons. */
const BACKING = /^(\/sys\/(?:class\/block|kernel\/config)\/.*):(\/dev\/\S+)$/

function backingName(path: string): string {
  const parts = path.split('/')
  if (path.startsWith(CLASS)) return parts[4] ?? 'a loop device'
  return path.includes('/nvmet/') ? `NVMe target ${parts[6] ?? ''}` : `iSCSI target ${parts.at(-2) ?? ''}`
}

const MOUNT = /^\/proc\/self\/mountinfo:\d+ \d+ (\d+:\d+) \S+ (\S+) .* - (\S+) (\S+) /
/** File systems that name no device, or one of several. */
const SPANNING: readonly string[] = ['zfs', 'btrfs', 'bcachefs']
const SWAP = /^\/proc\/swaps:(\/dev\/\S+)\s/

/** The root file system, and mounts and swap areas on block devices. Source: proc_pid_mountinfo(5); blanks in paths are octal there. */
export function parseMounts(lines: readonly string[]): readonly SnapshotMount[] {
  return lines
    .flatMap((line): SnapshotMount[] => {
      const [, number, mountpoint, type, source] = MOUNT.exec(line) ?? []
      if (number !== undefined && mountpoint !== undefined && type !== undefined && source !== undefined) {
        return mountpoint === '/' || source.startsWith('/dev/') || SPANNING.includes(type)
          ? [{ mountpoint: unescapePath(mountpoint), number, type, source: unescapePath(source) }]
          : []
      }
      const swap = SWAP.exec(line)?.[1]
      return swap === undefined
        ? []
        : [{ mountpoint: 'swap', number: null, type: 'swap', source: unescapePath(swap) }]
    })
    .sort((a, b) => (a.mountpoint < b.mountpoint ? -1 : a.mountpoint > b.mountpoint ? 1 : 0))
}

const unescapePath = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)))
