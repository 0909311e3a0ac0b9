import { err, ok, type Result } from '../result.ts'
import { known, unknown, type Reading } from '../reading.ts'
import type { HostSnapshot } from '../snapshot/types.ts'
import type { ReservedRegion, SnapshotIommu } from '../snapshot/iommu.ts'
import { isTime, readCapture, type CaptureError } from './capture.ts'
import { parseDisks, parseMounts, parseStorage } from './drives.ts'
import { parseFramebuffers } from './display.ts'
import { parseFunctions } from './functions.ts'
import { gapsOf } from './gaps.ts'
import { parseListing } from './links.ts'
import { cpuOf, machineOf, numaNodesOf, parseIdentity, readerOf } from './machine.ts'
import { parseModules } from './modules.ts'
import { parseNamespaces } from './namespaces.ts'
import { parseOvs } from './ovs.ts'
import { parseDeviceNodes, parseEswitchModes, parseRdmaDevices } from './rdma.ts'
import { parseDefaultRoutes, parseInterfaces } from './network.ts'
import { parsePathLines, type PathValues } from './path-lines.ts'
import { sectionOf, splitSections, type ProbeOutput } from './sections.ts'
import { parseNodeHolders, parseVfioUsers } from './usage.ts'

/**
 * Reads a capture file, or the bare output of a probe (whose time is then that of the host's own clock), into a
 * snapshot. Total: any text gives a snapshot or an error. A line of a form that is not known is passed over; a
 * whole section that is missing shows as unknown readings and gaps, except those facts without which there is no
 * host: its name, its kernel, and at least one PCI function.
 */
export function parseCapture(text: string): Result<HostSnapshot, CaptureError> {
  const capture = readCapture(text)
  if (capture.ok) return parseOutput(capture.value.text, capture.value.takenAt)
  return text.startsWith('vf-lab-capture') ? capture : parseOutput(text, null)
}

function parseOutput(text: string, takenAt: string | null): Result<HostSnapshot, CaptureError> {
  const sections = splitSections(text)
  if (!sections.ok) return sections
  const output = sections.value

  const identity = parseIdentity(sectionOf(output, 'identity').lines)
  const files = parsePathLines(sectionOf(output, 'files').lines)
  const machine = machineOf(identity, files)
  if (!machine)
    return err({ kind: 'missing-fact', section: 'identity', fact: 'host name and kernel release' })
  const reader = readerOf(identity)
  if (!reader) return err({ kind: 'missing-fact', section: 'identity', fact: 'the user it ran as' })
  const time = takenAt ?? identity.get('date') ?? ''
  if (!isTime(time)) return err({ kind: 'bad-time', text: time })

  const links = parseListing(sectionOf(output, 'links').lines)
  const functions = parseFunctions(output, links)
  if (functions.length === 0) return err({ kind: 'missing-fact', section: 'pci', fact: 'any PCI function' })
  return ok({
    takenAt: time,
    machine,
    reader,
    cpu: cpuOf(files),
    numaNodes: numaNodesOf(files),
    iommu: iommuOf(output, files),
    functions,
    interfaces: parseInterfaces(output, links),
    ...parseModules(links, files, sectionOf(output, 'modules').lines),
    defaultRouteInterfaces: parseDefaultRoutes(sectionOf(output, 'routes').lines),
    disks: parseDisks(output, links, files),
    mounts: parseMounts(sectionOf(output, 'mounts').lines),
    storage: parseStorage(output),
    vfioUsers: parseVfioUsers(sectionOf(output, 'vfio-users').lines, reader.uid),
    nodeHolders: parseNodeHolders(sectionOf(output, 'vfio-users').lines, reader.uid),
    deviceNodes: parseDeviceNodes(links, sectionOf(output, 'files').lines),
    framebuffers: parseFramebuffers(links),
    namespaces: parseNamespaces(output.get('namespaces')),
    ovsBridges: parseOvs(output.get('ovs')),
    rdmaDevices: parseRdmaDevices(
      sectionOf(output, 'rdma'),
      links,
      parsePathLines(sectionOf(output, 'net-files').lines)
    ),
    eswitchModes: parseEswitchModes(sectionOf(output, 'eswitch')),
    tools: toolsOf(output),
    gaps: gapsOf(output, reader, functions)
  })
}

function iommuOf(output: ProbeOutput, files: PathValues): SnapshotIommu {
  const paths = sectionOf(output, 'firmware-tables').lines
  const below = (folder: string): string[] =>
    paths.filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length))
  const tables = below('/sys/firmware/acpi/tables/')
  const acpiTables: Reading<readonly string[]> =
    tables.length > 0 ? known(tables) : unknown('/sys/firmware/acpi/tables could not be listed')
  return {
    acpiTables,
    units: below('/sys/class/iommu/'),
    groupTypes: [...files]
      .flatMap(([path, [type = '']]) => {
        const group = /^\/sys\/kernel\/iommu_groups\/(\d{1,9})\/type$/.exec(path)?.[1]
        return group === undefined || type === '' ? [] : [{ group: Number(group), type: type.trim() }]
      })
      .sort((a, b) => a.group - b.group),
    reservedRegions: [...files]
      .flatMap(([path, lines]) => {
        const group = /^\/sys\/kernel\/iommu_groups\/(\d{1,9})\/reserved_regions$/.exec(path)?.[1]
        return group === undefined ? [] : [{ group: Number(group), regions: lines.flatMap(reservedRegion) }]
      })
      .sort((a, b) => a.group - b.group)
  }
}

function reservedRegion(line: string): readonly ReservedRegion[] {
  const [, start, end, type] = /^(0x[0-9a-f]{1,16}) (0x[0-9a-f]{1,16}) (\S+)$/.exec(line) ?? []
  return start === undefined || end === undefined || type === undefined ? [] : [{ start, end, type }]
}

const toolsOf = (output: ProbeOutput): Readonly<Record<string, boolean>> =>
  Object.fromEntries(
    sectionOf(output, 'tools').lines.flatMap((line) => {
      const [, tool, answer] = /^([\w.-]+):(yes|no)$/.exec(line) ?? []
      return tool === undefined ? [] : [[tool, answer === 'yes']]
    })
  )
