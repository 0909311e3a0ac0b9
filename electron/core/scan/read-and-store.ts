import type { InventoryHost } from '#shared/inventory/types.ts'
import type { HostSummary } from '#shared/lab/host.ts'
import type { Failure } from '#shared/failure.ts'
import { err, ok, type Result } from '#shared/result.ts'
import { saveCapture } from '../captures/captures.ts'
import type { ReachedHost, ReachHost } from '../ssh/reach-host.ts'
import type { CoreContext } from '../core-context.ts'
import { readHost } from './read-host.ts'

/** Connects, reads the host and stores what was read. */
export async function readAndStore(
  context: CoreContext,
  reach: ReachHost,
  host: HostSummary,
  signal: AbortSignal
): Promise<Result<InventoryHost, Failure>> {
  const reached = await reach(host, signal)
  if (!reached.ok) return reached
  try {
    return await readOver(context, reached.value, host, signal)
  } finally {
    reached.value.connection.close()
  }
}

/** The same over a connection that is there already and stays open. */
async function readOver(
  context: CoreContext,
  reached: ReachedHost,
  host: HostSummary,
  signal: AbortSignal
): Promise<Result<InventoryHost, Failure>> {
  const reading = await readHost(reached, context.now, signal)
  if (!reading.ok) return reading
  if (!context.store.hosts.get(host.id)) {
    return err({ kind: 'no-such-host', message: `${host.name} was removed meanwhile`, fix: '' })
  }
  return ok(saveCapture(context, host.id, reading.value))
}
