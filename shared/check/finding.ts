import type { PlanEditError } from '../plan/edit-error.ts'
import { functionKey } from '../plan/function-key.ts'
import type { Plan } from '../plan/types.ts'
import type { Result } from '../result.ts'
import type { Blocks, Finding, Fix, Severity, Subject } from './types.ts'

/** What a rule writes down. */
export interface FindingParts {
  readonly rule: string
  readonly severity: Severity
  readonly subject: Subject
  readonly message: string
  readonly why: string
  /** Left out, an error blocks unless insisted on, and everything else blocks nothing. */
  readonly blocks?: Blocks
  readonly fixes?: readonly Fix[]
  /** Tells findings of one rule about one subject apart. */
  readonly detail?: string
}

const NOTHING: Blocks = { kind: 'nothing' }
const UNLESS_INSISTED: Blocks = { kind: 'unless-insisted' }

/** A finding with its id. */
export function finding({ detail, fixes = [], blocks, ...parts }: FindingParts): Finding {
  const id = `${parts.rule}:${subjectKey(parts.subject)}${detail === undefined ? '' : `:${detail}`}`
  const bySeverity = parts.severity === 'error' ? UNLESS_INSISTED : NOTHING
  return { ...parts, id, fixes, blocks: blocks ?? bySeverity }
}

/** One string per subject. */
export function subjectKey(subject: Subject): string {
  switch (subject.kind) {
    case 'plan':
      return 'plan'
    case 'host':
      return `host/${subject.host}`
    case 'pf':
      return `pf/${subject.host}/${subject.address}`
    case 'group':
      return `group/${subject.host}/${subject.group}`
    case 'vm':
      return `vm/${subject.vm}`
    case 'function':
      return functionKey(subject.function)
  }
}

/** A fix that VF Lab makes itself, by edits one after the other; where one is refused the plan stays as it was. */
export function editFix(
  label: string,
  ...edits: readonly ((plan: Plan) => Result<Plan, PlanEditError>)[]
): Fix {
  return {
    label,
    apply: (plan) => {
      let current = plan
      for (const edit of edits) {
        const result = edit(current)
        if (!result.ok) return plan
        current = result.value
      }
      return current
    }
  }
}

/** As `editFix`, but only where the edits go through right now: for fixes that other parts of the plan can forbid. */
export function workingFix(
  plan: Plan,
  label: string,
  ...edits: readonly ((plan: Plan) => Result<Plan, PlanEditError>)[]
): readonly Fix[] {
  const fix = editFix(label, ...edits)
  return fix.apply?.(plan) === plan ? [] : [fix]
}
