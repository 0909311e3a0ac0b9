import { known, unknown, type Reading } from '../reading.ts'
import type { SnapshotDisk, SnapshotMount, SnapshotVfioUser } from '../snapshot/types.ts'
import { functionsOnPath, type Listing } from './links.ts'
import { firstLine, type PathValues } from './path-lines.ts'

const CLASS = '/sys/class/block/'

/** Block devices, in order of name, from their links and numbers. */
export function parseDisks(links: Listing, files: PathValues): readonly SnapshotDisk[] {
  const madeOf = new Map<string, string[]>()
  for (const path of links.targets.keys()) {
    const [, disk, part] = /^\/sys\/class\/block\/([^/]+)\/slaves\/([^/]+)$/.exec(path) ?? []
    if (disk !== undefined && part !== undefined) madeOf.set(disk, [...(madeOf.get(disk) ?? []), part])
  }
  return [...links.targets]
    .filter(([path]) => path.startsWith(CLASS) && !path.slice(CLASS.length).includes('/'))
    .map(([path, target]) => {
      const name = path.slice(CLASS.length)
      return {
        name,
        number: firstLine(files, `${path}/dev`),
        function: functionsOnPath(target).at(-1) ?? null,
        mapperName: firstLine(files, `${path}/dm/name`),
        madeOf: madeOf.get(name) ?? []
      }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

const MOUNT = /^\/proc\/self\/mountinfo:\d+ \d+ (\d+:\d+) \S+ (\S+) .* - \S+ (\/dev\/\S+) /
const SWAP = /^\/proc\/swaps:(\/dev\/\S+)\s/

/** Mounts and swap areas on block devices. Source: proc_pid_mountinfo(5); blanks in paths are octal there. */
export function parseMounts(lines: readonly string[]): readonly SnapshotMount[] {
  return lines
    .flatMap((line): SnapshotMount[] => {
      const [, number, mountpoint, source] = MOUNT.exec(line) ?? []
      if (number !== undefined && mountpoint !== undefined && source !== undefined) {
        return [{ mountpoint: unescapePath(mountpoint), number, source: unescapePath(source) }]
      }
      const swap = SWAP.exec(line)?.[1]
      return swap === undefined ? [] : [{ mountpoint: 'swap', number: null, source: unescapePath(swap) }]
    })
    .sort((a, b) => (a.mountpoint < b.mountpoint ? -1 : a.mountpoint > b.mountpoint ? 1 : 0))
}

const unescapePath = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)))

/** `lrwx------ 1 0 0 64 Nov 23 19:00 12 -> /dev/vfio/5 /proc/123/fd:`; the first arrow counts: a file may be named like one. */
const HOLDER =
  /^l\S+ +\d+ .*?(\d+) -> \/dev\/vfio\/(?:(devices\/vfio)|(?:noiommu-)?)(\d+) \/proc\/(\d+)\/fd:$/

/** Processes that hold VFIO devices. Without root those of other users stay unseen, which is said. */
export function parseVfioUsers(lines: readonly string[], uid: number): Reading<readonly SnapshotVfioUser[]> {
  const commands = new Map<string, string>()
  const names = new Map<string, string>()
  for (const line of lines) {
    const [, key, pid, value = ''] = /^(command|name):(\d+):(.*)$/.exec(line) ?? []
    if (pid !== undefined) (key === 'command' ? commands : names).set(pid, value)
  }
  const users = lines
    .flatMap((line): SnapshotVfioUser[] => {
      const [, , device, number, pid] = HOLDER.exec(line) ?? []
      if (number === undefined || pid === undefined) return []
      return [
        {
          pid: Number(pid),
          command: commands.get(pid)?.trim() || 'unknown',
          vm: vmName(names.get(pid) ?? ''),
          holds: { kind: device === undefined ? 'group' : 'device', number: Number(number) }
        }
      ]
    })
    .sort((a, b) => a.pid - b.pid || a.holds.number - b.holds.number)
  const unique = users.filter(
    (user, i) =>
      users.findIndex(
        (other) =>
          other.pid === user.pid &&
          other.holds.kind === user.holds.kind &&
          other.holds.number === user.holds.number
      ) === i
  )
  return uid === 0 ? known(unique) : unknown('needs root: processes of other users are not shown')
}

/** The value of QEMU's `-name`: `web1`, `guest=web1,debug-threads=on`; null where there is none. */
export function vmName(argument: string): string | null {
  const [first = '', ...rest] = argument.trim().split(',')
  const guest = [first, ...rest].find((part) => part.startsWith('guest='))
  const name = guest === undefined ? (first.includes('=') ? '' : first) : guest.slice('guest='.length)
  return name.slice(0, 200) || null
}
