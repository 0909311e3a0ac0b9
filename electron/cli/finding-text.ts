import { CONSENT_TEXTS } from '#shared/check/consent.ts'
import type { Finding, Subject } from '#shared/check/types.ts'
import { describeFunction } from '#shared/plan/function-key.ts'
import type { Plan } from '#shared/plan/types.ts'
import { plain } from './terminal.ts'

/** A finding in lines: what, where, why, what to do. */
export function findingText(
  { severity, rule, subject, message, why, blocks, fixes }: Finding,
  plan: Plan
): string {
  const lines = [
    `${severity.padEnd(7)}  ${plain(message)}  [${rule}]`,
    `         at ${plain(place(subject, plan))}`,
    ...(why === '' ? [] : [`         ${plain(why)}`]),
    ...(blocks.kind === 'consent'
      ? [`         applied only with ${CONSENT_TEXTS[blocks.consent].flag}`]
      : []),
    ...fixes.map((fix) => `         fix: ${plain(fix.label)}`)
  ]
  return lines.join('\n')
}

function place(subject: Subject, plan: Plan): string {
  switch (subject.kind) {
    case 'plan':
      return 'the plan'
    case 'host':
      return `host ${subject.host}`
    case 'pf':
      return `${subject.address} of host ${subject.host}`
    case 'group':
      return `IOMMU group ${subject.group} of host ${subject.host}`
    case 'vm':
      return `VM ${plan.vms.find((vm) => vm.id === subject.vm)?.name ?? subject.vm}`
    case 'function':
      return `${describeFunction(subject.function)} of host ${subject.function.host}`
  }
}
