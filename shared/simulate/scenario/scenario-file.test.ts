import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { presetLines } from '../presets/preset-list.ts'
import { publishedMeasurements } from '../validation/published-measurements.ts'
import { estimate } from '../estimate.ts'
import { reportJson } from '../report-json.ts'
import { explainScenarioFileError, formatScenarioFile, parseScenarioFile } from './scenario-file.ts'

const EXAMPLES = new URL('../../../docs/examples/scenarios/', import.meta.url)
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
    const kinds = new Set(publishedMeasurements.flatMap((row) => row.cases.map((each) => each.scenario.kind)))
    const shown = new Set(examples.map((name) => name.replace('.json', '')))
    for (const kind of kinds) expect(shown).toContain(kind)
  })

  it('are read back as they were written', () => {
    for (const { scenario } of publishedMeasurements.flatMap((row) => row.cases)) {
      const parsed = parseScenarioFile(formatScenarioFile(scenario, { title: 'a row' }))
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

  /** The first function of the example layout, changed. */
  const changed = (change: (layout: ExampleLayout) => void, more: object = {}): string => {
    const file = JSON.parse(example('layout.json')) as { scenario: ExampleLayout }
    change(file.scenario)
    return JSON.stringify({ ...file, ...more })
  }
  const firstTraffic = (traffic: object) => (layout: ExampleLayout) => {
    Object.assign(layout.hosts[0]?.vms[0]?.functions[0]?.traffic ?? {}, traffic)
  }

  it.each([
    [
      'a port that is not there',
      changed(({ hosts }) => Object.assign(hosts[0]?.ports[0] ?? {}, { id: 'p9' })),
      /functions\.0\.port: "0000:3b:00\.0" is not a port of host "rack1-07", which has "p9"/
    ],
    [
      'a VM that is not there',
      changed(firstTraffic({ to: { vm: 'nobody' } })),
      /functions\.0\.traffic\.to\.vm: "nobody" is not a VM of host "rack1-07", which has "router"/
    ],
    [
      'a host that is not there',
      changed(firstTraffic({ through: [{ vm: 'limited' }, { host: 'h9', vm: 'x' }] })),
      /traffic\.through\.1\.host: "h9" is not a host of the layout/
    ],
    [
      'traffic that contradicts itself',
      changed(firstTraffic({ direction: 'loop', to: 'wire' })),
      /traffic\.direction: frames of a "loop" end in another VF/
    ],
    [
      'a switch without cores',
      changed(({ hosts }) => Object.assign(hosts[0]?.vms[2]?.functions[0] ?? {}, { backend: 'vpp' })),
      /functions\.0\.backend: vpp needs cores, and switchCores of host "rack1-07" is 0/
    ],
    [
      'a guarantee above the limit',
      changed(({ hosts }) => Object.assign(hosts[0]?.vms[1]?.functions[0] ?? {}, { minMbps: 9000 })),
      /minMbps: the guaranteed rate, 9000, is above the limit, 2000/
    ],
    [
      'two VMs of one name',
      changed(({ hosts }) => Object.assign(hosts[0]?.vms[1] ?? {}, { id: 'router' })),
      /vms\.1\.id: there is another VM "router"/
    ],
    [
      'an event of a flow that is not there',
      changed(() => undefined, { run: { events: [{ kind: 'vf-reset', flow: 9, atNs: 1 }] } }),
      /^run\.events\.0\.flow: there is no flow 9: the layout has 4, from 0$/
    ],
    [
      'an event of a port that is not there',
      changed(() => undefined, {
        run: { events: [{ kind: 'vf-enable', host: 'rack1-07', port: 'p9', atNs: 1 }] }
      }),
      /^run\.events\.0\.port: host "rack1-07" has no port "p9"$/
    ],
    [
      'a run of what has no packets',
      '{"schemaVersion":1,"scenario":{"kind":"flr","function":"vf"},"run":{"seed":1}}',
      /^run: only a layout can be run, and this scenario is a flr$/
    ]
  ])('are refused with the place: %s', (_what, text, message) => {
    expect(errorOf(text)).toMatch(message)
  })

  it('tells the value where the library does not', () => {
    expect(errorOf(changed(firstTraffic({ frameBytes: 'jumbo' })))).toMatch(
      /^scenario\.hosts\.0\.vms\.0\.functions\.0\.traffic\.frameBytes: a frame size .*; not "jumbo"$/
    )
  })

  it('say how their layout is run', () => {
    const parsed = parseScenarioFile(example('layout-run.json'))
    expect(parsed.ok && parsed.value.run).toMatchObject({ seed: 7, trace: { flow: 1, packet: 100 } })
  })
})

/** What of a layout the tests change. */
interface ExampleLayout {
  readonly hosts: readonly {
    readonly ports: readonly object[]
    readonly vms: readonly { readonly functions: readonly { readonly traffic: object }[] }[]
  }[]
}

describe('presets', () => {
  it('are listed with what they say', () => {
    const lines = presetLines()
    expect(lines.find((line) => line.id === 'xl710')?.facts).toBe(
      '40 Gb/s, PCIe gen3 x8, 31.5 Mpps a port, 10 Mpps a VF queue'
    )
    expect(new Set(lines.map((line) => `${line.kind} ${line.id}`)).size).toBe(lines.length)
  })
})
