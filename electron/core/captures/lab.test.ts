import { expect, test } from 'vitest'
import { sampleCapture, SAMPLE_LAB } from '../testing/sample-inventory.ts'
import { testContext } from '../testing/test-lab.ts'
import { inventoryOf } from './captures.ts'
import { fillEmptyLab } from './first-start.ts'
import { addCapturedHost } from './import-capture.ts'
import { searchLab } from './search-lab.ts'

test('the first start fills the lab with samples; who removes them is left alone', async () => {
  const context = await testContext()
  await fillEmptyLab(context, SAMPLE_LAB)
  expect(context.store.hosts.list().length).toBeGreaterThanOrEqual(5)
  context.store.hosts.removeSamples()
  await fillEmptyLab(context, SAMPLE_LAB)
  expect(context.store.hosts.list()).toEqual([])
  expect(context.bugs).toEqual([])
})

test('a lab that has hosts gets no samples', async () => {
  const context = await testContext()
  const mine = { id: 'mine', name: 'mine', origin: 'ssh', connection: null, addedAt: 'now' } as const
  context.store.hosts.add(mine)
  await fillEmptyLab(context, SAMPLE_LAB)
  expect(context.store.hosts.list()).toHaveLength(1)
})

test('an installation without samples starts all the same, and the log says why', async () => {
  const context = await testContext()
  await fillEmptyLab(context, '/nonexistent')
  expect(context.store.hosts.list()).toEqual([])
  expect(context.bugs[0]).toContain('index.json')
})

test('an inventory that older code built is built again from its capture', async () => {
  const context = await testContext()
  const { store } = context
  const added = addCapturedHost(context, sampleCapture('lab-a2'), { origin: 'import', source: 'lab-a2' })
  const id = added.ok ? added.value : ''
  const fresh = inventoryOf(context, id)
  if (!fresh) throw new Error('no inventory')
  const facts = store.hosts.get(id)?.facts
  if (!facts) throw new Error('no facts')
  const old = { ...fresh, hostname: 'as older code saw it' }
  const capture = store.captures.newest(id)?.id ?? ''
  store.captures.rebuild({ id: capture, host: id, inventory: old, builder: 0, facts, haystack: '' })
  expect(inventoryOf(context, id)).toEqual(fresh)
  expect(searchLab(context, '82576').length).toBeGreaterThan(0)
})

test('a capture that cannot be read adds nothing', async () => {
  const context = await testContext()
  const text = sampleCapture('lab-a2')
  const cutOff = addCapturedHost(context, text.slice(0, 9000), {
    origin: 'import',
    source: 'cut.capture'
  })
  expect(cutOff).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('cut.capture') as string }
  })
  expect(context.store.hosts.list()).toEqual([])
})

test('a MAC is found as it is typed, with dashes too', async () => {
  const context = await testContext()
  addCapturedHost(context, sampleCapture('lab-a2'), { origin: 'import', source: 'lab-a2', id: 'a2' })
  const inventory = inventoryOf(context, 'a2')
  const fn = inventory?.functions.find((each) => each.interfaces.some((one) => one.mac.known))
  const mac = fn?.interfaces[0]?.mac
  const text = mac?.known ? mac.value : ''
  for (const typed of [text, text.toUpperCase(), text.replaceAll(':', '-')]) {
    expect(searchLab(context, typed).map((hit) => hit.address)).toContain(fn?.address)
  }
})
