import { expect, test } from 'vitest'
import { makeBridge } from './bridge.ts'

function bridge() {
  const sent: [string, unknown][] = []
  const listeners = new Map<string, (payload: unknown) => void>()
  const made = makeBridge(['hosts.list'], ['job.changed'], {
    invoke: (channel, request) => {
      sent.push([channel, request])
      return Promise.resolve('answer')
    },
    listen: (event, listener) => {
      listeners.set(event, listener)
      return () => listeners.delete(event)
    }
  })
  return { made, sent, listeners }
}

test('passes a listed channel on, with its request', async () => {
  const { made, sent } = bridge()
  expect(await made.invoke('hosts.list', { a: 1 })).toBe('answer')
  expect(sent).toEqual([['hosts.list', { a: 1 }]])
})

test.each([
  'ELECTRON_BROWSER_REQUIRE',
  'hosts.unknown',
  '',
  undefined,
  ['hosts.list'],
  { toString: () => 'hosts.list' }
])('keeps %j from the main process', async (channel) => {
  const { made, sent } = bridge()
  await expect(made.invoke(channel, undefined)).rejects.toThrow('no such channel')
  expect(sent).toEqual([])
})

test('delivers the payload alone, and nothing after the subscription ended', () => {
  const { made, listeners } = bridge()
  const seen: unknown[] = []
  const stop = made.on('job.changed', (...args: unknown[]) => seen.push(args))
  listeners.get('job.changed')?.('payload')
  stop()
  expect(seen).toEqual([['payload']])
  expect(listeners.size).toBe(0)
})

test('refuses events that are not listed and listeners that are no functions', () => {
  const { made } = bridge()
  expect(() => made.on('ELECTRON_EVENT', () => undefined)).toThrow('no such event')
  expect(() => made.on('job.changed', 'alert(1)')).toThrow('no function')
})
