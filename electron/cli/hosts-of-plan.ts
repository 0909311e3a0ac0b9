import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { buildInventory } from '#shared/inventory/build.ts'
import type { HostId, InventoryHost } from '#shared/inventory/types.ts'
import { explainCaptureError } from '#shared/probe/capture.ts'
import { parseCapture } from '#shared/probe/parse-capture.ts'
import { explainPlanFileError, parsePlanFile } from '#shared/plan/file.ts'
import type { Plan } from '#shared/plan/types.ts'
import { hostsOf } from '#shared/planned/hosts-of-plan.ts'
import type { PlanContext } from '#shared/planned/plan-context.ts'
import type { HostPresets } from '#shared/simulate/plan-estimate/estimate-context.ts'
import { inventoryOf } from '../core/captures/captures.ts'
import { hostPresets } from '../core/captures/host-presets.ts'
import { readCaptureFile } from '../core/captures/import-capture.ts'
import { withStore } from './data.ts'
import { CommandFailure, EXIT } from './exit-codes.ts'
import { readInput } from './input-file.ts'
import { storedHost } from './reach.ts'

/** Where the hosts of a plan are taken from. */
export interface HostSource {
  readonly data?: string
  /** A folder of captures, with or without an index.json. */
  readonly lab?: string
  /** `[ID=]FILE`, any number of times. */
  readonly capture?: readonly string[]
}

/** Reads a plan file. */
export function readPlan(path: string): Plan {
  const plan = parsePlanFile(readInput(path))
  if (plan.ok) return plan.value
  throw new CommandFailure(EXIT.precondition, `${path}: ${explainPlanFileError(plan.error)}`)
}

/** Reads a plan file and finds its hosts: in capture files where any are given, else in the database. */
export async function planContext(path: string, source: HostSource): Promise<PlanContext> {
  const plan = readPlan(path)
  const ids = hostsOf(plan)
  const files = captureFiles(source)
  if (files.length === 0) return { plan, hosts: await fromDatabase(ids, source) }
  const hosts = new Map<HostId, InventoryHost>()
  for (const { id, file } of files) {
    const text = await readCaptureFile(file)
    if (!text.ok) throw new CommandFailure(EXIT.precondition, text.error.message, text.error.fix)
    const snapshot = parseCapture(text.value)
    if (!snapshot.ok)
      throw new CommandFailure(EXIT.precondition, `${file}: ${explainCaptureError(snapshot.error)}`)
    // A plan may name a host by the id in the index, by file name or by host name; one of one needs no name.
    const names = [
      id,
      basename(file).replace(/\.capture(\.gz)?$|\.gz$|\.txt$/, ''),
      snapshot.value.machine.hostname
    ]
    const only = files.length === 1 && ids.length === 1 ? ids[0] : undefined
    const match = ids.find((each) => names.includes(each)) ?? only
    if (match !== undefined) hosts.set(match, buildInventory(match, snapshot.value))
  }
  return { plan, hosts }
}

/** Presets that the app keeps of the hosts; none of hosts that are read from capture files. */
export async function storedPresets(source: HostSource): Promise<HostPresets> {
  if (captureFiles(source).length > 0) return new Map()
  return withStore(source.data, (store) =>
    Promise.resolve(
      new Map(
        hostPresets(store)
          .list()
          .flatMap(({ host, parameters }) => (host === null ? [] : [[host, parameters] as const]))
      )
    )
  )
}

function captureFiles({
  lab,
  capture = []
}: HostSource): readonly { readonly id: string | null; readonly file: string }[] {
  const given = capture.map((text) => {
    const [, id, file] = /^([A-Za-z0-9][A-Za-z0-9_-]{0,63})=(.+)$/.exec(text) ?? []
    return file === undefined ? { id: null, file: text } : { id: id ?? null, file }
  })
  return lab === undefined ? given : [...given, ...labFiles(lab)]
}

/** Captures of a folder; `index.json`, where there is one, gives them ids (as in the sample lab). */
function labFiles(folder: string): readonly { readonly id: string | null; readonly file: string }[] {
  try {
    const names = readdirSync(folder).filter((name) => /\.capture(\.gz)?$/.test(name))
    const ids = new Map<unknown, unknown>()
    if (readdirSync(folder).includes('index.json')) {
      const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as { hosts?: unknown }
      for (const entry of Array.isArray(index.hosts) ? (index.hosts as Record<string, unknown>[]) : []) {
        ids.set(entry['file'], entry['id'])
      }
    }
    return names.sort().map((name) => {
      const id = ids.get(name)
      return { id: typeof id === 'string' ? id : null, file: join(folder, name) }
    })
  } catch (error) {
    throw new CommandFailure(EXIT.usage, `--lab: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function fromDatabase(
  ids: readonly HostId[],
  { data }: HostSource
): Promise<ReadonlyMap<HostId, InventoryHost>> {
  return withStore(data, (store) => {
    const found = ids.flatMap((id) => {
      const inventory = inventoryOf({ store }, id)
      return inventory ? [[id, inventory] as const] : []
    })
    return Promise.resolve(new Map(found))
  })
}

/** The host that `--host` names, by id, by host name or by its name in the database; the only one where it is left out. */
export async function pickHost(
  { plan, hosts }: PlanContext,
  { host: text, data }: { readonly host?: string; readonly data?: string }
): Promise<InventoryHost> {
  const ids = hostsOf(plan)
  const id = text === undefined ? ids[0] : await hostIdNamed(text, ids, hosts, data)
  if (text === undefined && ids.length > 1) {
    throw new CommandFailure(
      EXIT.usage,
      `the plan has several hosts: ${ids.join(', ')}`,
      'Choose one with --host.'
    )
  }
  if (id === undefined) throw new CommandFailure(EXIT.precondition, 'the plan names no host')
  const host = hosts.get(id)
  if (host) return host
  throw new CommandFailure(
    EXIT.precondition,
    `host ${id} has not been read yet`,
    'Run "vflab scan --save" on it, or give a capture with --capture.'
  )
}

async function hostIdNamed(
  text: string,
  ids: readonly HostId[],
  hosts: ReadonlyMap<HostId, InventoryHost>,
  data: string | undefined
): Promise<HostId> {
  const direct = ids.find((id) => id === text) ?? ids.find((id) => hosts.get(id)?.hostname === text)
  if (direct !== undefined) return direct
  const stored = await withStore(data, (store) => Promise.resolve(storedHost(text, store)))
  if (stored && ids.includes(stored.id)) return stored.id
  throw new CommandFailure(EXIT.usage, `the plan has no host ${text}; it has ${ids.join(', ')}`)
}
