/** The main process as the window sees it: what it answers is a table, what it tells is a call. */
import type { Bridge } from '#shared/ipc/bridge.ts'
import type { ChannelName, EventName, Events, Request, Response } from '#shared/ipc/contract.ts'
import type { Failure } from '#shared/failure.ts'
import { err, type Result } from '#shared/result.ts'

type Answers = {
  [C in ChannelName]?: (
    request: Request<C>
  ) => Result<Response<C>, Failure> | Promise<Result<Response<C>, Failure>>
}

/** What a test holds in its hands. */
export interface FakeMain {
  /** Requests so far, in order. */
  readonly requests: readonly { readonly channel: ChannelName; readonly request: unknown }[]
  /** Tells the window something, as the main process would. */
  readonly tell: <E extends EventName>(event: E, payload: Events[E]) => void
}

/** Puts a main process on `window.vflab`. A channel without an answer fails, as an unknown one would. */
export function fakeMain(answers: Answers): FakeMain {
  const requests: { channel: ChannelName; request: unknown }[] = []
  const listeners = new Map<EventName, Set<(payload: never) => void>>()
  const bridge: Bridge = {
    async invoke(channel, request) {
      requests.push({ channel, request })
      const answer = answers[channel]
      if (answer === undefined)
        return err({ kind: 'no-answer', message: `${channel} is not answered`, fix: '' })
      return answer(request)
    },
    on(event, listener) {
      const there = listeners.get(event) ?? new Set()
      listeners.set(event, there.add(listener))
      return () => there.delete(listener)
    }
  }
  Object.defineProperty(window, 'vflab', { value: bridge, configurable: true })
  return {
    requests,
    tell: (event, payload) => listeners.get(event)?.forEach((listener) => listener(payload as never))
  }
}
