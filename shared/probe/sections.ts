import { err, ok, type Result } from '../result.ts'
import type { CaptureError } from './capture.ts'
import { PROBE_VERSION } from './probe-script.ts'

/** Something the probe noted while it read. */
type ProbeNote =
  | { readonly kind: 'missing'; readonly tool: string }
  | { readonly kind: 'timeout'; readonly tool: string }
  | { readonly kind: 'no-json'; readonly tool: string }
  /** `reason`: what the tool itself said, on one line; '' = nothing. */
  | { readonly kind: 'failed'; readonly tool: string; readonly reason: string }

/** One section of the output. */
export interface ProbeSection {
  /** Lines without their ends, empty ones left out. */
  readonly lines: readonly string[]
  readonly notes: readonly ProbeNote[]
}

/** The whole output, by section name. Sections this version does not know are kept and passed over. */
export type ProbeOutput = ReadonlyMap<string, ProbeSection>

const START = /^@([0-9a-f]{16,64}) vf-lab-probe (\d{1,6})$/m
const NOTE = /^note (missing|timeout|no-json|failed) (\S+)(?: (.*))?$/

/**
 * Cuts the output of a probe into its sections. Only lines that carry the nonce of the first mark count, so a VM
 * named "@end" or a process that prints a section header changes nothing. What stands before the first mark (a
 * login message) is passed over. Without an end mark the output was cut off.
 */
export function splitSections(text: string): Result<ProbeOutput, CaptureError> {
  const start = START.exec(text)
  const nonce = start?.[1]
  if (!start || nonce === undefined) return err({ kind: 'not-a-capture', start: text.slice(0, 60) })
  const version = Number(start[2])
  if (version > PROBE_VERSION) {
    return err({ kind: 'newer-version', of: 'probe', version, supported: PROBE_VERSION })
  }

  const sections = new Map<string, { lines: string[]; notes: ProbeNote[] }>()
  const mark = `@${nonce} `
  let name: string | null = null
  for (const line of text.slice(start.index + start[0].length).split('\n')) {
    if (!line.startsWith(mark)) {
      if (name !== null && line !== '') sections.get(name)?.lines.push(line)
      continue
    }
    const rest = line.slice(mark.length)
    if (rest === 'end') return ok(sections)
    if (rest.startsWith('section ')) {
      name = rest.slice('section '.length)
      if (!sections.has(name)) sections.set(name, { lines: [], notes: [] })
    }
    const note = NOTE.exec(rest)
    if (note && name !== null) {
      sections.get(name)?.notes.push(noteOf(note[1] as ProbeNote['kind'], note[2] ?? '', note[3] ?? ''))
    }
  }
  return err({ kind: 'cut-off', lastSection: name, bytes: text.length })
}

const noteOf = (kind: ProbeNote['kind'], tool: string, reason: string): ProbeNote =>
  kind === 'failed' ? { kind, tool, reason: cleaned(reason).replace(`${tool}: `, '') } : { kind, tool }

/** The tool's words as a person reads them: no control characters, at most 200 characters. */
const cleaned = (text: string): string =>
  text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/ +/g, ' ')
    .trim()
    .slice(0, 200)

const NOTHING: ProbeSection = { lines: [], notes: [] }

/** A section, empty where the probe did not print it. */
export const sectionOf = (output: ProbeOutput, name: string): ProbeSection => output.get(name) ?? NOTHING
