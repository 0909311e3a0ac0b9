/**
 * What was done to a system and what came out. The list of actions is all there is: a system does the same again, so
 * undoing one is doing the others anew, and another configuration is the same list on other hardware.
 */
import type { System, SystemAction, SystemConfig, SystemStep, SystemView } from '#shared/emulate/types.ts'

/** An action somebody asked for. `isSetup`: a lesson needs it done before it begins. */
export interface AskedAction {
  readonly action: SystemAction
  readonly isSetup: boolean
}

/** An action with its steps. */
interface Entry extends AskedAction {
  readonly steps: readonly SystemStep[]
  /** The system after it. */
  readonly after: SystemView
  /** When it began. */
  readonly beganNs: number
  /** Why it could not be tried at all, for example for a VF that was never there; null = it was. */
  readonly problem: string | null
}

/** All that happened, in order, and the system before anything did. */
export interface Session {
  readonly before: SystemView
  readonly entries: readonly Entry[]
}

function tryAction(
  system: System,
  action: SystemAction
): { readonly steps: readonly SystemStep[]; readonly problem: string | null } {
  try {
    return { steps: system.do(action), problem: null }
  } catch (error) {
    // The contract: what was never there throws a RangeError. Anything else is a bug and goes on.
    if (!(error instanceof RangeError)) throw error
    return { steps: [], problem: error.message }
  }
}

/** Does `actions` on a new system. An action about a VF or VM that was never there is kept, with its problem. */
export function replay(
  createSystem: (config: SystemConfig) => System,
  config: SystemConfig,
  actions: readonly AskedAction[]
): Session {
  const system = createSystem(config)
  const before = system.view
  const entries = actions.map(({ action, isSetup }): Entry => {
    const beganNs = system.view.atNs
    const { steps, problem } = tryAction(system, action)
    return { action, isSetup, beganNs, steps, after: system.view, problem }
  })
  return { before, entries }
}

/** What carries a message. The interrupt that announces it belongs to it, too, but is worth seeing. */
const isHandshake = (step: SystemStep | undefined): boolean =>
  step?.kind === 'register' || step?.kind === 'doorbell'

/**
 * The session without what carries a message from one driver to the other: the registers and doorbells right before
 * and right after it. The message itself stays, and so does every other register and how the action ended.
 */
export function overview({ before, entries }: Session): Session {
  const isAround = (steps: readonly SystemStep[], at: number, by: 1 | -1): boolean => {
    let next = at
    while (isHandshake(steps[next]) || steps[next]?.kind === 'interrupt') next += by
    return steps[next]?.kind === 'message'
  }
  return {
    before,
    entries: entries.map((entry) => ({
      ...entry,
      steps: entry.steps.filter(
        (step, at) =>
          !isHandshake(step) ||
          at === entry.steps.length - 1 ||
          !(isAround(entry.steps, at, 1) || isAround(entry.steps, at, -1))
      )
    }))
  }
}

/** The system itself after `actions`; what is impossible is passed over. */
export function systemAfter(
  createSystem: (config: SystemConfig) => System,
  config: SystemConfig,
  actions: readonly AskedAction[]
): System {
  const system = createSystem(config)
  for (const { action } of actions) tryAction(system, action)
  return system
}

/** Number of steps of all entries. */
export const stepCount = ({ entries }: Session): number =>
  entries.reduce((sum, { steps }) => sum + steps.length, 0)

/** Steps before the first one that is no set-up: where a lesson begins. */
export function setupSteps({ entries }: Session): number {
  const first = entries.findIndex(({ isSetup }) => !isSetup)
  return entries
    .slice(0, first < 0 ? entries.length : first)
    .reduce((sum, { steps }) => sum + steps.length, 0)
}

/** A step with its entry; `index` counts over all entries. */
export interface PlacedStep {
  readonly index: number
  readonly entry: number
  readonly step: SystemStep
  /** When its action began. */
  readonly beganNs: number
}

/** All steps in order. */
export function allSteps({ entries }: Session): readonly PlacedStep[] {
  let index = 0
  return entries.flatMap(({ steps, beganNs }, entry) =>
    steps.map((step) => ({ index: index++, entry, step, beganNs }))
  )
}

/** How many actions were seen to their end once `shown` steps have been seen. */
export function entriesSeen({ entries }: Session, shown: number): number {
  let steps = 0
  let seen = 0
  for (const entry of entries) {
    steps += entry.steps.length
    if (steps > shown) break
    seen++
  }
  return seen
}

/** The system once `shown` steps have been seen: after the last action all of whose steps are among them. */
export function viewAt(session: Session, shown: number): SystemView {
  return session.entries[entriesSeen(session, shown) - 1]?.after ?? session.before
}

/** The entry whose steps are being shown: the last one that began; null before any. */
export function entryAt({ entries }: Session, shown: number): number | null {
  let seen = 0
  let at: number | null = null
  for (const [index, { steps }] of entries.entries()) {
    if (seen >= shown && steps.length > 0) break
    at = index
    seen += steps.length
  }
  return at
}

/** The system before the entry that is shown at `shown`: what changes are told against. */
export function viewBefore(session: Session, shown: number): SystemView {
  const at = entryAt(session, shown)
  return at === null || at === 0 ? session.before : (session.entries[at - 1]?.after ?? session.before)
}
