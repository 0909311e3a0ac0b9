import { CONSENT_TEXTS, type Consent } from '#shared/check/consent.ts'
import type { ApplyAction } from '#shared/lab/run.ts'
import { err, ok, type Result } from '#shared/result.ts'
import type { ReachedHost } from '../ssh/reach-host.ts'
import { rootShell, sudoRefusal, type ConsentOption, type RemoteShell } from '../ssh/root-shell.ts'
import { runCommand } from '../ssh/run-command.ts'
import type { SshError } from '../ssh/ssh-error.ts'

/** How a provisioning script ended, by its own last line. */
export interface ScriptEnd {
  /** The word after "result": as-planned, differs, dry-run, rolled-back, refused, failed, ...; null = no such line. */
  readonly word: string | null
  readonly exitCode: number | null
}

/** Where a script is, from its "step N/M" lines. */
export interface ScriptStep {
  readonly step: number
  readonly of: number
  readonly description: string
}

/** What runs where, and who watches. */
export interface ScriptRun {
  readonly script: string
  readonly action: ApplyAction
  readonly consents: readonly Consent[]
  readonly signal: AbortSignal
  readonly onLine: (line: string) => void
  readonly onStep: (step: ScriptStep) => void
}

/** More than the script gives the kernel for one write (its --write-limit): making hundreds of VFs takes minutes. */
const SILENCE_MS = 5 * 60_000
/** Hundreds of VFs take minutes; a script that is not done after two hours hangs. */
const DEADLINE_MS = 2 * 60 * 60_000
/** A script prints a few lines a step. */
const OUTPUT_LIMIT_BYTES = 16 * 1024 * 1024
const STEP_LINE = /^step (\d{1,6})\/(\d{1,6}) (.*)$/
const RESULT_LINE = /^result ([a-z-]{1,32})( |$)/

/** Runs a provisioning script as root. The script comes over stdin and is never written to the host's disk. */
export async function runScript(
  { connection, sudo, sudoPassword }: ReachedHost,
  run: ScriptRun
): Promise<Result<ScriptEnd, SshError>> {
  const shell = rootShell(shellFor(run), sudo, sudoPassword)
  if (!shell.ok) return shell
  let word: string | null = null
  const ran = await runCommand(connection, {
    ...shell.value,
    stdin: run.script,
    outputLimitBytes: OUTPUT_LIMIT_BYTES,
    silenceMs: SILENCE_MS,
    deadlineMs: DEADLINE_MS,
    signal: run.signal,
    onLine(line, stream) {
      run.onLine(line)
      if (stream === 'stderr') return
      word = RESULT_LINE.exec(line)?.[1] ?? word
      const [, step, of, description = ''] = STEP_LINE.exec(line) ?? []
      if (step !== undefined) run.onStep({ step: Number(step), of: Number(of), description })
    }
  })
  if (!ran.ok) return ran
  const refusal = sudoRefusal(sudo, ran.value)
  return refusal ? err(refusal) : ok({ word, exitCode: ran.value.exitCode })
}

/** Options of the script for each action. */
const OPTIONS = {
  apply: '',
  'dry-run': '--dry-run',
  verify: '--verify',
  rollback: '--rollback',
  'rollback-dry-run': '--rollback --dry-run'
} as const satisfies Readonly<Record<ApplyAction, string>>

function shellFor({ action, consents }: Pick<ScriptRun, 'action' | 'consents'>): RemoteShell {
  const flag = <C extends Consent>(consent: C): ConsentOption<C> =>
    consents.includes(consent) ? ` ${CONSENT_TEXTS[consent].flag}` : ''
  const network = `${flag('recreate-vfs')}${flag('take-interfaces')}` as const
  const others =
    `${flag('take-drives')}${flag('take-console')}${flag('take-unclear')}${flag('change-running-vms')}` as const
  return `bash -s -- ${OPTIONS[action]}${network}${others}`
}
