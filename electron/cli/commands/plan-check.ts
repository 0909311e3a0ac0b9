import { checkPlan } from '#shared/check/check-plan.ts'
import type { Finding } from '#shared/check/types.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { hostsOf } from '#shared/planned/hosts-of-plan.ts'
import { findingText } from '../finding-text.ts'
import { planContext, type HostSource } from '../hosts-of-plan.ts'
import { compatWith } from '../matrix-option.ts'
import { plain, type Terminal } from '../terminal.ts'

/** Options of `vflab plan check`. */
export interface CheckOptions extends HostSource {
  readonly json?: boolean
  /** Files of compatibility knowledge, in any order. */
  readonly matrix: readonly string[]
}

/** `vflab plan check`: 0 = no errors, 1 = at least one. */
export async function planCheck(terminal: Terminal, path: string, options: CheckOptions): Promise<ExitCode> {
  const { plan, hosts } = await planContext(path, options)
  const findings = checkPlan({ plan, hosts, compat: compatWith(options.matrix) })
  const count = (severity: Finding['severity']): number =>
    findings.filter((finding) => finding.severity === severity).length
  const counts = { errors: count('error'), warnings: count('warning'), infos: count('info') }
  if (options.json) {
    const report = {
      plan: { id: plan.id, name: plan.name },
      hosts: hostsOf(plan).map((id) => ({ id, takenAt: hosts.get(id)?.takenAt ?? null })),
      counts,
      findings: findings.map(({ fixes, ...finding }) => ({
        ...finding,
        fixes: fixes.map((fix) => fix.label)
      }))
    }
    terminal.printJson(report)
  } else {
    for (const finding of findings) terminal.print(findingText(finding, plan))
    const of = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`
    terminal.print(
      `${plain(plan.name)}: ${of(counts.errors, 'error')}, ${of(counts.warnings, 'warning')}, ${counts.infos} to know`
    )
  }
  return counts.errors > 0 ? EXIT.failed : EXIT.ok
}
