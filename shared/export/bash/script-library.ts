import { frameFunctions } from './library/frame.ts'
import { identityFunctions } from './library/identity.ts'
import { journalFunctions } from './library/journal.ts'
import { judgementFunctions } from './library/judgement.ts'
import { namespaceFunctions } from './library/namespaces.ts'
import { networkStateFunctions } from './library/network-state.ts'
import { readingFunctions } from './library/reading.ts'
import { rollbackFunctions } from './library/rollback.ts'
import { sessionFunctions } from './library/sessions.ts'
import { stateFunctions } from './library/state.ts'
import { surroundingsFunctions } from './library/surroundings.ts'
import { usageFunctions } from './library/usage.ts'
import { useFunctions } from './library/uses.ts'
import { verbFunctions } from './library/verbs.ts'
import { writingFunctions } from './library/writing.ts'

/**
 * The verbs of every script and all they stand on, from reading up to the frame. It is the same in every script: what
 * is in a plan comes before it, as variables (`PLAN_NAME`, `HOST_NAME`, `MACHINE_ID`, `SLUG`, `STEP_COUNT`, `PFS`,
 * `FUNCTIONS`) and as the functions `plan_identities` and `plan_steps`.
 */
export const scriptLibrary = [
  readingFunctions,
  surroundingsFunctions,
  sessionFunctions,
  namespaceFunctions,
  useFunctions,
  judgementFunctions,
  writingFunctions,
  verbFunctions,
  stateFunctions,
  networkStateFunctions,
  journalFunctions,
  rollbackFunctions,
  identityFunctions,
  usageFunctions,
  frameFunctions
].join('\n')
