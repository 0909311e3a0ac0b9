import { expect, test } from 'vitest'
import { hostKeyQuestions } from './host-key-questions.ts'

const NODE7 = {
  host: 'h7',
  hostName: 'node-7',
  address: 'node-7.lab:22',
  algorithm: 'ssh-ed25519',
  fingerprint: 'SHA256:abc'
}
const never = new AbortController().signal

function questions() {
  const events: string[] = []
  let ids = 0
  const made = hostKeyQuestions({
    emit: (event, payload) => void events.push(`${event} ${(payload as { id: string }).id}`),
    newId: () => `q${++ids}`
  })
  return { events, ...made }
}

test('asks, waits, and takes the answer', async () => {
  const { ask, open, answer, events } = questions()
  const trusted = ask(NODE7, never)
  expect(open()).toEqual([{ ...NODE7, id: 'q1', known: null }])
  expect(answer('q1', true)).toBe(true)
  expect(await trusted).toBe(true)
  expect(open()).toEqual([])
  expect(events).toEqual(['host-key.asked q1', 'host-key.settled q1'])
  expect(answer('q1', true)).toBe(false)
})

test('no is no', async () => {
  const { ask, answer } = questions()
  const trusted = ask(NODE7, never)
  answer('q1', false)
  expect(await trusted).toBe(false)
})

test('asks once about one key, and answers everybody who waits for it', async () => {
  const { ask, answer, events } = questions()
  const both = [ask(NODE7, never), ask({ ...NODE7, host: 'same-machine' }, never)]
  const other = ask({ ...NODE7, fingerprint: 'SHA256:other' }, never)
  answer('q1', true)
  expect(await Promise.all(both)).toEqual([true, true])
  answer('q2', false)
  expect(await other).toBe(false)
  expect(events.filter((event) => event.startsWith('host-key.asked'))).toHaveLength(2)
})

test('a cancelled job takes its question back, unless another one waits for it', async () => {
  const { ask, open, events } = questions()
  const first = new AbortController()
  const second = new AbortController()
  const both = [ask(NODE7, first.signal), ask(NODE7, second.signal)]
  first.abort()
  expect(open()).toHaveLength(1)
  second.abort()
  expect(open()).toHaveLength(0)
  expect(await Promise.all(both)).toEqual([false, false])
  expect(events).toEqual(['host-key.asked q1', 'host-key.settled q1'])
  expect(await ask(NODE7, second.signal)).toBe(false)
})
