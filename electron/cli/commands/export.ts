import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { judge, overridable } from '#shared/check/judgement.ts'
import type { ExportRefusal } from '#shared/export/format.ts'
import { exportFormats } from '#shared/export/formats.ts'
import { listed } from '#shared/listed.ts'
import type { Plan } from '#shared/plan/types.ts'
import { hostsOf } from '#shared/planned/hosts-of-plan.ts'
import { CommandFailure, EXIT, type ExitCode } from '../exit-codes.ts'
import { findingText } from '../finding-text.ts'
import { pickHost, planContext, type HostSource } from '../hosts-of-plan.ts'
import { plain, type Terminal } from '../terminal.ts'

export interface ExportOptions extends HostSource {
  readonly format: string
  readonly host?: string
  readonly all?: boolean
  readonly output: string
  readonly force?: boolean
  readonly insist?: boolean
}

/** `vflab export`: writes the files of one host, or of all hosts of the plan. */
export async function exportPlan(
  terminal: Terminal,
  path: string,
  options: ExportOptions
): Promise<ExitCode> {
  const format = exportFormats.find((each) => each.id === options.format)
  if (!format) {
    const ids = exportFormats.map((each) => each.id).join(', ')
    throw new CommandFailure(EXIT.usage, `--format ${options.format}: choose one of ${ids}`)
  }
  const context = await planContext(path, options)
  const hosts = options.all ? hostsOf(context.plan) : [(await pickHost(context, options)).id]
  const judgement = judge(context)
  const insist = options.insist ?? false
  const rendered = format.render(judgement, hosts, { insist })
  if (!rendered.ok) {
    for (const { refusal } of rendered.error) noteRefusal(terminal, refusal, context.plan)
    const isInsistable = rendered.error.every(({ refusal }) => canInsist(refusal))
    throw new CommandFailure(
      EXIT.failed,
      `the plan cannot be put into the form "${format.id}" for ${plain(listed(rendered.error.map(({ host }) => context.hosts.get(host)?.hostname ?? host)))}`,
      isInsistable ? 'Change the plan, or override its errors with --insist: the files then name them.' : ''
    )
  }
  for (const host of hosts)
    for (const { message } of overridable(judgement, host)) terminal.note(plain(`overridden: ${message}`))
  mkdirSync(options.output, { recursive: true })
  const taken = rendered.value
    .map((file) => join(options.output, file.name))
    .filter((file) => existsSync(file))
  if (taken.length > 0 && !options.force) {
    throw new CommandFailure(
      EXIT.precondition,
      `${taken.join(', ')} exists already`,
      'Use --force to replace it.'
    )
  }
  for (const file of rendered.value) {
    const target = join(options.output, file.name)
    writeFileSync(target, file.content)
    if (file.isExecutable) chmodSync(target, 0o755)
    for (const loss of file.losses) terminal.note(`${file.name}: ${plain(loss)}`)
    terminal.print(target)
  }
  return EXIT.ok
}

function noteRefusal(terminal: Terminal, refusal: ExportRefusal['refusal'], plan: Plan): void {
  if (refusal.kind !== 'blocked') terminal.note(plain(`${refusal.message} ${refusal.fix}`))
  else for (const finding of refusal.findings) terminal.note(findingText(finding, plan))
}

const canInsist = (refusal: ExportRefusal['refusal']): boolean =>
  refusal.kind === 'blocked' && refusal.findings.every(({ blocks }) => blocks.kind === 'unless-insisted')
