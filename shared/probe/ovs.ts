import * as v from 'valibot'
import { known, unknown, type Reading } from '../reading.ts'
import type { SnapshotOvsBridge } from '../snapshot/types.ts'
import type { ProbeSection } from './sections.ts'

/** `ovs-vsctl --format=json list TABLE`: one table on a line. Source: ovs-vsctl(8), RFC 7047 section 5.1. */
const tableSchema = v.object({ headings: v.array(v.string()), data: v.array(v.array(v.unknown())) })

type Row = Readonly<Record<string, unknown>>

/** Reads the section "ovs": the tables Bridge, Port and Interface. null = Open vSwitch is not installed. */
export function parseOvs(section: ProbeSection | undefined): Reading<readonly SnapshotOvsBridge[] | null> {
  if (section === undefined) return unknown('the probe that read this host did not look for them')
  const failed = section.notes.find((note) => note.kind === 'failed' || note.kind === 'timeout')
  if (failed)
    return unknown(
      failed.kind === 'failed' ? `ovs-vsctl: ${failed.reason}` : 'ovs-vsctl did not answer in time'
    )
  if (section.lines.length === 0) return known(null)
  const [bridges, ports, interfaces] = section.lines.slice(0, 3).map(rowsOf)
  if (!bridges || !ports || !interfaces) return unknown('ovs-vsctl printed no tables')
  const interfacesOfPort = new Map(ports.map((row) => [idOf(row._uuid), idsOf(row.interfaces)]))
  const interfaceOf = new Map(interfaces.map((row) => [idOf(row._uuid), row]))
  const bridgeOfPort = new Map<string, string>()
  const rowsOfBridge = bridges.map((row) => {
    const members = idsOf(row.ports)
      .flatMap((port) => interfacesOfPort.get(port) ?? [])
      .flatMap((id): readonly Row[] => {
        const row = interfaceOf.get(id)
        return row ? [row] : []
      })
    const name = textOf(row.name)
    for (const member of members) bridgeOfPort.set(textOf(member.name), name)
    return { name, members }
  })
  return known(
    rowsOfBridge.map(({ name, members }) => ({
      name,
      ports: members.map((row) => textOf(row.name)),
      joined: members.flatMap((row) => bridgeOfPort.get(peerOf(row.options) ?? '') ?? [])
    }))
  )
}

function rowsOf(line: string): readonly Row[] | null {
  try {
    const table = v.safeParse(tableSchema, JSON.parse(line))
    if (!table.success) return null
    const { headings, data } = table.output
    return data.map((cells) => Object.fromEntries(headings.map((heading, at) => [heading, cells[at]])))
  } catch {
    return null
  }
}

const textOf = (cell: unknown): string => (typeof cell === 'string' ? cell : '')

/** `["uuid", "..."]` */
const idOf = (cell: unknown): string =>
  Array.isArray(cell) && cell[0] === 'uuid' && typeof cell[1] === 'string' ? cell[1] : ''

/** One value, or `["set", [...]]`. */
const idsOf = (cell: unknown): readonly string[] =>
  Array.isArray(cell) && cell[0] === 'set' && Array.isArray(cell[1]) ? cell[1].map(idOf) : [idOf(cell)]

/** The other end of a patch port, in `["map", [["peer", "..."]]]`. */
function peerOf(cell: unknown): string | null {
  if (!Array.isArray(cell) || cell[0] !== 'map' || !Array.isArray(cell[1])) return null
  const pair = (cell[1] as readonly unknown[]).find((one) => Array.isArray(one) && one[0] === 'peer')
  return Array.isArray(pair) && typeof pair[1] === 'string' ? pair[1] : null
}
