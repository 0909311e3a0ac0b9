import { afterEach, describe, expect, it } from 'vitest'
import { ok } from '#shared/result.ts'
import { invoke, onEvent } from './api.ts'
import { fakeMain } from './testing/fake-main.ts'

afterEach(() => Object.defineProperty(window, 'vflab', { value: undefined, configurable: true }))

describe('the door to the main process', () => {
  it('hands a request on and the answer back', async () => {
    const main = fakeMain({ 'hosts.remove': () => ok(null) })
    expect(await invoke('hosts.remove', { host: 'host-1' })).toEqual(ok(null))
    expect(main.requests).toEqual([{ channel: 'hosts.remove', request: { host: 'host-1' } }])
  })

  it('gives a broken bridge back as an error that names the channel', async () => {
    fakeMain({
      'jobs.list': () => {
        throw new Error('pipe closed')
      }
    })
    const answer = await invoke('jobs.list')
    expect(answer).toMatchObject({ ok: false, error: { message: 'jobs.list: pipe closed' } })
  })

  it('says so where there is no main process at all', async () => {
    expect(await invoke('jobs.list')).toMatchObject({ ok: false, error: { kind: 'no-main-process' } })
    expect(() => onEvent('job.changed', () => undefined)()).not.toThrow()
  })

  it('stops listening when told to', () => {
    const main = fakeMain({})
    const heard: string[] = []
    const stop = onEvent('host-key.settled', ({ id }) => heard.push(id))
    main.tell('host-key.settled', { id: 'a' })
    stop()
    main.tell('host-key.settled', { id: 'b' })
    expect(heard).toEqual(['a'])
  })
})
