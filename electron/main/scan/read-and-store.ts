import type { InventoryHost } from '#shared/inventory/types.ts'
import type { HostSummary, IpcError } from '#shared/ipc/types.ts'
import { err, ok, type Result } from '#shared/result.ts'
import { saveCapture } from '../lab/captures.ts'
import type { ReachedHost, ReachHost } from '../ssh/reach-host.ts'
import type { Surroundings } from '../surroundings.ts'
import { readHost } from './read-host.ts'

/** Connects, reads the host and stores what was read. */
export async function readAndStore(
  surroundings: Surroundings,
  reach: ReachHost,
  host: HostSummary,
  signal: AbortSignal
): Promise<Result<InventoryHost, IpcError>> {
  const reached = await reach(host, signal)
  if (!reached.ok) return reached
  try {
    return await readOver(surroundings, reached.value, host, signal)
  } finally {
    reached.value.connection.close()
  }
}

/** The same over a connection that is there already and stays open. */
export async function readOver(
  surroundings: Surroundings,
  reached: ReachedHost,
  host: HostSummary,
  signal: AbortSignal
): Promise<Result<InventoryHost, IpcError>> {
  const reading = await readHost(reached, surroundings.now, signal)
  if (!reading.ok) return reading
  if (!surroundings.store.hosts.get(host.id)) {
    return err({ kind: 'no-such-host', message: `${host.name} was removed meanwhile`, fix: '' })
  }
  return ok(saveCapture(surroundings, host.id, reading.value))
}
