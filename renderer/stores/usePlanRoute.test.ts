import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { usePlanStore } from './plan.ts'
import { useUiStore } from './ui.ts'
import { usePlanRoute, type PlanPlace } from './usePlanRoute.ts'
import { fakePlans, type FakePlans } from '../testing/fake-plans.ts'

let router: Router
let database: FakePlans

const view = (place: PlanPlace) => ({
  setup: () => usePlanRoute(place),
  render: () => null
})

beforeEach(() => {
  setActivePinia(createPinia())
  database = fakePlans('plan-a', 'plan-b')
  router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/plan/:plan?', name: 'plan', component: view('plan') },
      { path: '/what-if/:plan?', name: 'what-if', component: view('what-if') },
      { path: '/provision/:plan?', name: 'provision', component: view('provision') }
    ]
  })
})
afterEach(() => void Reflect.deleteProperty(window, 'vflab'))

async function go(path: string): Promise<string> {
  await router.push(path)
  await flushPromises()
  return router.currentRoute.value.fullPath
}
async function windowAt(path: string): Promise<void> {
  await router.push(path)
  mount({ template: '<RouterView />' }, { global: { plugins: [router] } })
  await flushPromises()
}

describe('the open plan', () => {
  it('is the one of the address', async () => {
    await windowAt('/plan/plan-b')
    expect(usePlanStore().plan?.id).toBe('plan-b')
  })

  it('is the same in every place', async () => {
    await windowAt('/provision/plan-b')
    await go('/plan/plan-a')
    expect(await go('/provision')).toBe('/provision/plan-a')
    expect(await go('/what-if')).toBe('/what-if/plan-a')
    expect(usePlanStore().plan?.id).toBe('plan-a')
  })

  it('gives its address to the place when another one is opened there', async () => {
    await windowAt('/what-if/plan-a')
    await usePlanStore().open('plan-b')
    await flushPromises()
    expect(router.currentRoute.value.fullPath).toBe('/what-if/plan-b')
  })

  it('is left by every place when it is deleted', async () => {
    await windowAt('/provision/plan-a')
    await go('/plan')
    await usePlanStore().remove('plan-a')
    await flushPromises()
    expect(router.currentRoute.value.fullPath).toBe('/plan/plan-b')
    expect(await go('/provision')).toBe('/provision/plan-b')
  })

  it('is none, and no address names one, after the last one was deleted', async () => {
    await windowAt('/plan/plan-a')
    await usePlanStore().remove('plan-b')
    await usePlanStore().remove('plan-a')
    await flushPromises()
    expect(usePlanStore().plan).toBeNull()
    expect(router.currentRoute.value.fullPath).toBe('/plan')
  })

  it('stays open where an old address names a plan that is gone, and takes the address over', async () => {
    await windowAt('/plan/plan-a')
    database.forget('plan-b')
    expect(await go('/plan/plan-b')).toBe('/plan/plan-a')
    expect(useUiStore().toasts.map((toast) => toast.text)).toEqual(['This plan no longer exists'])
  })

  it('is the one asked for last, in whatever order the answers come', async () => {
    await windowAt('/plan/plan-a')
    const plans = usePlanStore()
    const release = database.holdNext('plans.get')
    const slow = plans.open('plan-b')
    await flushPromises()
    await plans.create('Third')
    release()
    await slow
    expect(plans.plan?.name).toBe('Third')
  })
})
