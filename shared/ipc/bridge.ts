import type { Result } from '../result.ts'
import type { ChannelName, EventName, Events, Request, Response } from './contract.ts'
import type { Failure } from '../failure.ts'

/** What the preload puts on `window.vflab`. */
export interface Bridge {
  invoke<C extends ChannelName>(channel: C, request: Request<C>): Promise<Result<Response<C>, Failure>>
  /** Returns the function that ends the subscription. */
  on<E extends EventName>(event: E, listener: (payload: Events[E]) => void): () => void
}
