import { mount, type VueWrapper } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import SettingField from './SettingField.vue'
import { VF_FIELDS, type VfField, type VfValue } from './vf-fields.ts'

const setting = (
  field: VfField,
  value: VfValue | undefined,
  more: { isMixed?: boolean; observed?: VfValue | null } = {}
): VueWrapper => {
  const look = VF_FIELDS.find((one) => one.field === field)
  if (!look) throw new Error(field)
  return mount(SettingField, { props: { look, value, isMixed: false, observed: null, ...more } })
}
const changes = (wrapper: VueWrapper): unknown[] => (wrapper.emitted('change') ?? []).flat()
const words = (wrapper: VueWrapper): string => wrapper.get('.words').text()

describe('a setting of a VF', () => {
  it('shows what the host holds where the plan leaves it as it is', () => {
    const wrapper = setting('vlan', undefined, { observed: 20 })
    const input = wrapper.get('input').element as HTMLInputElement
    expect(input.value).toBe('')
    expect(input.placeholder).toBe('host: 20')
  })

  it('says what the host holds now where the plan wants something else', () => {
    expect(words(setting('vlan', 100, { observed: 20 }))).toBe('now 20')
  })

  it('passes a valid value on while it is typed', async () => {
    const wrapper = setting('vlan', undefined)
    await wrapper.get('input').setValue('100')
    expect(changes(wrapper)).toEqual([100])
  })

  it('keeps a wrong value to itself and says what would be right', async () => {
    const wrapper = setting('vlan', 100)
    await wrapper.get('input').setValue('5000')
    expect(changes(wrapper)).toEqual([])
    expect(wrapper.get('[role="alert"]').text()).toContain('0 (none) to 4094')
    expect(wrapper.get('input').attributes('aria-invalid')).toBe('true')
  })

  it('can be reset to the host value', async () => {
    const wrapper = setting('trust', true)
    await wrapper.get('[aria-label="Reset Trust to the host value"]').trigger('click')
    expect(changes(wrapper)).toEqual([undefined])
  })

  it('makes VFs equal that were not', async () => {
    const wrapper = setting('vlan', undefined, { isMixed: true })
    expect((wrapper.get('input').element as HTMLInputElement).placeholder).toBe('mixed')
    await wrapper.get('input').setValue('7')
    expect(changes(wrapper)).toEqual([7])
  })
})

it('is not offered where the driver does not take it, and says why', () => {
  const look = VF_FIELDS.find((one) => one.field === 'linkState')
  if (!look) throw new Error('no link state')
  const closed = { ...look, isOffered: false, hint: 'igb does not take a link state.' }
  const props = { look: closed, value: undefined, isMixed: false, observed: null }
  const wrapper = mount(SettingField, { props })
  expect(wrapper.get('select').element.disabled).toBe(true)
  expect(words(wrapper)).toBe('igb does not take a link state.')
  const planned = mount(SettingField, { props: { ...props, value: 'auto' } })
  expect(planned.get('select').element.disabled).toBe(false)
})
