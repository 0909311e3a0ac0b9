import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import BaseButton from './BaseButton.vue'

it('does nothing while disabled, keeps the focus and tells why', async () => {
  const button = mount(BaseButton, {
    props: { disabledReason: 'Select hosts first' },
    slots: { default: 'Scan' }
  })
  await button.trigger('click')
  expect(button.emitted('click')).toBeUndefined()
  expect(button.attributes('disabled')).toBeUndefined()
  expect(button.attributes('aria-disabled')).toBe('true')
  expect(button.text()).toContain('Select hosts first')
})

it('takes no second click while the first is at work', async () => {
  const button = mount(BaseButton, { props: { isBusy: true }, slots: { default: 'Scan' } })
  await button.trigger('click')
  expect(button.emitted('click')).toBeUndefined()
})
