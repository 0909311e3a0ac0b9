import type { HostId } from '#shared/inventory/types.ts'
import { subjectKey } from '#shared/check/finding.ts'
import type { Finding, Severity, Subject } from '#shared/check/types.ts'
import { describeFunction } from '#shared/plan/function-key.ts'
import type { Plan } from '#shared/plan/types.ts'

/** How lists name what a finding is about. */
export function subjectName(subject: Subject, plan: Plan, hostName: (host: HostId) => string): string {
  switch (subject.kind) {
    case 'plan':
      return 'Plan'
    case 'host':
      return hostName(subject.host)
    case 'pf':
      return subject.address
    case 'group':
      return `IOMMU group ${subject.group}`
    case 'vm':
      return plan.vms.find((vm) => vm.id === subject.vm)?.name ?? 'VM'
    case 'function':
      return describeFunction(subject.function)
  }
}

const RANK: Record<Severity, number> = { error: 0, warning: 1, info: 2 }

/** Worst first; within one severity the order of the rules, so that a list does not jump. */
export const bySeverity = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity])

/** The worst severity among findings; null = none. */
export const worst = (findings: readonly Finding[]): Severity | null =>
  bySeverity(findings)[0]?.severity ?? null

/** Findings by the key of their subject. */
export function groupBySubject(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const key = subjectKey(finding.subject)
    const group = groups.get(key)
    if (group) group.push(finding)
    else groups.set(key, [finding])
  }
  return groups
}

/** How many of each severity. */
export const countBySeverity = (findings: readonly Finding[]): Readonly<Record<Severity, number>> => ({
  error: findings.filter((one) => one.severity === 'error').length,
  warning: findings.filter((one) => one.severity === 'warning').length,
  info: findings.filter((one) => one.severity === 'info').length
})
