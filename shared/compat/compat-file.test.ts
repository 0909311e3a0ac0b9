import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { builtinCompat } from './builtin.ts'
import { compatFileSchema, parseCompatFile } from './compat-file.ts'
import { candidateVfDrivers, deviceByPfId } from './devices.ts'
import { combineCompat } from './combine.ts'

const data = combineCompat([builtinCompat])

describe('the built-in data', () => {
  it('has the shape that user files must have', () => {
    const parsed = v.safeParse(compatFileSchema, builtinCompat)
    expect(parsed.issues?.map((issue) => `${v.getDotPath(issue) ?? ''}: ${issue.message}`)).toBeUndefined()
  })

  it('is all there', () => {
    expect([data.rules.length, data.protocols.length, data.capabilities.length, data.devices.length]).toEqual(
      [156, 33, 35, 97]
    )
    expect(new Set(data.rules.map((rule) => rule.id)).size).toBe(156)
  })

  it('knows the VF driver of a model by the id of its PF, or of its VF', () => {
    expect(deviceByPfId(data, '8086:10c9')?.name).toBe('Intel 82576')
    expect(candidateVfDrivers(data, '8086:1592', null)).toEqual(['iavf'])
    expect(candidateVfDrivers(data, 'ffff:ffff', '8086:10ca')).toEqual(['igbvf'])
    expect(candidateVfDrivers(data, 'ffff:ffff', null)).toEqual([])
  })
})

describe('parseCompatFile', () => {
  const RULE = {
    id: 'LAB-1',
    layer: 'policy',
    match: { 'pf.driver': 'igb' },
    verdict: 'unsupported',
    why: 'seen to hang here',
    source: ['user'],
    confidence: 'medium'
  }
  const file = (rule: object): string =>
    JSON.stringify({
      schemaVersion: 1,
      name: 'lab',
      priority: 200,
      sources: {},
      rules: [{ ...RULE, ...rule }]
    })

  it('takes a rule of a user', () => {
    expect(parseCompatFile(file({}))).toMatchObject({ ok: true, value: { name: 'lab' } })
  })

  it.each([
    ['a range that is none', { match: { 'pf.version': '>=abc' } }, 'rules.0.match.pf.version'],
    ['an unknown verdict', { verdict: 'fine' }, 'rules.0.verdict'],
    ['no source', { source: [] }, 'rules.0.source'],
    ['a rule that matches everything', { match: {} }, 'rules.0.match'],
    ['a source that is not listed', { source: ['K612'] }, '']
  ])('refuses %s', (_what, rule, path) => {
    const parsed = parseCompatFile(file(rule))
    expect(
      !parsed.ok && parsed.error.kind === 'bad-values' && parsed.error.problems.map((one) => one.path)
    ).toContain(path)
  })

  it('says so when a text is no JSON', () => {
    expect(parseCompatFile('rules:')).toMatchObject({ ok: false, error: { kind: 'not-json' } })
  })
})
