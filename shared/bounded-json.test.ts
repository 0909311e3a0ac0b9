import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { parseMatrixFile } from './compat/matrix-file.ts'
import { explainPlanFileError, parsePlanFile } from './plan/file.ts'
import { explainMeasuredError } from './simulate/measurements/result.ts'
import { parseMeasured } from './simulate/measurements/parse.ts'
import { parsePresetFile } from './simulate/scenario/preset-file.ts'
import { explainScenarioFileError, parseScenarioFile } from './simulate/scenario/scenario-file.ts'
import { checkBoundedJson, parseBoundedJson, USUAL_LIMITS } from './bounded-json.ts'

const SMALL = { characters: 200, depth: 3, elements: 4, values: 8 }

const faultOf = (text: string, limits = SMALL): string => {
  const read = parseBoundedJson(text, limits)
  return read.ok ? 'none' : `${read.error.kind}: ${read.error.why}`
}

describe('JSON within bounds', () => {
  it('is what JSON.parse makes of it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value)
        const read = parseBoundedJson(text)
        expect(read.ok && read.value.json).toEqual(JSON.parse(text))
      })
    )
  })

  it('may begin with a byte order mark', () => {
    expect(parseBoundedJson('\uFEFF[1]')).toEqual({ ok: true, value: { json: [1], values: 1 } })
  })

  it.each([
    ['a long text', ' '.repeat(201), 'beyond-limits: it has 201 characters, the limit is 200'],
    ['deep nesting', '{"a":\n [[[1]]]}', /line 2, column 4 is nested more than 3/],
    ['a long list', '{"vms": [1,2,3,4,5]}', /the list or object after "vms" has more than 4 elements/],
    ['a list of lists', '[1,2,3,4,5]', /the outermost list or object has more than 4 elements/],
    ['many lists', '[[1,2,3],[1,2,3],[1,2,3]]', /it has more than 8 values/],
    ['half a text', '{"a": "', /^not-json: /]
  ])('names the limit that %s breaks', (_what, text, fault) => {
    expect(faultOf(text)).toMatch(fault)
  })

  it('does not take what stands in strings for lists', () => {
    expect(faultOf(JSON.stringify({ a: '[[[[[{{{{,,,,,,,,,,"\\', b: '\\"[[[[' }))).toBe('none')
  })
})

describe('checks of bounded JSON', () => {
  const wrong = (count: number) => ({ json: Array.from({ length: count }, () => 'x'), values: count })
  it('tell all faults of a small file, and only the first of a large one', () => {
    expect(checkBoundedJson(v.array(v.number()), wrong(20)).issues).toHaveLength(20)
    expect(checkBoundedJson(v.array(v.number()), wrong(50_000)).issues).toHaveLength(1)
  })
})

/** Every reader of files that people bring along, with the sentence that it refuses with. */
const readers: Readonly<
  Record<string, { readonly read: (text: string) => string; readonly file: (hostile: string) => string }>
> = {
  plan: {
    read: (text) => {
      const parsed = parsePlanFile(text)
      return parsed.ok ? 'read' : explainPlanFileError(parsed.error)
    },
    file: (hostile) =>
      `{"schemaVersion":1,"id":"p","name":"P","notes":"","pfs":[],"assignments":[],"vfs":[],"vms":${hostile}}`
  },
  scenario: {
    read: (text) => {
      const parsed = parseScenarioFile(text)
      return parsed.ok ? 'read' : explainScenarioFileError(parsed.error)
    },
    file: (hostile) => `{"schemaVersion":1,"scenario":{"kind":"layout","hosts":${hostile}}}`
  },
  preset: {
    read: (text) => {
      const parsed = parsePresetFile(text)
      return parsed.ok ? 'read' : parsed.error
    },
    file: (hostile) => `{"schemaVersion":1,"kind":"vflab-preset","parameters":${hostile}}`
  },
  matrix: {
    read: (text) => {
      const parsed = parseMatrixFile('m', text)
      return parsed.ok ? 'read' : parsed.error.map(({ where, why }) => `${where}: ${why}`).join('\n')
    },
    file: (hostile) => `{"schemaVersion":1,"name":"m","priority":1,"sources":{},"rules":${hostile}}`
  },
  measurement: {
    read: (text) => {
      const parsed = parseMeasured(text)
      return parsed.ok ? 'read' : explainMeasuredError(parsed.error)
    },
    file: (hostile) => `{"fio version":"fio-3.33","jobs":${hostile}}`
  }
}

const LONGEST_ANSWER = 500

describe.each(Object.entries(readers))('a %s file', (_kind, { read, file }) => {
  it.each([
    ['nested to depth 10,000', '['.repeat(10_000) + ']'.repeat(10_000), /nested more than 64/],
    ['with a million wrong elements', `[${'1,'.repeat(999_999)}1]`, /has more than [\d,]+ elements/],
    ['with 50,000 wrong elements', `[${'1,'.repeat(49_999)}1]`, /./],
    ['of 17 MiB', `["${'x'.repeat(17 * 1024 * 1024)}"]`, /characters/],
    [
      'with 140,000 objects',
      `[${Array.from({ length: 140_000 }, (_, i) => `{"id":"vm${i}","vcpus":1}`).join()}]`,
      /has more than [\d,]+ (elements|values)/
    ]
  ])('%s is refused in one short sentence', (_what, hostile, fault) => {
    const answer = read(file(hostile))
    expect(answer).not.toBe('read')
    expect(answer).toMatch(fault)
    expect(answer.length).toBeLessThan(LONGEST_ANSWER)
  })
})

describe('other large files', () => {
  it('a spreadsheet of bad lines is read up to its hundredth', () => {
    const parsed = parseMatrixFile('m', `id,layer,verdict,why\n${'a,b,c,d\n'.repeat(50_000)}`)
    expect(parsed.ok ? [] : parsed.error).toHaveLength(100)
  })

  it('a spreadsheet of a million columns is none of rules', () => {
    const parsed = parseMatrixFile('m', `id,layer,verdict,why${',x'.repeat(1_000_000)}\n`)
    expect(parsed).toMatchObject({ ok: false, error: [{ where: 'line 1' }] })
  })

  it('a sweep whose scenarios would not fit is refused before they are made', () => {
    const flow = { kind: 'mailbox', pfApi: 'x'.repeat(20_000), vfApi: '1.0', request: 'GET_RETA' }
    const values = Array.from({ length: 1000 }, (_, i) => `1.${i}`)
    const text = JSON.stringify({ schemaVersion: 1, scenario: flow, sweep: { path: 'vfApi', values } })
    const parsed = parseScenarioFile(text)
    expect(parsed.ok ? '' : explainScenarioFileError(parsed.error)).toMatch(/sweep fewer values/)
    expect(text.length).toBeLessThan(USUAL_LIMITS.characters)
  })
})
