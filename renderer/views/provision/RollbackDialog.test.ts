import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import RollbackDialog from './RollbackDialog.vue'

let wrapper: VueWrapper | undefined
afterEach(() => wrapper?.unmount())
async function open(): Promise<VueWrapper> {
  wrapper = mount(RollbackDialog, {
    props: { hostName: 'rack4', planName: 'Edge', open: true },
    attachTo: document.body
  })
  await wrapper.vm.$nextTick()
  return wrapper
}
const press = (action: string): void =>
  document.querySelector<HTMLButtonElement>(`[data-action="${action}"]`)?.click()
const ticks = (): readonly HTMLInputElement[] => [
  ...document.querySelectorAll<HTMLInputElement>('input[type="checkbox"]')
]

it('allows nothing by itself: a roll back that takes something is refused on the host', async () => {
  const dialog = await open()
  expect(ticks().every((tick) => !tick.checked)).toBe(true)
  press('confirm-rollback')
  expect(dialog.emitted('rollBack')).toEqual([[[]]])
})

it('passes on what was ticked, to the dry run as to the roll back, and forgets it when it closes', async () => {
  const dialog = await open()
  ticks()[0]?.click()
  await dialog.vm.$nextTick()
  press('rehearse-rollback')
  expect(dialog.emitted('rehearse')).toEqual([[['recreate-vfs']]])
  await dialog.setProps({ open: false })
  await dialog.setProps({ open: true })
  await dialog.vm.$nextTick()
  expect(ticks()[0]?.checked).toBe(false)
})
