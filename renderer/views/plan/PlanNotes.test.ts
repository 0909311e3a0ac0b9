import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { computed, defineComponent, h } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { emptyPlan } from '#shared/plan/plan.ts'
import { ok } from '#shared/result.ts'
import { usePlanStore } from '../../stores/plan.ts'
import { fakeMain } from '../../testing/fake-main.ts'
import PlanNotes from './PlanNotes.vue'

const start = { ...emptyPlan({ id: 'p', name: 'Web' }), notes: 'before' }
let plans: ReturnType<typeof usePlanStore>
let view: VueWrapper

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  setActivePinia(createPinia())
  fakeMain({
    'plans.save': ({ plan }) =>
      ok({ id: plan.id, name: plan.name, updatedAt: '', vms: 0, assignments: 0, hosts: [] })
  })
  plans = usePlanStore()
  await plans.adopt(start)
  const Parent = defineComponent(() => {
    const plan = computed(() => plans.plan ?? start)
    return () => h(PlanNotes, { plan: plan.value })
  })
  view = mount(Parent)
})
afterEach(() => {
  view.unmount()
  vi.useRealTimers()
})
const type = (text: string): Promise<void> => view.get('textarea').setValue(text)
const shown = (): string => view.get('textarea').element.value

it('makes one undo step of what was typed in one go, after a pause', async () => {
  await type('before l')
  await type('before lunch')
  expect(plans.plan?.notes).toBe('before')
  vi.runAllTimers()
  expect(plans.plan?.notes).toBe('before lunch')
  await flushPromises()
  plans.undo()
  await flushPromises()
  expect(shown()).toBe('before')
})

it('takes what was typed a moment ago when the field is left, or goes away', async () => {
  await type('left')
  await view.get('textarea').trigger('blur')
  expect(plans.plan?.notes).toBe('left')
  await type('gone')
  view.unmount()
  expect(plans.plan?.notes).toBe('gone')
})

it('says why notes are not taken, and keeps what was typed', async () => {
  const long = 'x'.repeat(20_001)
  await type(long)
  vi.runAllTimers()
  await flushPromises()
  expect(plans.plan?.notes).toBe('before')
  expect(view.get('[role=alert]').text()).toContain('20,000')
  expect(shown()).toBe(long)
})
