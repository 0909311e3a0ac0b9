import { isPciAddress, type PciAddress } from '../pci/address.ts'
import { known, unknown, type Reading } from '../reading.ts'
import type { SnapshotFarInterface, SnapshotNamespace } from '../snapshot/types.ts'
import { parseIpJson } from './ip-json.ts'
import type { ProbeSection } from './sections.ts'

/** One namespace while its lines are read. */
interface Block {
  readonly inode: number
  readonly path: string
  readonly json: string[]
  readonly names: string[]
  command: string | null
  cgroup: string | null
  /** Function by interface, as ethtool says. */
  readonly bus: Map<string, PciAddress>
  interface: string | null
}

/**
 * Reads the section "namespaces": `own:INODE`, `named:INODE:PATH`, and for each other namespace a line
 * `namespace:INODE:PATH`, who is in it, what ip prints in it, and where needed the bus address of each interface.
 */
export function parseNamespaces(section: ProbeSection | undefined): Reading<readonly SnapshotNamespace[]> {
  if (section === undefined) return unknown('the probe that read this host did not look for them')
  if (!section.lines.includes('root')) return unknown('needs root: namespaces of others are not shown')
  const names = new Map<number, string>()
  const blocks: Block[] = []
  let hasOwn = false
  for (const line of section.lines) {
    if (/^own:\d+$/.test(line)) hasOwn = true
    const [, named, namedPath = ''] = /^named:(\d{1,20}):(.+)$/.exec(line) ?? []
    if (named !== undefined) names.set(Number(named), namedPath.slice(namedPath.lastIndexOf('/') + 1))
    const [, inode, path = ''] = /^namespace:(\d{1,20}):(.+)$/.exec(line) ?? []
    if (inode !== undefined) {
      blocks.push({
        inode: Number(inode),
        path,
        json: [],
        names: [],
        command: null,
        cgroup: null,
        bus: new Map(),
        interface: null
      })
      continue
    }
    const block = blocks.at(-1)
    if (block !== undefined) readLine(block, line)
  }
  if (!hasOwn) return unknown('/proc does not show the namespaces of processes')
  const obstacle = section.notes.some(({ kind }) => kind === 'missing')
    ? 'nsenter is not installed'
    : section.notes.some(({ kind }) => kind === 'timeout')
      ? 'it did not answer in time'
      : 'ip gave no answer in it'
  return known(
    blocks
      .map((block) => namespaceOf(block, names.get(block.inode) ?? null, obstacle))
      .sort((a, b) => a.inode - b.inode)
  )
}

function readLine(block: Block, line: string): void {
  if (line.startsWith('[')) block.json.push(line)
  else if (line.startsWith('name:')) block.names.push(line.slice('name:'.length))
  else if (line.startsWith('interface:')) block.interface = line.slice('interface:'.length)
  const [, address = ''] = /^bus-info: *(\S+)$/.exec(line) ?? []
  if (block.interface !== null && isPciAddress(address)) block.bus.set(block.interface, address)
  const [, file, value = ''] = /^\/proc\/\d+\/(comm|cgroup):(.*)$/.exec(line) ?? []
  if (file === 'comm') block.command = value.trim() || null
  // The longest path says most: controllers that a container is not limited by lie at "/".
  if (file === 'cgroup') {
    const path = value.slice(value.indexOf(':', value.indexOf(':') + 1) + 1)
    if (path.length > (block.cgroup?.length ?? 1)) block.cgroup = path
  }
}

function namespaceOf(block: Block, name: string | null, obstacle: string): SnapshotNamespace {
  const pid = /^\/proc\/(\d{1,10})\//.exec(block.path)?.[1]
  return {
    inode: block.inode,
    name,
    pid: pid === undefined ? null : Number(pid),
    command: block.command,
    cgroup: block.cgroup,
    interfaces: interfacesOf(block, obstacle)
  }
}

function interfacesOf(block: Block, obstacle: string): Reading<readonly SnapshotFarInterface[]> {
  const answer = parseIpJson(block.json.join('\n'))
  const functionOf = (name: string, parent: string | null): PciAddress | null =>
    parent !== null && isPciAddress(parent) ? parent : (block.bus.get(name) ?? null)
  if (answer !== null) {
    return known(
      answer.interfaces.map(({ name, parent, kind, farLink }) => ({
        name,
        function: functionOf(name, parent),
        kind,
        farLink
      }))
    )
  }
  if (block.names.length === 0) return unknown(obstacle)
  return known(
    block.names.map((name) => ({ name, function: functionOf(name, null), kind: null, farLink: null }))
  )
}
