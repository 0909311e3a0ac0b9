import * as v from 'valibot'
import { isPciAddress, type PciAddress } from '../pci/address.ts'
import { known, unknown, type Reading } from '../reading.ts'
import type { HostSnapshot, SnapshotRdmaDevice } from '../snapshot/types.ts'
import { functionsOnPath, type Listing } from './links.ts'
import { firstLine, type PathValues } from './path-lines.ts'
import type { ProbeSection } from './sections.ts'

const CLASS = '/sys/class/infiniband/'
const resourceSchema = v.array(
  v.looseObject({ ifname: v.optional(v.string()), cm_id: v.optional(v.number()) })
)

/** RDMA devices, in order of name, with the connections that `rdma -j resource show` counts. */
export function parseRdmaDevices(
  section: ProbeSection,
  links: Listing,
  files: PathValues
): readonly SnapshotRdmaDevice[] {
  const counts = connectionsOf(section)
  return [...links.targets]
    .filter(([path]) => path.startsWith(CLASS))
    .map(([path, target]) => {
      const name = path.slice(CLASS.length)
      const guid = firstLine(files, `${path}/node_guid`)
      return {
        name,
        function: functionsOnPath(target).at(-1) ?? null,
        nodeGuid: guid !== null && /^[0-9a-f]{4}(:[0-9a-f]{4}){3}$/i.test(guid) ? guid.toLowerCase() : null,
        connections: counts.known ? known(counts.value.get(name) ?? 0) : counts
      }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function connectionsOf(section: ProbeSection): Reading<ReadonlyMap<string, number>> {
  const failed = section.notes.find((note) => note.kind === 'failed')
  if (failed?.kind === 'failed') return unknown(`rdma: ${failed.reason}`)
  if (section.lines.length === 0) return unknown('the tool rdma did not answer')
  try {
    const parsed = v.safeParse(resourceSchema, JSON.parse(section.lines.join('\n')))
    if (parsed.success)
      return known(new Map(parsed.output.map(({ ifname = '', cm_id = 0 }) => [ifname, cm_id])))
  } catch {
    // Said below: no JSON is as good as the wrong JSON.
  }
  return unknown('rdma prints no JSON on this host')
}

/** Folders of /sys/class whose entries have a device node, with the folder of /dev that it is in. */
const NODE_FOLDERS: Readonly<Record<string, string>> = {
  uio: '',
  infiniband_verbs: 'infiniband/',
  infiniband_mad: 'infiniband/',
  drm: 'dri/',
  accel: 'accel/',
  uacce: ''
}

/** Device nodes of UIO, RDMA, graphics, and accelerators, and the function below each, in order of name. */
export function parseDeviceNodes(links: Listing, files: readonly string[]): HostSnapshot['deviceNodes'] {
  // NVIDIA's own driver has no class in sysfs: /dev/nvidiaN is the minor number that its folder in /proc names.
  const nvidia = files.flatMap((line) => {
    const [, address = '', minor] = NVIDIA.exec(line) ?? []
    return minor !== undefined && isPciAddress(address)
      ? [{ node: `/dev/nvidia${minor}`, function: address }]
      : []
  })
  const inSysfs = [...links.targets].flatMap(([path, target]) => {
    const [, kind, name = ''] = /^\/sys\/class\/([a-z_]+)\/([A-Za-z0-9_-]+)$/.exec(path) ?? []
    const folder = NODE_FOLDERS[kind ?? '']
    const fn = functionsOnPath(target).at(-1)
    // Connectors stand beside the cards: card0-HDMI-A-1 has no node.
    if (folder === undefined || fn === undefined || /^card\d+-/.test(name)) return []
    return [{ node: `/dev/${folder}${name}`, function: fn }]
  })
  return [...inSysfs, ...nvidia].sort((a, b) => (a.node < b.node ? -1 : 1))
}

const NVIDIA = /^\/proc\/driver\/nvidia\/gpus\/([^/]+)\/information:Device Minor:\s*(\d{1,4})\s*$/

/** Reads `function:ADDRESS`, each followed by what `devlink -j dev eswitch show` says of it. */
export function parseEswitchModes(section: ProbeSection): HostSnapshot['eswitchModes'] {
  const modes = new Map<PciAddress, Reading<string>>()
  let current: PciAddress | null = null
  for (const line of section.lines) {
    const address = line.startsWith('function:') ? line.slice('function:'.length) : null
    if (address !== null) {
      current = isPciAddress(address) ? address : null
      if (current !== null) modes.set(current, unknown('devlink says nothing of it'))
      continue
    }
    if (current === null || modes.get(current)?.known) continue
    const mode = /"mode": ?"([a-z_]{1,32})"/.exec(line)?.[1]
    modes.set(current, mode === undefined ? unknown(`devlink: ${line.slice(0, 120)}`) : known(mode))
  }
  return [...modes].map(([fn, mode]) => ({ function: fn, mode }))
}
