import type { HostId } from '../inventory/types.ts'
import { checkPlan } from './check-plan.ts'
import { CONSENTS, type Consent } from './consent.ts'
import type { CheckContext } from './context.ts'
import { subjectHost } from './subject.ts'
import type { Finding } from './types.ts'

declare const judged: unique symbol

/** A plan with everything that the check says about it. Only `judge` makes one, so nothing is compiled unjudged. */
export interface Judgement {
  readonly context: CheckContext
  /** In the order of `checkPlan`. */
  readonly findings: readonly Finding[]
  readonly [judged]: true
}

/** Judges a plan once, for all that is done with it. */
export const judge = (context: CheckContext): Judgement =>
  ({ context, findings: checkPlan(context) }) as Partial<Judgement> as Judgement

/** What the user allows. */
export interface Permission {
  readonly consents: readonly Consent[]
  /** Errors that leave a choice are overridden. */
  readonly insist: boolean
}

/** Findings on a host, or on the plan as a whole. */
const findingsOn = ({ context, findings }: Judgement, host: HostId): readonly Finding[] =>
  findings.filter(({ subject }) => {
    const where = subjectHost(subject, context.plan)
    return where === null || where === host
  })

/** What keeps a host's part of the plan from becoming steps and files. Consents are asked for when these are run. */
export const stepBlockers = (
  judgement: Judgement,
  host: HostId,
  { insist }: Pick<Permission, 'insist'>
): readonly Finding[] => findingsOn(judgement, host).filter(({ blocks }) => isRefused(blocks, insist))

/** What keeps the plan from being applied to a host: what keeps it from becoming steps, and consents not given. */
export const applyBlockers = (
  judgement: Judgement,
  host: HostId,
  { consents, insist }: Permission
): readonly Finding[] =>
  findingsOn(judgement, host).filter(
    ({ blocks }) =>
      isRefused(blocks, insist) || (blocks.kind === 'consent' && !consents.includes(blocks.consent))
  )

const isRefused = ({ kind }: Finding['blocks'], insist: boolean): boolean =>
  kind === 'always' || (kind === 'unless-insisted' && !insist)

/** Errors on a host that insisting overrides: a file that was made all the same, and the log of a run, name them. */
export const overridable = (judgement: Judgement, host: HostId): readonly Finding[] =>
  findingsOn(judgement, host).filter(({ blocks }) => blocks.kind === 'unless-insisted')

/** A consent that findings ask for. */
export interface AskedConsent {
  readonly consent: Consent
  /** At least one. */
  readonly findings: readonly Finding[]
}

/** What the user must agree to lose before the plan is applied to a host, in the order of the consents. */
export function askedConsents(judgement: Judgement, host: HostId): readonly AskedConsent[] {
  const all = findingsOn(judgement, host)
  return CONSENTS.flatMap((consent) => {
    const findings = all.filter(({ blocks }) => blocks.kind === 'consent' && blocks.consent === consent)
    return findings.length > 0 ? [{ consent, findings }] : []
  })
}
