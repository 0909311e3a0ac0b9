import { expect, it } from 'vitest'
import { at, NVME_DRIVE, testHost, testPf } from '../../inventory/test-host.ts'
import { assign } from '../../plan/edits.ts'
import { give, HOST, PF, planOf, vf, withVfs, withVm } from '../../plan/test-plan.ts'
import { known } from '../../reading.ts'
import { estimateAhead } from './estimate-ahead.ts'

const host = testHost(testPf(PF, { interface: { name: 'ens1f0' } }), { id: HOST })

it('says what a VM would get, and what the others would keep', () => {
  const plan = planOf(withVm('a'), withVm('b'), withVm('away', { host: 'lab2' }), withVfs(2), give(0, 'a'))
  const alone = estimateAhead(plan, host, null)
  const after = assign(plan, { function: vf(1), vm: 'b' })
  if (!after.ok) throw new Error('the drop was refused')
  const shared = estimateAhead(after.value, host, 'b')
  const planned = (of: typeof alone, vm: string): number =>
    of.estimates.get(vm)?.find((one) => one.isPlanned)?.gbps.value ?? 0
  expect(planned(alone, 'b')).toBe(0)
  expect(planned(shared, 'b')).toBeCloseTo(planned(shared, 'a'), 6)
  expect(planned(shared, 'a')).toBeCloseTo(planned(alone, 'a') / 2, 6)
  expect(shared.loads.get(at(PF))).toBeDefined()
  expect([...shared.estimates.keys()]).toEqual(['a', 'b'])
})

it('does so for drives too', () => {
  const drive = testHost(
    testPf(PF, {
      ...NVME_DRIVE,
      link: {
        speedGTps: 16,
        width: 4,
        maxSpeedGTps: 16,
        maxWidth: 4,
        maxPayloadBytes: known(256),
        maxReadRequestBytes: known(512)
      }
    }),
    { id: HOST }
  )
  const plan = planOf(withVm('a'), withVm('b'), withVfs(2), give(0, 'a'), give(1, 'b'))
  const { storage, drives } = estimateAhead(plan, drive, 'b')
  expect(storage.get('b')?.[0]?.ways.find((one) => one.isPlanned)?.kiops.value).toBeGreaterThan(0)
  expect(drives.get(at(PF))?.vms).toEqual(['a', 'b'])
})

it('counts the preset of the host, and says so', () => {
  const plan = planOf(withVm('a'), withVfs(1), give(0, 'a'))
  const planned = (preset?: { 'guest.streamGbpsPerVcpu': number }) =>
    estimateAhead(plan, host, 'a', preset)
      .estimates.get('a')
      ?.find((one) => one.isPlanned)
  const slow = planned({ 'guest.streamGbpsPerVcpu': 0.1 })
  expect(slow?.gbps.value).toBeLessThan((planned()?.gbps.value ?? 0) / 2)
  expect(slow?.notes.join()).toContain('holds: guest.streamGbpsPerVcpu 0.1 Gb/s')
})
