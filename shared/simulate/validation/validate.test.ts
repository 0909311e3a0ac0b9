import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { scenarioSchema } from '../scenario/scenario.ts'
import { parameterIds, parameters, withOverrides } from '../../calibration/parameters.ts'
import { publishedMeasurements } from './published-measurements.ts'
import { measuredError, resourceSpread, topicSpread } from '../cost/spread.ts'
import type { Topic } from '../../calibration/parameter.ts'
import { formatValidations, validate, type Validation } from './validate.ts'

/** The largest relative error of each topic. */
function errorByTopic(validations: readonly Validation[]): ReadonlyMap<Topic, number> {
  const byTopic = new Map<Topic, number>()
  for (const { topic, error } of validations)
    byTopic.set(topic, Math.max(byTopic.get(topic) ?? 0, error === null ? Infinity : Math.abs(error)))
  return byTopic
}

describe('calibration', () => {
  const validations = validate()

  const sentence = ({ row, title, published, predicted, error, tolerance }: Validation): string =>
    `row ${row}, ${title}: published ${published}, predicted ${predicted}, ` +
    `error ${((error ?? Infinity) * 100).toFixed(1)} %, tolerance ${(tolerance * 100).toFixed(1)} %`

  it.each(validations.map((each) => [sentence(each), each] as const))('%s', (_, each) => {
    expect(each.isWithin, formatValidations([each])).toBe(true)
  })

  it('prints the table that --validate shows', () => {
    const text = formatValidations(validations)
    expect(text.split('\n')).toHaveLength(validations.length + 1)
    expect(text).not.toContain('OUTSIDE')
  })

  it('notices a model that has gone wrong', () => {
    const broken = validate(withOverrides({ 'ovsDpdk.flows10': 400, 'pcie.tlpOverheadBytes': 12 }))
    const outside = broken.filter((each) => !each.isWithin).map((each) => each.row)
    expect(outside).toContain(43)
    expect(outside).toContain(2)
  })

  it('states for every topic the error that its rows measure, no less and hardly more', () => {
    for (const [topic, measured] of errorByTopic(validations)) {
      const stated = measuredError[topic]
      expect(stated, topic).toBeGreaterThanOrEqual(measured)
      expect(stated, topic).toBeLessThanOrEqual(measured + 0.001)
    }
  })

  it('never makes a band narrower than the measured error of its topic', () => {
    for (const { topic, down, up } of Object.values(resourceSpread))
      if (topic !== 'wire') expect(Math.max(down, up)).toBeGreaterThanOrEqual(measuredError[topic] ?? 0)
    expect(topicSpread('vhost')).toBeGreaterThanOrEqual(0.22)
  })

  it('can express every row as a scenario file', () => {
    for (const { scenario } of publishedMeasurements.flatMap((each) => each.cases)) {
      const parsed = v.safeParse(scenarioSchema, JSON.parse(JSON.stringify(scenario)))
      expect(parsed.success, JSON.stringify(scenario)).toBe(true)
    }
  })

  it('has every row once', () => {
    const numbers = publishedMeasurements.map((each) => each.row)
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
  })
})

describe('inputs of the model', () => {
  it.each(parameterIds)('%s lies in its valid range and names its source', (id) => {
    const { value, min, max, source } = parameters[id]
    expect(value).toBeGreaterThanOrEqual(min)
    expect(value).toBeLessThanOrEqual(max)
    expect(source.length).toBeGreaterThan(3)
  })
})
