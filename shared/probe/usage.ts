import { known, unknown, type Reading } from '../reading.ts'
import type { SnapshotNodeHolder, SnapshotVfioUser } from '../snapshot/holders.ts'

const NODE = ' -> /dev/'
const NEEDS_ROOT = 'needs root: processes of other users are not shown'

/** A process with a device node open, as the section "vfio-users" lists it. */
interface OpenNode {
  readonly pid: number
  readonly command: string
  readonly vm: string | null
  /** Below /dev/, for example "vfio/5". */
  readonly node: string
}

/**
 * Lines such as `lrwx------ 1 0 0 64 Nov 23 19:00 12 -> /dev/vfio/5 /proc/123/fd:`. The first arrow counts: a file may
 * be named like one. Each process and node once, in order of process number.
 */
function openNodes(lines: readonly string[]): readonly OpenNode[] {
  const commands = new Map<string, string>()
  const names = new Map<string, string>()
  for (const line of lines) {
    const [, key, pid, value = ''] = /^(command|name):(\d+):(.*)$/.exec(line) ?? []
    if (pid !== undefined) (key === 'command' ? commands : names).set(pid, value)
  }
  const nodes = new Map<string, OpenNode>()
  for (const line of lines) {
    const arrow = line.startsWith('l') ? line.indexOf(' -> ') : -1
    if (arrow < 0 || !line.startsWith(NODE, arrow)) continue
    const [, node, pid] =
      /^([A-Za-z0-9_/-]{1,64}) \/proc\/(\d{1,10})\/fd:$/.exec(line.slice(arrow + NODE.length)) ?? []
    if (node === undefined || pid === undefined) continue
    nodes.set(`${pid} ${node}`, {
      pid: Number(pid),
      command: commands.get(pid)?.trim() || 'unknown',
      vm: vmName(names.get(pid) ?? ''),
      node
    })
  }
  return [...nodes.values()].sort((a, b) => a.pid - b.pid)
}

/** Processes that hold VFIO devices. Without root those of other users stay unseen, which is said. */
export function parseVfioUsers(lines: readonly string[], uid: number): Reading<readonly SnapshotVfioUser[]> {
  if (uid !== 0) return unknown(NEEDS_ROOT)
  return known(
    openNodes(lines)
      .flatMap(({ pid, command, vm, node }): SnapshotVfioUser[] => {
        const [, device, number] = /^vfio\/(?:(devices\/vfio)|(?:noiommu-)?)(\d{1,9})$/.exec(node) ?? []
        if (number === undefined) return []
        const kind = device === undefined ? 'group' : 'device'
        return [{ pid, command, vm, holds: { kind, number: Number(number) } }]
      })
      .sort((a, b) => a.pid - b.pid || a.holds.number - b.holds.number)
  )
}

/** Processes that hold other device nodes. */
export function parseNodeHolders(
  lines: readonly string[],
  uid: number
): Reading<readonly SnapshotNodeHolder[]> {
  if (uid !== 0) return unknown(NEEDS_ROOT)
  return known(
    openNodes(lines).flatMap(({ pid, command, node }) =>
      node.startsWith('vfio/') ? [] : [{ pid, command, node: `/dev/${node}` }]
    )
  )
}

/** The value of QEMU's `-name`: `web1`, `guest=web1,debug-threads=on`; null where there is none. */
export function vmName(argument: string): string | null {
  const [first = '', ...rest] = argument.trim().split(',')
  const guest = [first, ...rest].find((part) => part.startsWith('guest='))
  const name = guest === undefined ? (first.includes('=') ? '' : first) : guest.slice('guest='.length)
  return name.slice(0, 200) || null
}
