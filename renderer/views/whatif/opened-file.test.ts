import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { formatPresetFile } from '#shared/simulate/scenario/preset-file.ts'
import { FIO, IPERF3, TESTPMD, TREX } from '#shared/simulate/measurements/test-outputs.ts'
import { readOpened, type OpenProblem } from './opened-file.ts'

const layout = readFileSync('docs/examples/scenarios/layout.json', 'utf8')
const problemOf = (text: string): OpenProblem => {
  const read = readOpened('x.json', text)
  if (read.ok) throw new Error(`it was opened as ${read.value.kind}`)
  return read.error
}

describe('a file that is opened in What-if', () => {
  it('is known by what it says', () => {
    const kinds = [
      layout,
      formatPresetFile('host', { 'iommu.readWalk': 50 }),
      IPERF3,
      TREX,
      FIO,
      TESTPMD
    ].map((text) => {
      const read = readOpened('any.txt', text)
      return read.ok ? read.value.kind : read.error.message
    })
    expect(kinds).toEqual(['scenario', 'preset', 'measured', 'measured', 'measured', 'measured'])
  })

  it('is called by its title, or else by its name', () => {
    const named = readOpened('a.json', layout)
    expect(named.ok && named.value.kind === 'scenario' && named.value.title).toMatch(/one 40 Gb\/s port/)
    const bare = readOpened('a.json', layout.replace(/"title": .*\n/, ''))
    expect(bare.ok && bare.value.kind === 'scenario' && bare.value.title).toBe('a.json')
  })

  it.each([
    ['a value that is not allowed', '"lanes": 8', '"lanes": 3', '.link.lanes', '3', '1, 2, 4, 8, 12, 16, 32'],
    ['a number out of range', '"coreGhz": 2.6', '"coreGhz": -1', '.coreGhz', '-1', '>0'],
    ['a name that is missing', '"vcpus": 4', '"vcpu": 4', '.vms.0.vcpus', '', 'a value: it is missing'],
    ['a name too many', '"vcpus": 4', '"vcpus": 4, "cpus": 4', '.vms.0.cpus', '4', 'nothing of this name']
  ])('with %s is refused with path, value and expectation', (_, from, to, where, value, expected) => {
    expect(layout).toContain(from)
    const [line] = problemOf(layout.replace(from, to)).bad
    expect(line?.where.endsWith(where)).toBe(true)
    expect(line).toMatchObject({ value, expected })
  })

  it('that names a port nobody has is refused with the place, the port and those that there are', () => {
    const [line] = problemOf(layout.replace('"port": "0000:3b:00.0"', '"port": "ens9"')).bad
    expect(line).toMatchObject({ where: 'scenario.hosts.0.vms.0.functions.0.port', value: '"ens9"' })
    expect(line?.expected).toMatch(/not a port of host "rack1-07", which has "0000:3b:00.0"/)
  })

  it('of another kind is refused with what can be opened', () => {
    expect(problemOf('hello').message).toMatch(/no JSON.*scenario files/)
    expect(problemOf('{"a": 1}').message).toMatch(/It is JSON, but/)
    expect(
      problemOf('{"schemaVersion": 1, "kind": "vflab-preset", "parameters": {"no": 1}}').message
    ).toMatch(/not the name of an input/)
    expect(problemOf(IPERF3.slice(0, 500)).message).toMatch(/not the JSON of iperf3/)
  })
})
