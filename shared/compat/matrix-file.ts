import { USUAL_LIMITS } from '../bounded-json.ts'
import { err, ok, type Result } from '../result.ts'
import { parseCompatFile } from './compat-file.ts'
import { parseCsvRules } from './csv-rules.ts'
import { parseOperatorDevices } from './operator-devices.ts'
import type { CompatFile } from './types.ts'

/** What is wrong in a file of compatibility knowledge. */
export interface MatrixProblem {
  /** "line 3" or the path of a value, "rules.0.verdict"; empty where it is the file as a whole. */
  readonly where: string
  readonly why: string
}

/** Rules of a site win over what is built in (see `CompatFile.priority`). */
const SITE_PRIORITY = 100

/** A list of device ids knows less than the built-in table of devices: it serves devices that are not in that. */
const IDS_PRIORITY = -1

/**
 * Reads a support matrix in any of the three forms in which labs keep one, told apart by their first characters:
 * a compatibility file (JSON, `compatFileSchema`), one rule a line (CSV, `parseCsvRules`), or the device list of
 * the SR-IOV network operator (a ConfigMap, `parseOperatorDevices`). `name` is what the file is called.
 */
export function parseMatrixFile(name: string, text: string): Result<CompatFile, readonly MatrixProblem[]> {
  const { characters } = USUAL_LIMITS
  if (text.length > characters)
    return err([{ where: '', why: `it has ${text.length} characters, the limit is ${characters}` }])
  const start = text.replace(/^\uFEFF/, '').trimStart()
  if (start.startsWith('{')) return parseJson(start)
  const [firstLine = ''] = start.split(/\r?\n/)
  return firstLine.includes(',') ? parseCsv(name, text) : parseDeviceList(name, text)
}

function parseJson(text: string): Result<CompatFile, readonly MatrixProblem[]> {
  const parsed = parseCompatFile(text)
  if (parsed.ok) return parsed
  const { error } = parsed
  switch (error.kind) {
    case 'not-json':
      return err([{ where: '', why: `it starts like JSON and is none: ${error.why}` }])
    case 'beyond-limits':
      return err([{ where: '', why: error.why }])
    case 'bad-values':
      return err(error.problems.map(({ path, why }) => ({ where: path, why })))
  }
}

function parseCsv(name: string, text: string): Result<CompatFile, readonly MatrixProblem[]> {
  const parsed = parseCsvRules(text)
  if (!parsed.ok) return err(parsed.error.map(atLine))
  return ok({ schemaVersion: 1, name, priority: SITE_PRIORITY, sources: {}, rules: parsed.value })
}

function parseDeviceList(name: string, text: string): Result<CompatFile, readonly MatrixProblem[]> {
  const parsed = parseOperatorDevices(text)
  if (!parsed.ok) return err(parsed.error.map(atLine))
  if (parsed.value.length === 0)
    return err([
      { where: '', why: 'it is neither JSON nor CSV, and it lists no device (Name: "8086 158b 154c")' }
    ])
  return ok({ schemaVersion: 1, name, priority: IDS_PRIORITY, sources: {}, devices: parsed.value })
}

const atLine = ({ line, why }: { readonly line: number; readonly why: string }): MatrixProblem => ({
  where: `line ${line}`,
  why
})
