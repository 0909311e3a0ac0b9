/** For tests of what comes after the check. Not shipped. */
import { judge } from '../../check/judgement.ts'
import type { InventoryHost } from '../../inventory/types.ts'
import type { Plan } from '../../plan/types.ts'
import type { Result } from '../../result.ts'
import { compileHost, type CompileRefusal } from '../compile.ts'
import type { CompiledHost } from '../types.ts'

/** The findings behind a refusal as sentences, with what to do; for logs and errors. At least one. */
const explainRefusal = (refusal: CompileRefusal): readonly { message: string; fix: string }[] =>
  refusal.kind === 'nothing-planned'
    ? [refusal]
    : refusal.findings.map(({ message, fixes }) => ({ message: `${message}.`, fix: fixes[0]?.label ?? '' }))

/** A plan compiled for one host, with nothing overridden. */
export const compilePlan = (plan: Plan, host: InventoryHost): Result<CompiledHost, CompileRefusal> =>
  compileHost(judge({ plan, hosts: new Map([[host.id, host]]) }), host.id, { insist: false })

/** As `compilePlan`; a refused plan fails the test. */
export function compiledPlan(plan: Plan, host: InventoryHost): CompiledHost {
  const result = compilePlan(plan, host)
  if (result.ok) return result.value
  throw new Error(
    explainRefusal(result.error)
      .map(({ message }) => message)
      .join('\n')
  )
}

/**
 * A plan compiled whatever the check says: for tests of what the script itself refuses on the host, where a plan comes
 * from a time when all was well.
 */
export function compiledUnjudged(plan: Plan, host: InventoryHost): CompiledHost {
  const judgement = { ...judge({ plan, hosts: new Map([[host.id, host]]) }), findings: [] }
  const result = compileHost(judgement, host.id, { insist: false })
  if (result.ok) return result.value
  throw new Error(JSON.stringify(result.error))
}
