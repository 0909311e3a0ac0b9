import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { attribute, type VfAttributeTable, type VfValue } from './vf-attribute.ts'
import { VF_ATTRIBUTES } from './vf-attributes.ts'
import { commandText, observedCommand, parseCommand, vfCommands, vfWords } from './vf-commands.ts'
import {
  attributesOf,
  changedAttributes,
  inAttributeOrder,
  observedSettings,
  settingsSchemaOf,
  settingsSummary,
  VF_ATTRIBUTE_NAMES,
  vfSettingsSchema
} from './vf-settings.ts'

/** Any settings that the schema takes. */
const anySettings = fc.record(
  {
    mac: fc.constantFrom('52:54:00:00:00:10', '02:ab:00:00:00:01'),
    vlan: fc.nat(4094),
    qos: fc.nat(7),
    vlanProtocol: fc.constantFrom('802.1Q' as const, '802.1ad' as const),
    trust: fc.boolean(),
    spoofchk: fc.boolean(),
    minTxRate: fc.nat(100_000),
    maxTxRate: fc.nat(100_000),
    linkState: fc.constantFrom('auto' as const, 'enable' as const, 'disable' as const)
  },
  { requiredKeys: [] }
)

describe('the table of VF attributes', () => {
  it('is what the generator of these tests knows: another attribute belongs there too', () => {
    expect([...VF_ATTRIBUTE_NAMES].sort()).toEqual(
      [
        'mac',
        'vlan',
        'qos',
        'vlanProtocol',
        'trust',
        'spoofchk',
        'minTxRate',
        'maxTxRate',
        'linkState'
      ].sort()
    )
  })

  it('loses no setting between plan and file, whatever the order of its keys', () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        const reversed = Object.fromEntries(Object.entries(settings).reverse())
        const read: unknown = JSON.parse(JSON.stringify(inAttributeOrder(reversed)))
        expect(v.parse(vfSettingsSchema, read)).toEqual(settings)
      })
    )
  })

  it('reads every call back as what it was made from', () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        for (const command of vfCommands(settings)) {
          const parsed = parseCommand(command)
          for (const [name, value] of Object.entries(parsed))
            expect([name, value]).toEqual([name, settings[name as keyof typeof settings] ?? value])
          expect(observedCommand(parsed, command.word)).toBe(command.value)
        }
      })
    )
  })

  it('sets trust before the MAC and rates last, the maximum before the minimum', () => {
    expect(vfWords()).toEqual([
      'trust',
      'mac',
      'vlan',
      'spoofchk',
      'link-state',
      'max-tx-rate',
      'min-tx-rate'
    ])
  })

  it.each([
    [{ vlan: 100 }, '100', '100'],
    [{ vlan: 100, qos: 3 }, '100 qos 3', '100, priority 3'],
    [{ vlan: 100, vlanProtocol: '802.1ad' }, '100 qos 0 proto 802.1ad', '100, priority 0, 802.1ad'],
    [{ vlan: 0 }, '0', 'none'],
    [{ maxTxRate: 0 }, '0', 'no limit'],
    [{ maxTxRate: 200 }, '200', '200 Mbit/s'],
    [{ trust: true }, 'on', 'on']
  ])('%j is the call "%s" and reads "%s"', (settings, value, text) => {
    const [command] = vfCommands(settings)
    expect(command?.value).toBe(value)
    expect(command && commandText(command)).toBe(text)
  })

  it('makes no call of a priority without a VLAN: they are one attribute for the kernel', () => {
    expect(vfCommands({ qos: 3 })).toEqual([])
  })

  it('reads an entry as ip prints it, and takes none of another form', () => {
    const entry = { vf: 0, address: '52:54:00:00:00:10', vlan_list: [{ vlan: 5, qos: 2 }], trust: true }
    expect(observedSettings(entry, VF_ATTRIBUTES)).toEqual({
      mac: '52:54:00:00:00:10',
      vlan: 5,
      qos: 2,
      vlanProtocol: '802.1Q',
      trust: true,
      spoofchk: null,
      minTxRate: 0,
      maxTxRate: 0,
      linkState: null
    })
    expect(observedSettings({ vf: 0, trust: 'maybe' }, VF_ATTRIBUTES)).toBeNull()
  })
})

/** The table with one more row, as a later VF Lab could have it. */
const MORE: VfAttributeTable = {
  ...VF_ATTRIBUTES,
  queryRss: attribute({
    schema: v.boolean(),
    name: 'RSS query',
    object: 'an RSS query',
    off: null,
    label: 'RSS query',
    short: 'RSS query',
    set: { word: 'query_rss', keyword: null, order: 5, unsaid: null },
    entry: v.object({ query_rss_en: v.optional(v.boolean()) }),
    read: ({ query_rss_en: isOn }): boolean | null => isOn ?? null,
    ifNull: 'not reported',
    text: (isOn) => (isOn ? 'on' : 'off'),
    control: {
      kind: 'choice',
      choices: [
        { value: true, word: 'on' },
        { value: false, word: 'off' }
      ]
    },
    hint: ''
  })
}

describe('an attribute that is one row more', () => {
  const settings: Readonly<Record<string, VfValue>> = { queryRss: true, mac: '52:54:00:00:00:10' }

  it('is in the schema and survives a file, behind what the table has before it', () => {
    const text = JSON.stringify(inAttributeOrder(settings, MORE))
    expect(text).toBe('{"mac":"52:54:00:00:00:10","queryRss":true}')
    expect(v.is(settingsSchemaOf(MORE), JSON.parse(text))).toBe(true)
    expect(v.is(vfSettingsSchema, JSON.parse(text))).toBe(false)
  })

  it('is set in its place and read back', () => {
    expect(vfWords(MORE).slice(3, 7)).toEqual(['spoofchk', 'link-state', 'query_rss', 'max-tx-rate'])
    expect(vfCommands(settings, MORE)).toEqual([
      { word: 'mac', value: '52:54:00:00:00:10' },
      { word: 'query_rss', value: 'on' }
    ])
    expect(parseCommand({ word: 'query_rss', value: 'on' }, MORE)).toEqual({ queryRss: true })
  })

  it('is read from an entry of ip, and drifts', () => {
    const read = (isOn: boolean) => observedSettings({ vf: 0, query_rss_en: isOn }, MORE) ?? {}
    expect(changedAttributes(read(false), read(true), MORE)).toEqual([
      { name: 'RSS query', before: 'off', after: 'on' }
    ])
    expect(observedCommand(read(true), 'query_rss', MORE)).toBe('on')
  })

  it('is in the summary', () => {
    expect(settingsSummary(settings, MORE)).toEqual(['MAC 52:54:00:00:00:10', 'RSS query on'])
    expect(attributesOf(MORE).map(([name]) => name)).toContain('queryRss')
  })
})
