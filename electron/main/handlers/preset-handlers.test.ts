import { expect, test } from 'vitest'
import { testContext } from '../../core/testing/test-lab.ts'
import { presetHandlers } from './preset-handlers.ts'

async function presets() {
  const context = await testContext()
  const addedAt = context.now()
  context.store.hosts.add({ id: 'h1', name: 'lab-a1', origin: 'import', connection: null, addedAt })
  return { ...context, handlers: presetHandlers(context) }
}
const FIT = { 'vhostNet.streamGbps': 9.7 }

test('a preset is kept for its host, replaced by the next one, and removed', async () => {
  const { handlers } = await presets()
  await handlers['presets.keep']({ host: 'h1', title: 'first', parameters: FIT })
  await handlers['presets.keep']({ host: null, title: 'free', parameters: {} })
  const kept = await handlers['presets.keep']({ host: 'h1', title: 'second', parameters: FIT })
  expect(kept.ok && kept.value.map(({ host, title }) => [host, title])).toEqual([
    [null, 'free'],
    ['h1', 'second']
  ])
  expect(await handlers['presets.list'](undefined)).toEqual(kept)
  const left = await handlers['presets.remove']({ host: 'h1' })
  expect(left.ok && left.value.map(({ host }) => host)).toEqual([null])
})

test('an input that the model does not have, and a host that is gone, are refused with their names', async () => {
  const { handlers } = await presets()
  expect(
    await handlers['presets.keep']({ host: 'h1', title: '', parameters: { 'no.such': 1 } })
  ).toMatchObject({
    ok: false,
    error: { kind: 'no-such-input', message: expect.stringContaining('no.such') }
  })
  expect(await handlers['presets.keep']({ host: 'h9', title: '', parameters: FIT })).toMatchObject({
    ok: false,
    error: { kind: 'no-such-host' }
  })
})

test('a preset goes with its host, and one that cannot be read is left out', async () => {
  const { handlers, store } = await presets()
  await handlers['presets.keep']({ host: 'h1', title: '', parameters: FIT })
  store.hosts.remove('h1')
  expect(await handlers['presets.list'](undefined)).toEqual({ ok: true, value: [] })
  for (const stored of [
    'nonsense',
    [{ host: null }],
    [{ host: null, title: '', parameters: { old: 1 }, keptAt: '' }]
  ]) {
    store.settings.write('host-presets', stored)
    expect(await handlers['presets.list'](undefined)).toEqual({ ok: true, value: [] })
  }
})
