import type { CONSENT_TEXTS, Consent } from '#shared/check/consent.ts'
import type { HostConnection } from '#shared/lab/connection.ts'
import { err, ok, type Result } from '#shared/result.ts'
import type { RunOutcome, RunRequest } from './run-command.ts'
import type { SshError } from './ssh-error.ts'

/** What runs on the host: a shell that reads its script from stdin. Fixed texts, safe within quotes. */
export type RemoteShell = 'sh -s' | `bash -s -- ${ScriptOptions}`
/** Options of a provisioning script; without an action it applies. A trailing blank is harmless. */
type ScriptOptions =
  `${'' | '--dry-run' | '--verify' | '--rollback' | '--rollback --dry-run'}${ConsentOption<'recreate-vfs'>}${ConsentOption<'take-interfaces'>}${ConsentOption<'take-drives'>}${ConsentOption<'take-console'>}${ConsentOption<'take-unclear'>}${ConsentOption<'change-running-vms'>}`
/** The option of the script that says this consent, or nothing. */
export type ConsentOption<C extends Consent> = '' | ` ${(typeof CONSENT_TEXTS)[C]['flag']}`

/** Printed once the shell runs as root and waits for its script. */
const READY_LINE = 'vflab-shell-ready'

/**
 * How to start `shell` with the rights that `sudo` asks for. With a password:
 * - The script is sent only after sudo was content, or the rest of it would be taken for further passwords.
 * - A sudo that asks for none (NOPASSWD, no matter what the user chose) must not hand the password to the shell
 *   as a command: the first branch reads it away.
 */
export function rootShell(
  shell: RemoteShell,
  sudo: HostConnection['sudo'],
  password: string | null
): Result<Pick<RunRequest, 'command' | 'opening'>, SshError> {
  if (sudo === 'none') return ok({ command: shell })
  if (sudo === 'without-password') return ok({ command: `env LC_ALL=C sudo -n ${shell}` })
  if (password === null) return err({ kind: 'sudo-needs-password' })
  const announced = `sh -c "echo ${READY_LINE}; exec ${shell}"`
  const command =
    `sh -c 'export LC_ALL=C; ` +
    `if sudo -n true 2>/dev/null; then IFS= read -r _; exec sudo -n ${announced}; fi; ` +
    `exec sudo -k -S -p "" ${announced}'`
  return ok({
    command,
    opening: { secret: password, readyLine: READY_LINE, isRefusal: /^Sorry, try again/ }
  })
}

/** Whether sudo, and not the shell, ended the command; null = the shell ran. */
export function sudoRefusal(sudo: HostConnection['sudo'], outcome: RunOutcome): SshError | null {
  if (sudo === 'none' || outcome.exitCode === 0) return null
  const { stderr } = outcome
  if (/sudo: (command )?not found|sudo['"’]?: No such file/.test(stderr)) return { kind: 'sudo-missing' }
  // Without a password sudo ends before the shell has printed anything.
  if (sudo === 'with-password' ? outcome.isReady : outcome.stdout !== '') return null
  if (/incorrect password|Sorry, try again|no password was provided/.test(stderr)) {
    return { kind: 'sudo-wrong-password' }
  }
  if (/password is required|terminal is required/.test(stderr)) return { kind: 'sudo-needs-password' }
  const line = /^(sudo: .*|.*(not in the sudoers file|may not run sudo|is not allowed to execute).*)$/m.exec(
    stderr
  )
  return line ? { kind: 'sudo-refused', detail: line[0].trim() } : null
}
