import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import NumberField from './NumberField.vue'

function mountField(modelValue: number): ReturnType<typeof mount<typeof NumberField>> {
  const field = mount(NumberField, {
    props: {
      label: 'VFs',
      min: 0,
      max: 64,
      modelValue,
      'onUpdate:modelValue': (next: number) => void field.setProps({ modelValue: next })
    }
  })
  return field
}

it('passes on a number in range', async () => {
  const field = mountField(4)
  await field.get('input').setValue('12')
  expect(field.props('modelValue')).toBe(12)
})

it.each(['96', '-1', '', '1.5', 'x'])('keeps "%s" to itself and says what is allowed', async (typed) => {
  const field = mountField(4)
  await field.get('input').setValue(typed)
  expect(field.props('modelValue')).toBe(4)
  expect(field.get('[role=alert]').text()).toContain('0 to 64')
  expect(field.get('input').attributes('aria-invalid')).toBe('true')
})

it('steps with the arrows and stops at the ends', async () => {
  const field = mountField(63)
  await field.get('input').trigger('keydown', { key: 'ArrowUp' })
  await field.get('input').trigger('keydown', { key: 'ArrowUp' })
  expect(field.props('modelValue')).toBe(64)
})

it('follows a value that changes elsewhere', async () => {
  const field = mountField(4)
  await field.setProps({ modelValue: 7 })
  expect(field.get('input').element.value).toBe('7')
})
