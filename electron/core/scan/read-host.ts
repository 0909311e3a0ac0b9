import { randomBytes } from 'node:crypto'
import { captureOf, explainCaptureError, formatCapture } from '#shared/probe/capture.ts'
import { parseCapture } from '#shared/probe/parse-capture.ts'
import { OUTPUT_LIMIT_BYTES, probeScript } from '#shared/probe/probe-script.ts'
import type { Failure } from '#shared/failure.ts'
import { err, ok, type Result } from '#shared/result.ts'
import type { ReadCapture } from '../captures/captures.ts'
import type { ReachedHost } from '../ssh/reach-host.ts'
import { rootShell, sudoRefusal } from '../ssh/root-shell.ts'
import { runCommand } from '../ssh/run-command.ts'
import { explainSshError, type SshError } from '../ssh/ssh-error.ts'

/** A read that hangs is given up by the probe itself after ten seconds; a few of them may follow each other. */
const SILENCE_MS = 60_000
/** A slow host with hundreds of functions reads in 20 s; five minutes are a host that hangs. */
const DEADLINE_MS = 5 * 60_000

/** Reads everything about a host in one round trip. Changes nothing there. */
export async function readHost(
  { connection, sudo, sudoPassword }: ReachedHost,
  now: () => string,
  signal: AbortSignal
): Promise<Result<ReadCapture, Failure>> {
  const fail = (error: SshError) => err(explainSshError(error, connection.target))
  const shell = rootShell('sh -s', sudo, sudoPassword)
  if (!shell.ok) return fail(shell.error)
  const ran = await runCommand(connection, {
    ...shell.value,
    stdin: probeScript({ nonce: randomBytes(16).toString('hex') }),
    // The probe cuts itself off at its limit; twice that is a host that does not run our probe.
    outputLimitBytes: 2 * OUTPUT_LIMIT_BYTES,
    silenceMs: SILENCE_MS,
    deadlineMs: DEADLINE_MS,
    signal
  })
  if (!ran.ok) return fail(ran.error)
  const refusal = sudoRefusal(sudo, ran.value)
  if (refusal) return fail(refusal)
  const capture = formatCapture(captureOf(now(), ran.value.stdout))
  const snapshot = parseCapture(capture)
  if (snapshot.ok) return ok({ capture, snapshot: snapshot.value })
  if (ran.value.stdout.trim() === '') {
    const detail = ran.value.stderr.trim().split('\n').slice(-3).join(' ')
    return fail({ kind: 'command-failed', exitCode: ran.value.exitCode, detail })
  }
  if (snapshot.error.kind === 'not-a-capture') {
    const start = JSON.stringify(ran.value.stdout.slice(0, 80))
    return err({
      kind: 'no-probe',
      message: `${connection.target.address} answered ${start} where the probe should have run`,
      fix: 'Check that the login shell of the user runs commands: "ssh USER@HOST uname".'
    })
  }
  return err({ kind: snapshot.error.kind, message: explainCaptureError(snapshot.error), fix: '' })
}
