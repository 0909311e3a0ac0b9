import type { Gap, SnapshotFunction, SnapshotReader } from '../snapshot/types.ts'
import type { ProbeOutput } from './sections.ts'

/** What a missing tool costs, by section. */
const LOST_WITH: Readonly<Record<string, string>> = {
  names: 'names of devices',
  net: 'IP addresses and settings of VFs',
  firmware: 'firmware of network devices',
  namespaces: 'interfaces in other network namespaces',
  ovs: 'ports of Open vSwitch bridges',
  rdma: 'connections of RDMA devices',
  eswitch: 'modes of the switches of PFs',
  modules: 'VF drivers that are installed but not loaded',
  zfs: 'disks of ZFS pools'
}

/** What was looked for and not had, and why: tools that are missing, reads that hung, what needs root. */
export function gapsOf(
  output: ProbeOutput,
  reader: SnapshotReader,
  functions: readonly SnapshotFunction[]
): readonly Gap[] {
  const gaps: Gap[] = []
  for (const [name, { notes }] of output) {
    const what = LOST_WITH[name] ?? `section "${name}"`
    for (const note of notes) {
      if (note.kind === 'missing') gaps.push({ what, reason: `${note.tool} is not installed` })
      if (note.kind === 'no-json')
        gaps.push({ what: 'settings of VFs', reason: `${note.tool} prints no JSON on this host` })
      // An ip that knows no JSON fails at the option: that is said already.
      if (note.kind === 'failed' && !notes.some(({ kind }) => kind === 'no-json'))
        gaps.push({
          what,
          reason: note.reason === '' ? `${note.tool} failed without a word` : `${note.tool}: ${note.reason}`
        })
      if (note.kind === 'timeout')
        gaps.push({ what: `all of ${what}`, reason: `${note.tool} did not answer in time` })
    }
  }
  const bytesRead = (one: SnapshotFunction): number =>
    one.configSpace.known ? one.configSpace.value.length / 2 : 0
  const short = functions.filter((one) => [64, 128].includes(bytesRead(one)))
  const unread = functions.filter((one) => !one.configSpace.known)
  if (short.length > 0) {
    gaps.push({
      what: 'config space past 64 bytes',
      reason: reader.uid === 0 ? lockdownReason(short) : needsRoot(reader)
    })
  }
  if (unread.length > 0) {
    gaps.push({ what: `config space of ${listOf(unread)}`, reason: 'the kernel gave no bytes' })
  }
  if (reader.uid !== 0) gaps.push({ what: 'processes that hold a VFIO device', reason: needsRoot(reader) })
  return gaps
}

const needsRoot = (reader: SnapshotReader): string => `needs root: the probe ran as ${reader.user}`

const lockdownReason = (functions: readonly SnapshotFunction[]): string =>
  `the kernel gave root only the header of ${listOf(functions)}`

const listOf = (functions: readonly SnapshotFunction[]): string => {
  const first = functions
    .slice(0, 3)
    .map((one) => one.address)
    .join(', ')
  return functions.length > 3 ? `${first} and ${functions.length - 3} more` : first
}
