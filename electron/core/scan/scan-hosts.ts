import { stackOf } from '../stack-of.ts'
import type { HostSummary } from '#shared/lab/host.ts'
import type { Failure } from '#shared/failure.ts'
import { err, ok, type Result } from '#shared/result.ts'
import type { JobControl, JobWork } from '../jobs/job-registry.ts'
import type { ReachHost } from '../ssh/reach-host.ts'
import { brokenMachine } from '../broken-machine.ts'
import type { CoreContext } from '../core-context.ts'
import { readAndStore } from './read-and-store.ts'
import { slots } from './semaphore.ts'

/**
 * The work of a scan: reads all `hosts`, some at a time, stores what was read. A host that fails keeps what was
 * known of it, with the reason beside it, and does not hold up the others.
 */
export function scanHosts(context: CoreContext, reach: ReachHost, hosts: readonly HostSummary[]): JobWork {
  return async (control) => {
    const parallel = slots(context.store.settings.all().parallelScans)
    let done = 0
    const failed: { readonly name: string; readonly error: Failure }[] = []
    const one = async (host: HostSummary): Promise<void> => {
      const result = await parallel.run(() =>
        scanHost(context, (each, signal) => reach(each, signal, parallel.pause), host, control)
      )
      done += 1
      if (!result.ok && !control.signal.aborted) failed.push({ name: host.name, error: result.error })
      control.progress({
        done,
        message: result.ok ? `${host.name} read` : `${host.name}: ${result.error.message}`
      })
      context.emit('lab.changed', { hosts: [host.id] })
    }
    await Promise.all(hosts.map(one))
    if (control.signal.aborted) {
      return err({
        kind: 'cancelled',
        message: 'Cancelled; hosts that were read by then are stored',
        fix: ''
      })
    }
    return summary(hosts.length, failed)
  }
}

async function scanHost(
  context: CoreContext,
  reach: ReachHost,
  host: HostSummary,
  { signal, log }: Pick<JobControl, 'signal' | 'log'>
): Promise<Result<unknown, Failure>> {
  const result = await readAndStore(context, reach, host, signal).catch((error: unknown) => {
    // What goes wrong with one host is that host's, and the others go on.
    context.logBug(`scan: ${stackOf(error)}`)
    return err(brokenMachine(error) ?? bugAt(host.name, error))
  })
  if (result.ok) log([`${host.name}: read`])
  else {
    log([`${host.name}: ${result.error.message}`])
    if (result.error.kind !== 'cancelled') context.store.hosts.setLastError(host.id, result.error)
  }
  return result
}

const bugAt = (name: string, error: unknown): Failure => ({
  kind: 'bug',
  message: `Reading ${name} failed in an unexpected way: ${error instanceof Error ? error.message : String(error)}`,
  fix: 'This is a bug in VF Lab; please report it with the log and, if you can, a capture of the host.'
})

function summary(
  total: number,
  failed: readonly { readonly name: string; readonly error: Failure }[]
): Result<string, Failure> {
  const [first] = failed
  if (!first) return ok(total === 1 ? 'Host read' : `${total} hosts read`)
  if (total === 1) return err(first.error)
  const names = failed.slice(0, 5).map(({ name }) => name)
  const rest = failed.length - names.length
  return err({
    kind: 'some-hosts-failed',
    message: `${failed.length} of ${total} hosts could not be read: ${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`,
    fix: 'The reason stands beside each host. What was known of them before is still there.'
  })
}
