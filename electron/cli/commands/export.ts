import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportFormats } from '#shared/export/formats.ts'
import { CommandFailure, EXIT, type ExitCode } from '../exit-codes.ts'
import { pickHost, planContext, type HostSource } from '../hosts-of-plan.ts'
import { plain, type Terminal } from '../terminal.ts'

export interface ExportOptions extends HostSource {
  readonly format: string
  readonly host?: string
  readonly output: string
  readonly force?: boolean
}

/** `vflab export`: writes the files of one host. */
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
  const host = await pickHost(context, options)
  const rendered = format.render(context.plan, host)
  if (!rendered.ok) {
    for (const { where, message, fix } of rendered.error) terminal.note(plain(`${where}: ${message} ${fix}`))
    throw new CommandFailure(
      EXIT.failed,
      `the plan cannot be put into the form "${format.id}" for ${plain(host.hostname)}`
    )
  }
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
