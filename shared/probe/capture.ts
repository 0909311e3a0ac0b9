/**
 * A capture: the output of the probe as it came, with what only the reader knows. It is kept as text, so that it
 * can be read, compared and mailed, and so that a better parser gets more out of it later. A capture is also how a
 * host out of reach gets into the lab, and how a bug report becomes a test (test/hosts).
 *
 * ```
 * vf-lab-capture 1
 * taken-at 2026-11-23T19:01:30.000Z
 *
 * (output of the probe)
 * ```
 */
import { err, ok, type Result } from '../result.ts'

const CAPTURE_SCHEMA_VERSION = 1

/** What one run of the probe printed, kept as it came. */
export interface Capture {
  readonly schemaVersion: typeof CAPTURE_SCHEMA_VERSION
  /** ISO 8601 UTC, by the clock of the machine that read the host. */
  readonly takenAt: string
  /** What the probe printed, unchanged. */
  readonly text: string
}

/** Why a text is no capture, or a host could not be read from it. */
export type CaptureError =
  /** Neither a capture nor the output of a probe. */
  | { readonly kind: 'not-a-capture'; readonly start: string }
  | {
      readonly kind: 'newer-version'
      readonly of: 'capture' | 'probe'
      readonly version: number
      readonly supported: number
    }
  | { readonly kind: 'bad-time'; readonly text: string }
  /** The end mark is missing: the connection broke, or the probe was stopped. */
  | { readonly kind: 'cut-off'; readonly lastSection: string | null; readonly bytes: number }
  | { readonly kind: 'missing-fact'; readonly section: string; readonly fact: string }

const FIRST_LINE = /^vf-lab-capture (\d{1,6})\r?\n/
const HEADER = /^vf-lab-capture \d{1,6}\r?\ntaken-at ([^\r\n]{0,64})\r?\n\r?\n/
const ISO_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/

/** Makes the capture of a probe's output. `takenAt` is ISO 8601 UTC. */
export const captureOf = (takenAt: string, text: string): Capture => ({
  schemaVersion: CAPTURE_SCHEMA_VERSION,
  takenAt,
  text
})

/** The text of a capture file. `readCapture` is its inverse. */
export const formatCapture = (capture: Capture): string =>
  `vf-lab-capture ${capture.schemaVersion}\ntaken-at ${capture.takenAt}\n\n${capture.text}`

/** Reads a capture file. */
export function readCapture(text: string): Result<Capture, CaptureError> {
  const version = FIRST_LINE.exec(text)?.[1]
  if (version === undefined) return err({ kind: 'not-a-capture', start: text.slice(0, 60) })
  if (Number(version) !== CAPTURE_SCHEMA_VERSION) {
    return Number(version) > CAPTURE_SCHEMA_VERSION
      ? err({
          kind: 'newer-version',
          of: 'capture',
          version: Number(version),
          supported: CAPTURE_SCHEMA_VERSION
        })
      : err({ kind: 'not-a-capture', start: text.slice(0, 60) })
  }
  const header = HEADER.exec(text)
  const takenAt = header?.[1]
  if (!header || takenAt === undefined) return err({ kind: 'not-a-capture', start: text.slice(0, 60) })
  if (!isTime(takenAt)) return err({ kind: 'bad-time', text: takenAt })
  return ok(captureOf(takenAt, text.slice(header[0].length)))
}

/** Whether `text` is a date and time in ISO 8601 UTC that exists. */
export const isTime = (text: string): boolean => ISO_UTC.test(text) && !Number.isNaN(Date.parse(text))

/** The error in words: what is wrong and what to do. */
export function explainCaptureError(error: CaptureError): string {
  switch (error.kind) {
    case 'not-a-capture':
      return `This is no VF Lab capture: it starts with ${JSON.stringify(error.start)}. Captures are made by "vflab capture".`
    case 'newer-version':
      return `The ${error.of} has version ${error.version}, this VF Lab reads up to ${error.supported}. Update VF Lab.`
    case 'bad-time':
      return `The capture says it was taken at ${JSON.stringify(error.text)}, which is no ISO 8601 UTC time.`
    case 'cut-off': {
      const where =
        error.lastSection === null ? 'before the first section' : `in section "${error.lastSection}"`
      return `The output of the probe ends ${where} after ${error.bytes} bytes. The connection broke or the probe was stopped: scan again.`
    }
    case 'missing-fact':
      return `The probe could not read ${error.fact} (section "${error.section}"), without which the host cannot be shown. Is it Linux, with /proc and /sys mounted?`
  }
}
