import type { EventName, Events } from '#shared/ipc/contract.ts'
import type { Store } from './store/open-store.ts'

/** Tells the window something it did not ask for. */
export type Emit = <E extends EventName>(event: E, payload: Events[E]) => void

/** What every part of the main process works with. The command line makes its own. */
export interface CoreContext {
  readonly store: Store
  readonly emit: Emit
  /** The time, ISO 8601 UTC. */
  readonly now: () => string
  /** A new id: 16 to 64 characters of [0-9a-f]. */
  readonly newId: () => string
  /** Writes down what must not happen: one line for a report. */
  readonly logBug: (line: string) => void
}
