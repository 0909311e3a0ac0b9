import type { IpcMainInvokeEvent } from 'electron'
import { expect, test } from 'vitest'
import { channelNames } from '#shared/ipc/channels.ts'
import type { Handlers } from '#shared/ipc/contract.ts'
import { ok } from '#shared/result.ts'
import { serveContract } from './router.ts'

type Listener = (event: IpcMainInvokeEvent, request: unknown) => unknown

/** Electron's side of the wire: remembers who answers which channel. */
function wire(handlers: Partial<Handlers>, isTrusted = true) {
  const listeners = new Map<string, Listener>()
  const bugs: string[] = []
  serveContract(
    { handle: (channel, listener) => void listeners.set(channel, listener as Listener) },
    handlers as Handlers,
    { isTrusted: () => isTrusted, logBug: (line) => bugs.push(line) }
  )
  const event = { senderFrame: { url: 'https://evil.example/' } } as unknown as IpcMainInvokeEvent
  return {
    bugs,
    channels: [...listeners.keys()],
    ask: (name: string, request: unknown) => listeners.get(name)?.(event, request)
  }
}

test('answers every channel', () => {
  expect(wire({}).channels).toEqual([...channelNames])
})

test('hands a checked request to the handler', async () => {
  const seen: unknown[] = []
  const { ask } = wire({
    'inventory.get': (request) => {
      seen.push(request)
      return ok(null)
    }
  })
  expect(await ask('inventory.get', { host: 'h1' })).toEqual({ ok: true, value: null })
  expect(seen).toEqual([{ host: 'h1' }])
})

test.each([
  ['inventory.get', { host: '../../etc' }, /^inventory\.get: host: .*not an id/],
  ['inventory.get', { host: 'h1', also: 1 }, /also/],
  ['inventory.get', undefined, /inventory\.get/],
  ['hosts.list', {}, /hosts\.list/],
  ['jobs.cancel', { job: 7 }, /job/],
  ['scan.start', { hosts: [] }, /hosts/]
])('refuses a malformed request for %s before a handler sees it', async (channel, request, message) => {
  const { ask, bugs } = wire({})
  const answer = await ask(channel, request)
  expect(answer).toMatchObject({ ok: false, error: { kind: 'bad-request' } })
  expect((answer as { error: { message: string } }).error.message).toMatch(message)
  expect(bugs).toEqual([])
})

test('refuses a page that is not ours and says in the log who asked', async () => {
  const { ask, bugs } = wire({ 'hosts.list': () => ok([]) }, false)
  expect(await ask('hosts.list', undefined)).toMatchObject({ ok: false, error: { kind: 'refused-sender' } })
  expect(bugs).toEqual(['hosts.list: refused a request from https://evil.example/'])
})

test('turns an exception into an error of kind bug and one line in the log', async () => {
  const { ask, bugs } = wire({
    'hosts.list': () => {
      throw new TypeError('x is undefined')
    }
  })
  expect(await ask('hosts.list', undefined)).toMatchObject({
    ok: false,
    error: { kind: 'bug', message: 'hosts.list failed in an unexpected way: x is undefined' }
  })
  expect(bugs).toHaveLength(1)
  expect(bugs[0]).toMatch(/^hosts\.list: TypeError: x is undefined/)
})
