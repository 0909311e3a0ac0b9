import { basename } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { explainCaptureError } from '#shared/probe/capture.ts'
import { parseCapture } from '#shared/probe/parse-capture.ts'
import type { HostId } from '#shared/inventory/types.ts'
import type { HostSummary } from '#shared/lab/host.ts'
import type { Failure } from '#shared/failure.ts'
import { err, ok, type Result } from '#shared/result.ts'
import { readLimited } from '../files.ts'
import type { CoreContext } from '../core-context.ts'
import { saveCapture } from './captures.ts'

/** Bytes of a capture, unpacked: twice what a probe prints at most. */
const CAPTURE_LIMIT_BYTES = 32 * 1024 * 1024

/** Adds the host of a capture file to the lab. */
export async function importCapture(
  context: Pick<CoreContext, 'store' | 'newId' | 'now'>,
  path: string
): Promise<Result<HostId, Failure>> {
  const text = await readCaptureFile(path)
  return text.ok ? addCapturedHost(context, text.value, { origin: 'import', source: basename(path) }) : text
}

/** Text of a capture file, compressed by gzip or not. */
export async function readCaptureFile(path: string): Promise<Result<string, Failure>> {
  const bytes = await readLimited(path, CAPTURE_LIMIT_BYTES)
  if (!bytes.ok) return bytes
  const isGzip = bytes.value[0] === 0x1f && bytes.value[1] === 0x8b
  if (!isGzip) return ok(bytes.value.toString('utf8'))
  try {
    return ok(gunzipSync(bytes.value, { maxOutputLength: CAPTURE_LIMIT_BYTES }).toString('utf8'))
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return err({
      kind: 'bad-gzip',
      message: `${basename(path)} cannot be unpacked: ${detail}`,
      fix: 'Get the file again.'
    })
  }
}

/** How a host that is only captured enters the lab. */
export interface CapturedHost {
  readonly origin: Exclude<HostSummary['origin'], 'ssh'>
  /** For messages. */
  readonly source: string
  /** Given by the sample lab, so that plans can refer to it; else a new one. */
  readonly id?: HostId
  /** Else the host name in the capture. */
  readonly name?: string
}

/** Adds a host with its capture, or nothing at all. */
export function addCapturedHost(
  { store, newId, now }: Pick<CoreContext, 'store' | 'newId' | 'now'>,
  text: string,
  { origin, source, id = newId(), name }: CapturedHost
): Result<HostId, Failure> {
  const snapshot = parseCapture(text)
  if (!snapshot.ok) {
    return err({
      kind: snapshot.error.kind,
      message: `${source}: ${explainCaptureError(snapshot.error)}`,
      fix: ''
    })
  }
  store.transaction(() => {
    store.hosts.add({
      id,
      name: name ?? snapshot.value.machine.hostname,
      origin,
      connection: null,
      addedAt: now()
    })
    saveCapture({ store, newId }, id, { capture: text, snapshot: snapshot.value })
  })
  return ok(id)
}
