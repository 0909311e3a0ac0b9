import { buildInventory } from '#shared/inventory/build.ts'
import { inventoryDrift } from '#shared/inventory/drift.ts'
import type { HostId } from '#shared/inventory/types.ts'
import type { ApplyAction } from '#shared/lab/run.ts'
import type { CaptureDrift, CaptureSummary } from '#shared/lab/capture.ts'
import type { Failure } from '#shared/failure.ts'
import { explainCaptureError } from '#shared/probe/capture.ts'
import { parseCapture } from '#shared/probe/parse-capture.ts'
import { err, ok, type Result } from '#shared/result.ts'
import type { CoreContext } from '../core-context.ts'
import { damagedCapture } from './damaged-capture.ts'

/**
 * What changed on a host between the capture `since` (null = see `baseline`) and its newest capture.
 * Both are read by the code of today: a newer VF Lab that sees more in a capture is no change of the host.
 * null = the host has no earlier capture.
 */
export function captureDrift(
  { store }: Pick<CoreContext, 'store'>,
  host: HostId,
  since: string | null
): Result<CaptureDrift | null, Failure> {
  const captures = store.captures.list(host)
  const [after, ...earlier] = captures
  const before = since === null ? baseline(store, host, earlier) : captures.find(({ id }) => id === since)
  if (!after || (since === null && !before)) return ok(null)
  if (!before) {
    const message = `There is no capture ${since} of this host any more: only the newest ones are kept`
    return err({ kind: 'no-such-capture', message, fix: 'Compare with a newer one.' })
  }
  const read = (capture: CaptureSummary) => {
    const text = store.captures.text(host, capture.id)
    if (text === null) return err(damagedCapture(capture.takenAt))
    const snapshot = parseCapture(text)
    if (snapshot.ok) return ok(buildInventory(host, snapshot.value))
    const message = `The capture of ${capture.takenAt}: ${explainCaptureError(snapshot.error)}`
    return err<Failure>({ kind: snapshot.error.kind, message, fix: 'Scan the host again.' })
  }
  const old = read(before)
  if (!old.ok) return old
  const now = read(after)
  if (!now.ok) return now
  return ok({ before, after, drifts: inventoryDrift(old.value, now.value) })
}

/** Actions that read the host and change nothing on it. */
const LOOKS: readonly ApplyAction[] = ['verify', 'dry-run', 'rollback-dry-run']

/**
 * The newest of `earlier` that was taken for itself, or after a change. A verify reads the host as well, and what it
 * found is still to be told: its own reading is no state that anything is compared with, unless there is no other.
 */
function baseline(
  store: CoreContext['store'],
  host: HostId,
  earlier: readonly CaptureSummary[]
): CaptureSummary | undefined {
  const looks = store.runs
    .list(RUNS_LOOKED_AT)
    .filter((run) => run.host === host && LOOKS.includes(run.action))
  const second = (time: string): number => Math.floor(Date.parse(time) / 1000)
  const isLook = ({ takenAt }: CaptureSummary): boolean =>
    looks.some(
      ({ startedAt, endedAt }) =>
        second(startedAt) <= second(takenAt) && (endedAt === null || second(takenAt) <= second(endedAt))
    )
  return earlier.find((capture) => !isLook(capture)) ?? earlier.at(-1)
}

/** More than there are between the oldest capture that is kept and now. */
const RUNS_LOOKED_AT = 2000
