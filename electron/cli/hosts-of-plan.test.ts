import { expect, test } from 'vitest'
import { hostPresets } from '../core/captures/host-presets.ts'
import { withStore } from './data.ts'
import { storedPresets } from './hosts-of-plan.ts'
import { testFolder } from './test-vflab.ts'

test('presets that the app keeps hold for its hosts, not for captures and not as that of free scenarios', async () => {
  const data = testFolder()
  const parameters = { 'vhostNet.streamGbps': 9.7 }
  const keptAt = '2026-11-23T00:00:00.000Z'
  await withStore(data, (store) => {
    store.hosts.add({ id: 'h1', name: 'lab1', origin: 'import', connection: null, addedAt: keptAt })
    for (const host of ['h1', null]) hostPresets(store).keep({ host, title: '', parameters, keptAt })
    return Promise.resolve()
  })
  expect([...(await storedPresets({ data }))]).toEqual([['h1', parameters]])
  expect((await storedPresets({ data, capture: ['h1=some.capture'] })).size).toBe(0)
})
