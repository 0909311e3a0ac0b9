import { writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { buildInventory } from '#shared/inventory/build.ts'
import type { HostSummary } from '#shared/lab/host.ts'
import { saveCapture, type ReadCapture } from '../../core/captures/captures.ts'
import { readHost } from '../../core/scan/read-host.ts'
import type { Store } from '../../core/store/open-store.ts'
import { contextOf, withStore } from '../data.ts'
import { CommandFailure, EXIT, type ExitCode } from '../exit-codes.ts'
import { hostReport } from '../host-report.ts'
import { hostFor, terminalReach, type ConnectOptions } from '../reach.ts'
import type { Terminal } from '../terminal.ts'

export interface ScanOptions extends ConnectOptions {
  readonly data?: string
  readonly json?: boolean
  readonly save?: boolean
}

/** `vflab scan`: reads a host and shows it. */
export async function scan(
  terminal: Terminal,
  target: string,
  options: ScanOptions,
  signal: AbortSignal
): Promise<ExitCode> {
  return withStore(options.data, async (store) => {
    const { host, reading } = await read(terminal, store, target, options, signal)
    const stored = options.save ? save(store, host, reading) : host
    if (options.save) terminal.note(`stored as ${stored.name} (${stored.id})`)
    const inventory = buildInventory(stored.id, reading.snapshot)
    if (options.json) terminal.printJson(inventory)
    else terminal.print(hostReport(inventory))
    return EXIT.ok
  })
}

export interface CaptureOptions extends ConnectOptions {
  readonly data?: string
  readonly output: string
}

/** `vflab capture`: reads a host into a file that can be mailed, imported and checked against. */
export async function capture(
  terminal: Terminal,
  target: string,
  options: CaptureOptions,
  signal: AbortSignal
): Promise<ExitCode> {
  return withStore(options.data, async (store) => {
    const { reading } = await read(terminal, store, target, options, signal)
    const path = options.output
    await writeFile(path, path.endsWith('.gz') ? gzipSync(reading.capture) : reading.capture)
    terminal.note(`${reading.snapshot.machine.hostname} written to ${path}`)
    return EXIT.ok
  })
}

async function read(
  terminal: Terminal,
  store: Store,
  target: string,
  options: ConnectOptions,
  signal: AbortSignal
): Promise<{ readonly host: HostSummary; readonly reading: ReadCapture }> {
  const host = hostFor(target, store, options)
  const reach = await terminalReach(terminal, store, options)
  const reached = await reach(host, signal)
  if (!reached.ok) {
    const code = reached.error.kind.startsWith('host-key') ? EXIT.precondition : EXIT.failed
    throw new CommandFailure(code, reached.error.message, fixFor(reached.error))
  }
  try {
    const reading = await readHost(reached.value, () => new Date().toISOString(), signal)
    if (!reading.ok) throw new CommandFailure(EXIT.failed, reading.error.message, reading.error.fix)
    return { host, reading: reading.value }
  } finally {
    reached.value.connection.close()
  }
}

/** The app has a dialog where the command line has options. */
const fixFor = ({ kind, fix }: { readonly kind: string; readonly fix: string }): string =>
  kind === 'host-key-unknown' ? `${fix} Here: --accept-host-key FINGERPRINT or --known-hosts FILE.` : fix

function save(store: Store, host: HostSummary, reading: ReadCapture): HostSummary {
  const context = contextOf(store)
  return store.transaction(() => {
    // Looked up again under the write lock: another command may have added the same host meanwhile.
    const known = store.hosts.get(host.id) ?? store.hosts.at(host.connection)
    const isNew = known === null
    const id = known?.id ?? context.newId()
    // A new host is called what it calls itself; an address says less in a list.
    const name = known?.name ?? reading.snapshot.machine.hostname
    if (isNew) {
      const { connection } = host
      store.hosts.add({ id, name, origin: 'ssh', connection, addedAt: context.now() })
    }
    saveCapture(context, id, reading)
    return { ...host, id, name }
  })
}
