import { expect, it } from 'vitest'
import { builtinCompat } from './builtin.ts'
import { combineCompat } from './combine.ts'
import { deviceByPfId } from './devices.ts'
import { parseMatrixFile } from './matrix-file.ts'

const CSV = 'id,layer,verdict,why,pf.driver\nno-foo,pairing,unsupported,tested here,foo'
const CONFIG_MAP = 'kind: ConfigMap\ndata:\n  Intel_ice_E810: "8086 1592 ffff"\n  Own_card: "abcd 0001 0002"'

it.each([
  ['JSON', '{"schemaVersion":1,"name":"ours","priority":100,"sources":{},"rules":[]}', { name: 'ours' }],
  ['CSV, with the mark of a spreadsheet', `\uFEFF${CSV}`, { name: 'f', rules: [{ id: 'no-foo' }] }],
  ['a config map of the operator', CONFIG_MAP, { name: 'f', devices: [{}, { pf: ['abcd:0001'] }] }]
])('reads %s', (_form, text, expected) => {
  expect(parseMatrixFile('f', text)).toMatchObject({ ok: true, value: expected })
})

it.each([
  ['broken JSON', '{"schemaVersion":', ''],
  ['a value of another type in JSON', '{"schemaVersion":1,"name":3,"priority":1,"sources":{}}', 'name'],
  ['a CSV line that is no rule', `${CSV}\nx,nowhere,unsupported,why,foo`, 'line 3'],
  ['a device that is none', 'Own_card: "abcd"', 'line 1'],
  ['a text of another kind', 'dear all', ''],
  ['an empty file', '', '']
])('says where %s is wrong', (_what, text, where) => {
  expect(parseMatrixFile('f', text)).toMatchObject({ ok: false, error: [{ where }] })
})

it('a list of ids adds devices and replaces none', () => {
  const parsed = parseMatrixFile('f', CONFIG_MAP)
  const data = combineCompat([builtinCompat, ...(parsed.ok ? [parsed.value] : [])])
  expect(deviceByPfId(data, '8086:1592')?.vfDrivers).toEqual(['iavf'])
  expect(deviceByPfId(data, 'abcd:0001')?.name).toBe('Own card')
})
