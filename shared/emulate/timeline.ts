/** The clock of a system, the steps of the action under way, and the host kernel's log. */
import type { Party, StepOutcome, SystemStep } from './types.ts'

/** Nanoseconds of a millisecond. */
export const NS_PER_MS = 1_000_000
/** Nanoseconds of a microsecond. */
export const NS_PER_US = 1000

/** A step as an action tells it; what is left out is usual: alone, done, at once, nothing to look up. */
export interface StepFacts {
  readonly from: Party
  readonly to?: Party
  readonly kind: SystemStep['kind']
  readonly text: string
  readonly detail?: string
  readonly outcome?: StepOutcome
  readonly source?: string
  /** The clock moves on by this much. */
  readonly durationNs?: number
}

/** Steps and log lines, in the order in which they happen. */
export class Timeline {
  private clockNs = 0
  private steps: SystemStep[] = []
  private readonly lines: string[] = []

  /** Since the system was made. */
  get nowNs(): number {
    return this.clockNs
  }

  get nowMs(): number {
    return this.clockNs / NS_PER_MS
  }

  /** The host kernel's log with its time stamps. */
  get log(): readonly string[] {
    return this.lines
  }

  /** Tells a step and moves the clock by its duration. */
  tell(facts: StepFacts): void {
    const durationNs = Math.round(facts.durationNs ?? 0)
    this.steps.push({
      atNs: this.clockNs,
      durationNs,
      from: facts.from,
      to: facts.to ?? facts.from,
      kind: facts.kind,
      text: facts.text,
      detail: facts.detail ?? null,
      outcome: facts.outcome ?? 'done',
      source: facts.source ?? null
    })
    this.clockNs += durationNs
  }

  /** A record of the host kernel's log, which is a step as well. `who` writes it; further lines have no prefix. */
  print(who: Party, text: string, line: string, outcome: StepOutcome = 'done', source?: string): void {
    const seconds = (this.clockNs / 1e9).toFixed(6)
    for (const each of line.split('\n')) this.lines.push(`[${seconds.padStart(12)}] ${each}`)
    this.tell({
      from: who,
      kind: 'log',
      text,
      detail: line,
      outcome,
      ...(source === undefined ? {} : { source })
    })
  }

  /** The steps since this was last asked. */
  take(): readonly SystemStep[] {
    const taken = this.steps
    this.steps = []
    return taken
  }
}
