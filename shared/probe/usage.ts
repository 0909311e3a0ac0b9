import { known, unknown, type Reading } from '../reading.ts'
import type { SnapshotVfioUser } from '../snapshot/types.ts'

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
