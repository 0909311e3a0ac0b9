import { describe, expect, it } from 'vitest'
import { at, testHost, testPf } from '#shared/inventory/test-host.ts'
import { PF, planOf, withVfs } from '#shared/plan/test-plan.ts'
import { pfAt, plannedHost } from '#shared/planned/planned-host.ts'
import { VF_ATTRIBUTES } from '#shared/drivers/vf-attributes.ts'
import {
  commonValue,
  fieldsOf,
  fieldsOn,
  parseVfField,
  VF_FIELDS,
  withField,
  writtenValue,
  type VfField
} from './vf-fields.ts'

const parse = (field: VfField, text: string): ReturnType<typeof parseVfField> => {
  const look = VF_FIELDS.find((one) => one.field === field)
  if (!look) throw new Error(field)
  return parseVfField(look, text)
}

describe('what is typed into the settings of a VF', () => {
  it.each([
    ['vlan', '100', 100],
    ['vlan', ' 0 ', 0],
    ['qos', '7', 7],
    ['maxTxRate', '2500', 2500],
    ['trust', 'on', true],
    ['spoofchk', 'off', false],
    ['vlanProtocol', '802.1ad', '802.1ad'],
    ['linkState', 'disable', 'disable'],
    ['mac', '02-11-22-AA-BB-CC', '02:11:22:aa:bb:cc']
  ] as const)('%s takes %s', (field, text, value) => {
    expect(parse(field, text)).toEqual({ ok: true, value })
  })

  it.each([
    ['vlan', '4095', '0 (none) to 4094'],
    ['vlan', '1e2x', '0 (none) to 4094'],
    ['vlan', '1.5', '0 (none) to 4094'],
    ['qos', '8', '0 to 7'],
    ['maxTxRate', '-1', 'Mbit/s'],
    ['mac', '01:00:5e:00:00:01', 'unicast'],
    ['mac', '00:00:00:00:00:00', 'none'],
    ['mac', '02:11', 'unicast']
  ] as const)('%s refuses %s and says what would be right', (field, text, words) => {
    const parsed = parse(field, text)
    expect(parsed.ok ? '' : parsed.error).toContain(words)
  })

  it('takes an empty field for "leave it as it is"', () => {
    for (const { field } of VF_FIELDS) expect(parse(field, ' ')).toEqual({ ok: true, value: undefined })
  })

  it('writes every choice so that it is read again as the same', () => {
    for (const look of VF_FIELDS) {
      for (const { value } of look.control.kind === 'choice' ? look.control.choices : []) {
        expect(parseVfField(look, writtenValue(value))).toEqual({ ok: true, value })
      }
    }
  })
})

describe('settings of several VFs', () => {
  it('have a common value, or are mixed', () => {
    expect(commonValue([{ vlan: 1 }, { vlan: 1, qos: 2 }], 'vlan')).toEqual({ kind: 'same', value: 1 })
    expect(commonValue([{ vlan: 1 }, {}], 'vlan')).toEqual({ kind: 'mixed' })
    expect(commonValue([{}, {}], 'vlan')).toEqual({ kind: 'same', value: undefined })
  })

  it('change in one field and keep the others', () => {
    expect(withField({ vlan: 1, qos: 2 }, 'vlan', 5)).toEqual({ vlan: 5, qos: 2 })
    expect(withField({ vlan: 1, qos: 2 }, 'vlan', undefined)).toEqual({ qos: 2 })
  })
})

it('a row more in the table of attributes is a field more in the form', () => {
  const table = { ...VF_ATTRIBUTES, queryRss: { ...VF_ATTRIBUTES.trust, label: 'RSS query' } }
  const look = fieldsOf(table).find(({ field }) => field === 'queryRss')
  expect(look).toMatchObject({ label: 'RSS query', control: { kind: 'choice' } })
  expect(look && parseVfField(look, 'on', table)).toEqual({ ok: true, value: true })
})

it('offers of the VFs of igb no link state and no minimum rate', () => {
  const host = testHost([testPf(PF, { vfs: 1 })])
  const pf = pfAt(plannedHost(planOf(withVfs(1)), host), at(PF))
  const closed = fieldsOn(pf === null ? [] : [pf]).filter((look) => !look.isOffered)
  expect(closed.map(({ field, hint }) => `${field}: ${hint}`)).toEqual([
    'vlanProtocol: igb does not take an 802.1ad VLAN.',
    'minTxRate: igb does not take a minimum rate.',
    'linkState: igb does not take a link state.'
  ])
})
