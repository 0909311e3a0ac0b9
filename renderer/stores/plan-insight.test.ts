import { flushPromises } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { testHost, testPf } from '#shared/inventory/test-host.ts'
import type { HostPreset } from '#shared/lab/host.ts'
import { give, HOST, PF, planOf, withVfs, withVm } from '#shared/plan/test-plan.ts'
import { ok } from '#shared/result.ts'
import type { VmEstimate } from '#shared/simulate/types.ts'
import { fakeMain } from '../testing/fake-main.ts'
import { useLabStore } from './lab.ts'
import { usePlanInsightStore } from './plan-insight.ts'
import { usePlanStore } from './plan.ts'
import { usePresetsStore } from './presets.ts'

const host = testHost(testPf(PF, { interface: { name: 'ens1f0' } }), { id: HOST, hostname: 'lab1' })
const preset = (gbps: number): HostPreset => ({
  host: HOST,
  title: 'iperf3',
  parameters: { 'guest.streamGbpsPerVcpu': gbps },
  keptAt: '2026-11-23T00:00:00.000Z'
})

beforeEach(async () => {
  setActivePinia(createPinia())
  let presets: readonly HostPreset[] = [preset(0.1)]
  fakeMain({
    'inventory.get': () => ok(host),
    'presets.list': () => ok(presets),
    'presets.remove': () => ok((presets = [])),
    'plans.save': ({ plan: { id, name } }) =>
      ok({ id, name, updatedAt: '', vms: 1, assignments: 1, hosts: [HOST] })
  })
  await usePlanStore().adopt(planOf(withVm('a'), withVfs(1), give(0, 'a')))
  await useLabStore().loadInventory(HOST)
})
afterEach(() => void Reflect.deleteProperty(window, 'vflab'))

/** The estimate comes a frame after the findings, and those a frame after the change. */
async function frames(): Promise<void> {
  await flushPromises()
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame)
}

const planned = (): VmEstimate | undefined =>
  usePlanInsightStore()
    .estimates.get('a')
    ?.find((one) => one.isPlanned)

it('counts a preset that is kept for a host, says so, and does without it as soon as it is removed', async () => {
  expect(planned()).toBeUndefined()
  await frames()
  const fitted = planned()
  expect(fitted?.notes).toContain('preset of lab1 holds: guest.streamGbpsPerVcpu 0.1 Gb/s')
  await usePresetsStore().remove(HOST)
  await frames()
  expect(planned()?.gbps.value).toBeGreaterThan(2 * (fitted?.gbps.value ?? Number.NaN))
  expect(planned()?.notes.join()).not.toContain('preset of')
})
