/**
 * ZFS pools and the disks that they are made of. ZFS leaves neither holders nor device numbers: mountinfo shows a
 * dataset and an anonymous device, so its own tool has to be asked.
 * Sources: zpool-status(8) of OpenZFS (form of the answer, options -L and -P); module/os/linux/spl/spl-kstat.c
 * (a folder for each imported pool).
 */
import { known, unknown, type Reading } from '../reading.ts'
import type { SnapshotZfsPool } from '../snapshot/storage.ts'
import { sectionOf, type ProbeOutput } from './sections.ts'

/** Imported pools, in the order in which they were found; empty where the kernel has no ZFS. */
export function parseZfsPools(output: ProbeOutput): Reading<readonly SnapshotZfsPool[]> {
  if (!output.has('zfs')) return unknown('this capture is older than the reading of ZFS pools')
  const { lines, notes } = sectionOf(output, 'zfs')
  const names = lines.flatMap((line) => /^kstat:(.+)$/.exec(line)?.[1] ?? [])
  const members = membersByPool(lines)
  const hasAnswered = lines.includes('status:0')
  const timeout = notes.some(({ kind }) => kind === 'timeout')
  const reason = notes.some(({ kind }) => kind === 'missing')
    ? 'zpool is not installed'
    : timeout
      ? 'zpool did not answer in time'
      : (complaintOf(lines) ?? 'zpool gave no answer')
  return known(
    [...new Set([...names, ...members.keys()])].map((name) => ({
      name,
      disks: hasAnswered && members.has(name) ? known(members.get(name) ?? []) : unknown(reason)
    }))
  )
}

/** Paths of the members that `zpool status -LP` lists, by pool; spares, caches and logs among them. */
function membersByPool(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const pools = new Map<string, string[]>()
  let current: string[] | null = null
  for (const line of lines) {
    const pool = /^\s*pool: (.+)$/.exec(line)?.[1]
    if (pool !== undefined) {
      current = []
      pools.set(pool.trim(), current)
    }
    const path = /^\t\s*(\/dev\/\S+)/.exec(line)?.[1]
    if (path !== undefined) current?.push(path)
  }
  return pools
}

/** The first line in which the tool says why it did not answer. */
const complaintOf = (lines: readonly string[]): string | null =>
  lines.flatMap((line) => /^zpool:(.+)$/.exec(line)?.[1]?.trim() ?? [])[0] ?? null
