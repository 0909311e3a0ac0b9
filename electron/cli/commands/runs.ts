import type { ApplyRun } from '#shared/lab/run.ts'
import type { HostSummary } from '#shared/lab/host.ts'
import { isAlive } from '../../core/process-mark.ts'
import { withStore } from '../data.ts'
import { CommandFailure, EXIT, type ExitCode } from '../exit-codes.ts'
import { storedHost } from '../reach.ts'
import { table } from '../table.ts'
import type { Terminal } from '../terminal.ts'

export interface RunsOptions {
  readonly data?: string
  readonly json?: boolean
  readonly host?: string
  readonly log?: string
}

/**
 * `vflab runs`: what was done to which host, newest first, and which hosts a run left half way. Status 1 where there is
 * one. Runs whose VF Lab was killed are ended here, as the window does at its start.
 */
export async function runs(terminal: Terminal, options: RunsOptions): Promise<ExitCode> {
  return withStore(options.data, (store) => {
    store.runs.endOrphans(isAlive, new Date().toISOString())
    if (options.log !== undefined) {
      const run = store.runs.get(options.log)
      if (!run) throw new CommandFailure(EXIT.usage, `there is no run ${options.log}`, 'See "vflab runs".')
      if (options.json) terminal.printJson(run)
      else terminal.print(run.log)
      return Promise.resolve(EXIT.ok)
    }
    const host = options.host === undefined ? null : storedHost(options.host, store)
    if (options.host !== undefined && host === null)
      throw new CommandFailure(
        EXIT.usage,
        `no stored host is called ${options.host}`,
        'See "vflab hosts list".'
      )
    const listed = store.runs.list().filter((run) => host === null || run.host === host.id)
    const halfWay = store.hosts
      .list()
      .filter((each) => each.halfWay && (host === null || each.id === host.id))
    if (options.json) terminal.printJson({ runs: listed, halfWay })
    else {
      terminal.print(table(['ID', 'HOST', 'PLAN', 'ACTION', 'BEGAN', 'ENDED', 'OUTCOME'], listed.map(row)))
      for (const each of halfWay) terminal.note(waysOn(each))
    }
    return Promise.resolve(halfWay.length > 0 ? EXIT.failed : EXIT.ok)
  })
}

const row = (run: ApplyRun): readonly string[] => [
  run.id,
  run.hostName,
  run.planName,
  run.action,
  run.startedAt,
  run.endedAt ?? '-',
  run.outcome
]

function waysOn({ name, halfWay }: HostSummary): string {
  if (!halfWay) return ''
  const plan = `the plan "${halfWay.planName}" (${halfWay.planId})`
  return `${name} was left half way by ${halfWay.action} of ${plan} at ${halfWay.startedAt}: apply it again to go on, or roll it back`
}
