import { expect, test } from 'vitest'
import { channelNames, eventNames } from './channels.ts'
import { contract, type EventName } from './contract.ts'

test('the preload knows every channel of the contract and no other', () => {
  expect([...channelNames].sort()).toEqual(Object.keys(contract).sort())
})

test('no channel and no event is listed twice', () => {
  expect(new Set([...channelNames, ...eventNames]).size).toBe(channelNames.length + eventNames.length)
})

test('the preload knows every event', () => {
  // A record over the type: a new event fails to compile here until it is named, and then has to be in the list.
  const all: Record<EventName, true> = {
    'job.changed': true,
    'job.log': true,
    'lab.changed': true,
    'plans.changed': true,
    'host-key.asked': true,
    'host-key.settled': true
  }
  expect([...eventNames].sort()).toEqual(Object.keys(all).sort())
})

test('channels are named area.verb', () => {
  for (const name of [...channelNames, ...eventNames]) expect(name).toMatch(/^[a-z-]+\.[a-z-]+$/)
})
