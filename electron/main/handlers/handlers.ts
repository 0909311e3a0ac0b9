import type { Handlers } from '#shared/ipc/contract.ts'
import { appHandlers } from './app-handlers.ts'
import { applyHandlers } from './apply-handlers.ts'
import type { HandlerDeps } from './deps.ts'
import { fileHandlers } from './file-handlers.ts'
import { hostHandlers } from './host-handlers.ts'
import { labHandlers } from './lab-handlers.ts'
import { planHandlers } from './plan-handlers.ts'
import { presetHandlers } from './preset-handlers.ts'

/** An answer for every channel of the contract. */
export const allHandlers = (deps: HandlerDeps): Handlers => ({
  ...appHandlers(deps),
  ...hostHandlers(deps),
  ...labHandlers(deps),
  ...planHandlers(deps),
  ...fileHandlers(deps),
  ...presetHandlers(deps),
  ...applyHandlers(deps)
})
