import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { compare } from '../measurements/compare.ts'
import { predictedMetrics } from '../measurements/predicted.ts'
import { measured } from '../measurements/result.ts'
import { publishedMeasurements } from '../validation/published-measurements.ts'
import { estimate } from '../estimate.ts'
import { reportJson } from '../report-json.ts'
import { run } from '../run/run.ts'
import { runJson } from '../run/run-json.ts'
import { pointSchema } from '../scenario/scenario.ts'
import { formatScenarioFile, parseScenarioFile, type ScenarioFile } from '../scenario/scenario-file.ts'
import { schemaDocument, schemaNames } from './documents.ts'
import { jsonSchemaDocument } from './json-schema.ts'
import { pointKinds, reportSchema, type ReportFile } from './report-schema.ts'

type Document = Readonly<Record<string, unknown>>

const DOCS = new URL('../../../docs/', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, DOCS), 'utf8')
const examples = readdirSync(new URL('examples/scenarios/', DOCS)).filter((name) => name.endsWith('.json'))
const scenarioDocument = JSON.parse(read('schemas/scenario.schema.json')) as Document
const reportDocument = JSON.parse(read('schemas/report.schema.json')) as Document

const example = (name: string): ScenarioFile => {
  const parsed = parseScenarioFile(read(`examples/scenarios/${name}`))
  if (!parsed.ok) throw new Error(`${name} is not a scenario`)
  return parsed.value
}

/** A judge that knows the documents only, so that they are held to the program without the program's own schemas. */
const judge = new Ajv2020({ strict: true, allowUnionTypes: true })
const accepts = { scenario: judge.compile(scenarioDocument), report: judge.compile(reportDocument) }

/** Where and how `data` breaks a document, as JSON; null = it does not. */
const violation = (data: unknown, document: keyof typeof accepts): string | null =>
  accepts[document](data) ? null : JSON.stringify(accepts[document].errors)

/** Branches of the scenario schema, by kind. */
const branches = (): ReadonlyMap<string, Document> => {
  const { scenario } = scenarioDocument['properties'] as { scenario: { oneOf: Document[] } }
  return new Map(
    scenario.oneOf.map((branch) => {
      const { kind } = branch['properties'] as { kind: { const: string } }
      return [kind.const, branch]
    })
  )
}

describe('docs/schemas', () => {
  it.each(schemaNames)('%s.schema.json is what the program prints and checks with', (name) => {
    expect(JSON.parse(read(`schemas/${name}.schema.json`))).toEqual(schemaDocument(name))
  })

  it('has every kind of scenario, with the keys that are required', () => {
    const byKind = branches()
    expect([...byKind.keys()]).toEqual(['layout', ...pointKinds])
    for (const { entries } of pointSchema.options) {
      const required = Object.entries(entries)
        .filter(([, entry]) => entry.type !== 'exact_optional')
        .map(([key]) => key)
      expect(byKind.get(entries.kind.literal)?.['required']).toEqual(required)
      expect(Object.keys(byKind.get(entries.kind.literal)?.['properties'] as object)).toEqual(
        Object.keys(entries)
      )
    }
  })

  it('has an example of every kind of scenario', () => {
    const names = examples.map((name) => name.replace('.json', ''))
    // Of layouts there are several, one for each thing that they can say.
    expect(names.filter((name) => !name.startsWith('layout-')).sort()).toEqual(
      ['layout', ...pointKinds].sort()
    )
  })
})

describe('the scenario schema', () => {
  it.each(examples)('accepts %s', (name) => {
    expect(violation(JSON.parse(read(`examples/scenarios/${name}`)), 'scenario')).toBeNull()
  })

  it('accepts every row of the calibration table', () => {
    for (const { scenario } of publishedMeasurements.flatMap((row) => row.cases))
      expect(violation(JSON.parse(formatScenarioFile(scenario)), 'scenario')).toBeNull()
  })

  it.each([
    ['a kind that is not there', { kind: 'teleport' }],
    ['a key too many', { kind: 'flr', function: 'vf', colour: 'red' }],
    ['a key too few', { kind: 'flr' }],
    ['a value of another list', { kind: 'vf-creation', driver: 'e1000', vfs: 2 }],
    ['a number out of range', { kind: 'vf-creation', driver: 'i40e', vfs: 0 }],
    ['half a VF', { kind: 'vf-creation', driver: 'i40e', vfs: 1.5 }],
    ['a rate of 0', { kind: 'egress-shares', gbps: 0, weights: [1] }],
    ['no weights', { kind: 'egress-shares', gbps: 1, weights: [] }]
  ])('refuses %s, as the program does', (_what, scenario) => {
    const file = { schemaVersion: 1, scenario }
    expect(violation(file, 'scenario')).not.toBeNull()
    expect(parseScenarioFile(JSON.stringify(file)).ok).toBe(false)
  })

  it('refuses an input that the model does not have', () => {
    const file = {
      schemaVersion: 1,
      scenario: { kind: 'flr', function: 'vf' },
      parameters: { 'iommu.readwalk': 1 }
    }
    expect(violation(file, 'scenario')).toMatch(/iommu\.readwalk/)
  })
})

describe('the report schema', () => {
  const accepted = (report: ReportFile): void => {
    const plain: unknown = JSON.parse(JSON.stringify(report))
    expect(v.safeParse(reportSchema, plain).issues).toBeUndefined()
    expect(violation(plain, 'report')).toBeNull()
  }
  const head = { schemaVersion: 1, title: null, notes: [] } as const

  it.each(examples)('accepts the estimate of %s, with a measurement beside it', (name) => {
    const { scenario, values } = example(name)
    const report = estimate(scenario, values)
    const results = [
      measured('testpmd', 'frame-rate', 1, { layer: null, scope: 'all', what: 'port 0, sent' }),
      measured('fio', 'io-rate', 1, { layer: null, scope: 'all', what: 'job, read' })
    ]
    const comparisons = compare(results, predictedMetrics(report))
    accepted({ mode: 'estimate', ...head, report: reportJson(report), comparisons })
  })

  it('accepts a run', () => {
    const { scenario } = example('layout.json')
    if (scenario.kind !== 'layout') throw new Error('no layout')
    const times = { durationNs: 1_000_000, warmUpNs: 0 }
    const report = run(scenario, { seed: 1, ...times })
    accepted({ mode: 'run', ...head, ...times, report: runJson(report) })
  })

  it('refuses a number that JSON cannot hold', () => {
    const report = reportJson(estimate(example('pcie-link.json').scenario))
    const text = JSON.stringify({ mode: 'estimate', ...head, report }).replace(
      /"value":[\d.]+/,
      '"value":null'
    )
    expect(violation(JSON.parse(text), 'report')).not.toBeNull()
  })
})

describe('conversion to JSON Schema', () => {
  it('throws for what it cannot say, instead of leaving it out', () => {
    const head = { id: 'urn:x', title: 'x', description: 'x' }
    expect(() => jsonSchemaDocument(v.date(), head)).toThrow('"date" schema')
    expect(() => jsonSchemaDocument(v.pipe(v.string(), v.hash(['md5']), v.hash(['sha1'])), head)).toThrow(
      '"hash" action'
    )
  })
})
