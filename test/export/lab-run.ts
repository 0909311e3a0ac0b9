import { randomBytes } from 'node:crypto'
import { buildInventory } from '#shared/inventory/build.ts'
import type { InventoryHost } from '#shared/inventory/types.ts'
import type { Plan } from '#shared/plan/types.ts'
import { parseCapture } from '#shared/probe/parse-capture.ts'
import { probeScript } from '#shared/probe/probe-script.ts'
import { bashScript } from '#shared/export/bash/bash-script.ts'
import { compiledUnjudged } from '#shared/provision/testing/compile-plan.ts'
import { runCommand, type CommandResult } from '../lab/run-command.ts'
import { sshArguments } from '../lab/ssh-command.ts'
import type { VirtualHost } from '../lab/virtual-host.ts'

/** Runs a shell text on a virtual host, over stdin as VF Lab does. */
const feed = (host: VirtualHost, command: string, input: string, user = 'root'): Promise<CommandResult> =>
  runCommand('ssh', [...sshArguments({ ...host, user }), command], { input, timeoutMs: 180_000 })

/** The host as VF Lab sees it: probe, parser and inventory, nothing made by hand. */
export async function scan(host: VirtualHost): Promise<InventoryHost> {
  const { stdout, stderr, code } = await feed(
    host,
    'sh -s',
    probeScript({ nonce: randomBytes(16).toString('hex') })
  )
  if (code !== 0) throw new Error(`the probe ended with ${code}: ${stderr}`)
  const snapshot = parseCapture(stdout)
  if (!snapshot.ok) throw new Error(JSON.stringify(snapshot.error))
  return buildInventory('lab1', snapshot.value)
}

/** The script of a plan for a scanned host, whatever the check says: here the script is on its own. */
export const scriptFor = (plan: Plan, inventory: InventoryHost): string =>
  bashScript(compiledUnjudged(plan, inventory)).content

/** A run of a script: how it ended, what it said, and its last line. */
export interface ScriptRun extends CommandResult {
  readonly result: string
}

/** Runs a script on the host with options. */
export async function runScript(
  host: VirtualHost,
  script: string,
  options: readonly string[] = [],
  user = 'root'
): Promise<ScriptRun> {
  const run = await feed(host, `bash -s -- ${options.join(' ')}`, script, user)
  return { ...run, result: run.stdout.trimEnd().split('\n').at(-1) ?? '' }
}

/** The same as a user who may use sudo without a password: the environment of the session is not handed on. */
export async function runWithSudo(
  host: VirtualHost,
  script: string,
  options: readonly string[] = []
): Promise<ScriptRun> {
  const run = await feed(host, `sudo -n bash -s -- ${options.join(' ')}`, script, 'lab')
  return { ...run, result: run.stdout.trimEnd().split('\n').at(-1) ?? '' }
}

/** Steps whose line is followed by one that starts with `mark`, without their numbers. */
export function stepsMarked(stdout: string, mark: string): readonly string[] {
  const lines = stdout.split('\n')
  return lines.flatMap((line, place) =>
    line.startsWith('step ') && (lines[place + 1] ?? '').startsWith(mark)
      ? [line.replace(/^step \S+ /, '')]
      : []
  )
}

/** Everything that a plan can change on a host, as text: equal texts, equal states. MACs that VFs chose are left out. */
export async function fingerprint(host: VirtualHost): Promise<string> {
  const { stdout } = await feed(
    host,
    'bash -s',
    `cd /sys/bus/pci/devices
     for d in *; do
       printf '%s driver=%s override=%s' "$d" "$(basename "$(readlink "$d/driver")")" "$(cat "$d/driver_override")"
       for f in sriov_numvfs sriov_drivers_autoprobe; do [ -e "$d/$f" ] && printf ' %s=%s' "$f" "$(cat "$d/$f")"; done
       echo
     done
     for n in enp1s0 enp2s0; do
       ip -details link show dev "$n" | sed -n 's/.*mtu \\([0-9]*\\).*/mtu \\1/p; /^ *vf /p'
       ip -oneline link show dev "$n" | grep -o '[<,]UP[,>]'
     done
     true`
  )
  return stdout
}
