import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { presetLines } from './calibration/presets.ts'
import { calibrationRows } from './calibration/rows.ts'
import { estimate } from './estimate.ts'
import { reportJson } from './report-json.ts'
import { explainScenarioFileError, formatScenarioFile, parseScenarioFile } from './scenario-file.ts'

const EXAMPLES = new URL('../../docs/examples/scenarios/', import.meta.url)
const examples = readdirSync(EXAMPLES).filter((name) => name.endsWith('.json'))

const example = (name: string): string => readFileSync(new URL(name, EXAMPLES), 'utf8')

const errorOf = (text: string): string => {
  const parsed = parseScenarioFile(text)
  if (parsed.ok) throw new Error('it is a scenario')
  return explainScenarioFileError(parsed.error)
}

describe('scenario files', () => {
  it.each(examples)('%s is a scenario that can be estimated, and its report is plain data', (name) => {
    const parsed = parseScenarioFile(example(name))
    if (!parsed.ok) throw new Error(explainScenarioFileError(parsed.error))
    const json = reportJson(estimate(parsed.value.scenario, parsed.value.values))
    expect(JSON.parse(JSON.stringify(json))).toEqual(json)
    expect(json.kind).toBe(parsed.value.scenario.kind)
  })

  it('has an example of every kind that a calibration row uses', () => {
    const kinds = new Set(calibrationRows.flatMap((row) => row.cases.map((each) => each.scenario.kind)))
    const shown = new Set(examples.map((name) => name.replace('.json', '')))
    for (const kind of kinds) expect(shown).toContain(kind)
  })

  it('are read back as they were written', () => {
    for (const { scenario } of calibrationRows.flatMap((row) => row.cases)) {
      const parsed = parseScenarioFile(formatScenarioFile(scenario, 'a row'))
      expect(parsed.ok && parsed.value.scenario).toEqual(scenario)
    }
  })

  it('may replace inputs of the model', () => {
    const text = JSON.stringify({
      schemaVersion: 1,
      scenario: { kind: 'vf-creation', driver: 'i40e', vfs: 10 },
      parameters: { 'ctrl.i40eVf': 1 }
    })
    const parsed = parseScenarioFile(text)
    if (!parsed.ok) throw new Error('not a scenario')
    expect(estimate(parsed.value.scenario, parsed.value.values)).toMatchObject({
      figures: [{ band: { value: 10.1 } }]
    })
  })

  it.each([
    ['{', /not JSON/],
    ['{"schemaVersion":2,"scenario":{}}', /schemaVersion|scenario/],
    ['{"schemaVersion":1,"scenario":{"kind":"vf-creation","driver":"e1000","vfs":2}}', /scenario\.driver/],
    [
      '{"schemaVersion":1,"scenario":{"kind":"flr","function":"vf"},"parameters":{"no.such":1}}',
      /not the name/
    ]
  ])('%s is refused with a sentence', (text, message) => {
    expect(errorOf(text)).toMatch(message)
  })

  it('refuses a layout whose VM uses a port that is not there', () => {
    const layout = JSON.parse(example('layout.json')) as {
      scenario: { hosts: { ports: { id: string }[] }[] }
    }
    for (const port of layout.scenario.hosts[0]?.ports ?? []) port.id = `${port.id}x`
    expect(errorOf(JSON.stringify(layout))).toMatch(/uses port .* does not have/)
  })
})

describe('presets', () => {
  it('are listed with what they say', () => {
    const lines = presetLines()
    expect(lines.find((line) => line.id === 'xl710')?.facts).toBe(
      '40 Gb/s, PCIe gen3 x8, 31.5 Mpps a port, 10 Mpps a VF queue'
    )
    expect(new Set(lines.map((line) => `${line.kind} ${line.id}`)).size).toBe(lines.length)
  })
})
