import { beforeEach, describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { placeTarget, rememberPlaces } from './last-shown.ts'

const render = (): null => null
let router: Router
beforeEach(() => {
  router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/lab/:host?', name: 'lab', component: { render } },
      { path: '/plan/:plan?', name: 'plan', component: { render } },
      { path: '/provision/:plan?', name: 'provision', component: { render } },
      { path: '/:rest(.*)*', name: 'elsewhere', component: { render } }
    ]
  })
  rememberPlaces(router)
})
const pathTo = (name: 'lab' | 'plan' | 'provision', here: string): string =>
  router.resolve(placeTarget(name, here)).fullPath

describe('where a place leads', () => {
  it('is its beginning before it was shown', () => {
    expect(pathTo('plan', 'lab')).toBe('/plan')
  })

  it('is what it showed, and from within its beginning', async () => {
    await router.push('/lab/host-1?tab=groups')
    await router.push('/plan')
    expect(pathTo('lab', 'plan')).toBe('/lab/host-1?tab=groups')
    expect(pathTo('lab', 'lab')).toBe('/lab')
  })

  it('never is a plan of its own: the open one may have changed, or be gone', async () => {
    await router.push('/provision/plan-a')
    await router.push('/plan/plan-b')
    expect(pathTo('provision', 'plan')).toBe('/provision')
  })

  it('does not change by addresses that are no place', async () => {
    await router.push('/lab/host-1')
    await router.push('/nowhere')
    expect(pathTo('lab', 'elsewhere')).toBe('/lab/host-1')
  })
})
