import { mount, type VueWrapper } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import NumVfsStepper from './NumVfsStepper.vue'

const stepper = (planned: number | null, observed = 4): VueWrapper =>
  mount(NumVfsStepper, { props: { planned, observed, max: 7, label: '0000:01:00.0' } })
const changes = (wrapper: VueWrapper): unknown[] => (wrapper.emitted('change') ?? []).flat()
const field = (wrapper: VueWrapper): ReturnType<VueWrapper['get']> => wrapper.get('[data-numvfs]')

describe('choosing a number of VFs', () => {
  it('starts from what is there while the plan leaves the PF as it is', async () => {
    const wrapper = stepper(null)
    await field(wrapper).trigger('keydown', { key: 'ArrowUp' })
    expect(changes(wrapper)).toEqual([5])
  })

  it('stops at totalVfs and at 0', async () => {
    const top = stepper(7)
    await top.get('[aria-label^="One VF more"]').trigger('click')
    await field(top).trigger('keydown', { key: 'PageUp' })
    expect(changes(top)).toEqual([])
    const low = stepper(3)
    await field(low).trigger('keydown', { key: 'PageDown' })
    expect(changes(low)).toEqual([0])
  })

  it('takes a typed number on Enter', async () => {
    const wrapper = stepper(4)
    await field(wrapper).setValue('6')
    expect(changes(wrapper)).toEqual([])
    await field(wrapper).trigger('keydown', { key: 'Enter' })
    expect(changes(wrapper)).toEqual([6])
  })

  it.each([
    ['96', 'numVfs 96 exceeds totalVfs 7'],
    ['-1', 'A whole number from 0 to 7'],
    ['', 'A whole number from 0 to 7'],
    ['2.5', 'A whole number from 0 to 7']
  ])('says what is wrong with "%s" and does not pass it on', async (typed, words) => {
    const wrapper = stepper(4)
    await field(wrapper).setValue(typed)
    await field(wrapper).trigger('keydown', { key: 'Enter' })
    expect(wrapper.get('[role="alert"]').text()).toBe(words)
    expect(changes(wrapper)).toEqual([])
    await field(wrapper).trigger('blur')
    expect((field(wrapper).element as HTMLInputElement).value).toBe('4')
  })
})
