import { explainDrift } from '#shared/inventory/drift.ts'
import type { CaptureSummary } from '#shared/lab/capture.ts'
import type { HostSummary } from '#shared/lab/host.ts'
import { captureDrift } from '../../core/captures/capture-drift.ts'
import type { Store } from '../../core/store/open-store.ts'
import { withStore } from '../data.ts'
import { CommandFailure, EXIT, type ExitCode } from '../exit-codes.ts'
import { storedHost } from '../reach.ts'
import { plain, type Terminal } from '../terminal.ts'

export interface DriftOptions {
  readonly data?: string
  readonly since?: string
  readonly json?: boolean
}

/** `vflab drift`: what changed on a stored host between two of its readings; status 1 where something did. */
export async function drift(terminal: Terminal, target: string, options: DriftOptions): Promise<ExitCode> {
  return withStore(options.data, (store) => {
    const host = storedHost(target, store)
    if (!host) {
      throw new CommandFailure(EXIT.usage, `No stored host is called ${target}`, 'See "vflab hosts list".')
    }
    const since = options.since === undefined ? null : earlierCapture(store, host, options.since).id
    const found = captureDrift({ store }, host.id, since)
    if (!found.ok) throw new CommandFailure(EXIT.failed, found.error.message, found.error.fix)
    if (!found.value) {
      const message = `${host.name} was read less than twice: there is nothing to compare`
      throw new CommandFailure(EXIT.precondition, message, 'Read it with "vflab scan --save".')
    }
    const { before, after, drifts } = found.value
    if (options.json) terminal.printJson(found.value)
    else {
      const period = `between ${before.takenAt} and ${after.takenAt}`
      terminal.note(`${host.name}: ${drifts.length === 0 ? 'nothing' : drifts.length} changed ${period}`)
      for (const one of drifts) terminal.print(plain(explainDrift(one)))
    }
    return Promise.resolve(drifts.length === 0 ? EXIT.ok : EXIT.failed)
  })
}

/** The newest reading of a host that was there at an instant. The newest of all is what it is compared with. */
function earlierCapture(store: Store, host: HostSummary, when: string): CaptureSummary {
  const at = Date.parse(when)
  if (Number.isNaN(at)) {
    throw new CommandFailure(EXIT.usage, `--since: "${when}" is no time`, 'Write for example 2026-11-23.')
  }
  const [newest, ...earlier] = store.captures.list(host.id)
  const found = earlier.find(({ takenAt }) => Date.parse(takenAt) <= at)
  if (found) return found
  const oldest = earlier.at(-1) ?? newest
  const message = `No reading of ${host.name} is as old as ${when}`
  throw new CommandFailure(EXIT.precondition, message, oldest ? `The oldest is of ${oldest.takenAt}.` : '')
}
