/** The shape of a compatibility file that a site or a user adds, checked before it is used. */
import * as v from 'valibot'
import { checkBoundedJson, parseBoundedJson, type JsonFault } from '../bounded-json.ts'
import { err, ok, type Result } from '../result.ts'
import type { CompatFile } from './types.ts'
import { isVersionRange } from './version.ts'

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(2000))
const pciId = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{4}:[0-9a-f]{4}$/, 'not an id of the form vvvv:dddd in lower case')
)
const range = v.pipe(v.string(), v.check(isVersionRange, 'not a range such as ">=1.4 <2"'))
const conditionText = v.pipe(
  text,
  v.check(
    (condition) => !/^[<>=]/.test(condition) || isVersionRange(condition),
    'not a range such as ">=1.4 <2"'
  )
)
const side = v.picklist(['pf', 'vf'])

/** One rule. Without a published source it can be sure only to a point. */
export const ruleSchema = v.pipe(
  v.strictObject({
    id: text,
    layer: v.picklist([
      'pairing',
      'protocol',
      'feature',
      'limit',
      'firmware',
      'matrix',
      'guest-os',
      'policy',
      'issue'
    ]),
    match: v.pipe(
      v.record(text, v.union([v.boolean(), conditionText, v.array(conditionText)])),
      v.check((match) => Object.keys(match).length > 0, 'a rule without conditions would match every pair')
    ),
    verdict: v.picklist(['supported', 'works-with-limits', 'unsupported', 'unknown']),
    why: text,
    fix: v.exactOptional(text),
    source: v.pipe(v.array(text), v.minLength(1, 'a rule names its source; "user" is one')),
    confidence: v.picklist(['high', 'medium', 'low']),
    overrides: v.exactOptional(v.array(text)),
    disabled: v.exactOptional(v.boolean())
  }),
  v.check(
    (row) => row.confidence !== 'high' || row.source.some((source) => source !== 'user'),
    'confidence high needs a published source'
  )
)

const protocol = v.strictObject({
  proto: text,
  side,
  driver: text,
  origin: text,
  version: v.exactOptional(range),
  kernel: v.exactOptional(range),
  accepts: v.exactOptional(v.array(text)),
  tries: v.exactOptional(v.array(text)),
  level: v.exactOptional(v.number()),
  note: v.exactOptional(text),
  source: text
})

const capability = v.strictObject({
  protocol: text,
  side,
  driver: text,
  origin: text,
  capability: text,
  since: text,
  onlyIf: v.exactOptional(text),
  source: text
})

const device = v.strictObject({
  name: text,
  pf: v.array(pciId),
  vf: v.array(pciId),
  pfDrivers: v.array(text),
  vfDrivers: v.array(text),
  maxVfs: text,
  note: v.exactOptional(text),
  source: v.array(text)
})

/** Every source that a row names is listed in the same file, or is "user". */
export const compatFileSchema = v.pipe(
  v.strictObject({
    schemaVersion: v.literal(1),
    name: text,
    priority: v.number(),
    sources: v.record(
      text,
      v.strictObject({ title: text, url: v.exactOptional(text), retrieved: v.pipe(v.string(), v.isoDate()) })
    ),
    protocols: v.exactOptional(v.array(protocol)),
    capabilities: v.exactOptional(v.array(capability)),
    rules: v.exactOptional(v.array(ruleSchema)),
    devices: v.exactOptional(v.array(device))
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    const { sources, rules = [], devices = [], protocols = [], capabilities = [] } = dataset.value
    const named = [...rules, ...devices].flatMap((row) => row.source)
    for (const source of new Set([...named, ...[...protocols, ...capabilities].map((row) => row.source)])) {
      if (source !== 'user' && !Object.hasOwn(sources, source)) {
        addIssue({ message: `source ${source} is not listed under "sources"` })
      }
    }
  })
)

/** Why a text is no compatibility file; `path` is "" where the fault is not in one value. */
export type CompatFileError =
  | JsonFault
  | {
      readonly kind: 'bad-values'
      readonly problems: readonly { readonly path: string; readonly why: string }[]
    }

/** Reads a compatibility file in JSON. */
export function parseCompatFile(json: string): Result<CompatFile, CompatFileError> {
  const read = parseBoundedJson(json)
  if (!read.ok) return read
  const parsed = checkBoundedJson(compatFileSchema, read.value)
  if (parsed.success) return ok(parsed.output)
  const problems = parsed.issues.map((issue) => ({ path: v.getDotPath(issue) ?? '', why: issue.message }))
  return err({ kind: 'bad-values', problems })
}
