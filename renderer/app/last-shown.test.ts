import { expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { placeTarget, rememberPlaces } from './last-shown.ts'

it('leads back to what a place showed, and from within to its beginning', async () => {
  const render = (): null => null
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/lab/:host?', name: 'lab', component: { render } },
      { path: '/plan', name: 'plan', component: { render } }
    ]
  })
  rememberPlaces(router)
  expect(placeTarget('plan', 'lab')).toEqual({ name: 'plan' })
  await router.push('/lab/host-1?tab=groups')
  await router.push('/plan')
  expect(placeTarget('lab', 'plan')).toBe('/lab/host-1?tab=groups')
  expect(placeTarget('lab', 'lab')).toEqual({ name: 'lab' })
})
