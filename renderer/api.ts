/** The renderer's only door to the main process. Nothing else touches `window.vflab`. */
import type { Bridge } from '#shared/ipc/bridge.ts'
import type { ChannelName, EventName, Events, Request, Response } from '#shared/ipc/contract.ts'
import type { Failure } from '#shared/failure.ts'
import { err, type Result } from '#shared/result.ts'

/** Channels that take nothing are called without a second argument. */
type Arguments<C extends ChannelName> = undefined extends Request<C> ? [] : [request: Request<C>]

const bridge = (): Bridge | undefined => window.vflab

/**
 * Asks the main process. Never rejects: a broken bridge comes back as an `Failure` like every other failure,
 * so that a view has one way to show what went wrong.
 */
export async function invoke<C extends ChannelName>(
  channel: C,
  ...[request]: Arguments<C>
): Promise<Result<Response<C>, Failure>> {
  const main = bridge()
  if (main === undefined) {
    return err({
      kind: 'no-main-process',
      message: `${channel}: this window has no connection to the main process of VF Lab`,
      fix: 'Start VF Lab as an app; the page by itself cannot reach hosts.'
    })
  }
  try {
    return await main.invoke(channel, request)
  } catch (cause) {
    return err({
      kind: 'main-process-failed',
      message: `${channel}: ${cause instanceof Error ? cause.message : String(cause)}`,
      fix: 'Try again; if it stays, restart VF Lab and report what is said here.'
    })
  }
}

/** Listens to what the main process tells on its own. Returns the function that ends the subscription. */
export function onEvent<E extends EventName>(event: E, listener: (payload: Events[E]) => void): () => void {
  return bridge()?.on(event, listener) ?? (() => undefined)
}
