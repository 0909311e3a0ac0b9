import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { estimate } from '#shared/simulate/estimate.ts'
import { methodSummary } from '#shared/simulate/what-if/method-summary.ts'
import { fileGround } from './file-base-layouts.ts'
import { fileSweepRows } from './file-sweep.ts'
import { layoutOf } from '#shared/simulate/what-if/layout-of.ts'
import { readOpened, type ScenarioOfFile } from './opened-file.ts'
import { askedFacts, figureWords, kindWords } from './point-text.ts'

const FOLDER = 'docs/examples/scenarios'
const names = readdirSync(FOLDER)
function open(name: string): ScenarioOfFile {
  const read = readOpened(name, readFileSync(`${FOLDER}/${name}`, 'utf8'))
  if (!read.ok || read.value.kind !== 'scenario')
    throw new Error(read.ok ? `${name} is a ${read.value.kind}` : read.error.message)
  return read.value
}

describe('the example', () => {
  it.each(names)('%s opens in the window and has an answer in words', (name) => {
    const { scenario, title } = open(name)
    expect(title).not.toBe('')
    if (scenario.kind === 'layout') {
      const ground = fileGround(scenario, title)
      for (const layout of ground?.layouts.values() ?? [])
        expect(methodSummary(estimate(layoutOf(layout, {})), true)?.gbpsTotal.value).toBeGreaterThan(0)
      expect(ground?.layouts.size).toBeGreaterThan(2)
      return
    }
    const report = estimate(scenario)
    expect(kindWords(scenario.kind)).toMatch(/^[A-Z].* /)
    expect(askedFacts(scenario).length).toBeGreaterThan(0)
    for (const { value } of askedFacts(scenario)) expect(value).not.toMatch(/object|undefined|NaN/)
    expect(report.figures.length + report.outcomes.length).toBeGreaterThan(0)
    for (const figure of report.figures) expect(figureWords(figure).value).not.toMatch(/NaN|undefined|^$/)
  })

  it.each(names.filter((name) => name.includes('sweep')))('%s shows a line for every value', (name) => {
    const { sweep } = open(name)
    if (sweep === null) throw new Error('no sweep')
    const { rows, columns } = fileSweepRows(sweep, {})
    expect(rows).toHaveLength(sweep.steps.length)
    for (const { cells } of rows) expect(cells).toHaveLength(columns.length)
    expect(new Set(rows.map(({ cells }) => cells[0])).size).toBeGreaterThan(1)
  })

  it('of a run brings its events along', () => {
    expect(open('layout-run.json').run.events?.length).toBeGreaterThan(0)
  })
})
