/**
 * JSON of files that were made elsewhere: read with bounds, so that no file holds VF Lab up or fills its memory. One
 * linear look at the text comes before `JSON.parse`; faults of a large file are not collected one by one.
 */
import * as v from 'valibot'
import { err, ok, type Result } from './result.ts'

/** How much a file may hold. */
export interface JsonLimits {
  /** UTF-16 units of the text. */
  readonly characters: number
  /** Lists and objects inside each other. */
  readonly depth: number
  /** Elements of one list, or members of one object. */
  readonly elements: number
  /** Elements and members of the whole file. */
  readonly values: number
}

/** Enough for the plan of a thousand hosts, and for an hour of what a measuring tool prints. */
export const USUAL_LIMITS: JsonLimits = {
  characters: 16 * 1024 * 1024,
  depth: 64,
  elements: 100_000,
  values: 2_000_000
}

/** JSON within its limits. */
export interface BoundedJson {
  readonly json: unknown
  /** Elements and members of all lists and objects. */
  readonly values: number
}

/** Why a text is not read; `why` is a clause that can follow "the file is not read:". */
export interface JsonFault {
  readonly kind: 'not-json' | 'beyond-limits'
  readonly why: string
}

/** Reads JSON, with or without a byte order mark. Time and memory are bounded by the limits. */
export function parseBoundedJson(text: string, limits = USUAL_LIMITS): Result<BoundedJson, JsonFault> {
  const measured = measureJson(text, limits)
  if (!measured.ok) return measured
  try {
    return ok({ json: JSON.parse(text.replace(/^\uFEFF/, '')) as unknown, values: measured.value })
  } catch (error) {
    return err({ kind: 'not-json', why: error instanceof Error ? error.message : String(error) })
  }
}

/** A file with more elements and members than this is checked up to its first fault only. */
const MOST_FOR_ALL_FAULTS = 10_000

/** Checks JSON against a schema: every fault of a file that people write by hand, the first one of a large file. */
export const checkBoundedJson = <TSchema extends v.GenericSchema>(
  schema: TSchema,
  { json, values }: BoundedJson
): v.SafeParseResult<TSchema> => v.safeParse(schema, json, { abortEarly: values > MOST_FOR_ALL_FAULTS })

/** A list or an object that is open; `name` is where the string before it stands: its key, if it has one. */
interface Open {
  readonly name: readonly [start: number, end: number]
  elements: number
}

/** Counts elements and members without building anything. Text that is not JSON is counted too: the parser finds that. */
function measureJson(text: string, limits: JsonLimits): Result<number, JsonFault> {
  const beyond = (why: string): Result<never, JsonFault> => err({ kind: 'beyond-limits', why })
  if (text.length > limits.characters)
    return beyond(`it has ${shown(text.length)} characters, the limit is ${shown(limits.characters)}`)
  const open: Open[] = []
  let values = 0
  let name: Open['name'] = [0, 0]
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charAt(at)) {
      case '"': {
        const end = endOfString(text, at)
        name = [at, end]
        at = end
        break
      }
      case '[':
      case '{':
        open.push({ name, elements: 1 })
        values += 1
        if (open.length > limits.depth)
          return beyond(
            `${place(text, at)} is nested more than ${limits.depth} lists and objects deep, which is the limit`
          )
        break
      case ']':
      case '}':
        open.pop()
        break
      case ',': {
        const around = open.at(-1)
        if (around === undefined) break
        around.elements += 1
        values += 1
        if (around.elements > limits.elements)
          return beyond(
            `${nameOf(text, around)} has more than ${shown(limits.elements)} elements, which is the limit`
          )
        if (values > limits.values)
          return beyond(`it has more than ${shown(limits.values)} values, which is the limit`)
      }
    }
  }
  return ok(values)
}

/** Index of the quote that ends the string which begins at `start`, or of the end of the text. */
function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1
  return at
}

const shown = (count: number): string => count.toLocaleString('en-GB')

/** Longest name that a message quotes. */
const MOST_NAMED = 40

function nameOf(text: string, { name: [start, end] }: Open): string {
  const name = text.slice(start, Math.min(end, start + MOST_NAMED) + 1)
  return name.startsWith('"') ? `the list or object after ${name}` : 'the outermost list or object'
}

function place(text: string, at: number): string {
  const before = text.slice(0, at)
  const lines = before.split('\n')
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`
}
