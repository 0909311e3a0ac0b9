import { ABOUT_FORMATS } from '#shared/export/about.ts'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { RunsOptions } from './commands/runs.ts'
import type { ApplyOptions } from './commands/apply.ts'
import type { DriftOptions } from './commands/drift.ts'
import type { ExportOptions } from './commands/export.ts'
import type { CheckOptions } from './commands/plan-check.ts'
import type { CaptureOptions, ScanOptions } from './commands/scan.ts'
import type { EstimateOptions } from './commands/estimate.ts'
import type { SimulateOptions } from './commands/simulate.ts'
import { withConsents } from './consent-options.ts'
import type { ExitCode } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

/** What the program needs from the process it runs in. */
export interface ProgramOptions {
  readonly version: string
  readonly terminal: Terminal
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  /** From now on Ctrl-C ends the process at once: for work that only computes and never looks at `signal`. */
  readonly endAtInterrupt: () => void
  readonly onEnd: (code: ExitCode) => void
}

const CODES = `
Exit status:
  0  all well
  1  findings of severity error, differences, or a failure
  2  wrong usage
  3  something must be done first (confirm a host key, read a host, give a permission); nothing was changed

Secrets are asked for on the terminal, or taken from VFLAB_PASSWORD, VFLAB_PASSPHRASE and VFLAB_SUDO_PASSWORD.
Results go to stdout, everything else to stderr.`

/** The commands, their options and what they do. Commands are loaded when they are run: --help is quick. */
export function program({ version, terminal, signal, endAtInterrupt, onEnd }: ProgramOptions): Command {
  const root = new Command('vflab')
    .description('Reads SR-IOV hosts, judges, estimates and simulates plans, exports and applies them.')
    .version(version)
    .addHelpText('after', CODES)
    .showHelpAfterError('(--help shows what can be done)')
    .enablePositionalOptions()

  withConnection(root.command('scan'))
    .description('read a host and show it')
    .argument('<target>', '[USER@]HOST[:PORT], or the name or id of a stored host')
    .option('--save', 'store what was read, and the host where it is new')
    .option('--json', 'print the inventory as JSON')
    .action(async (target: string, options: ScanOptions) => {
      const { scan } = await import('./commands/scan.ts')
      onEnd(await scan(terminal, target, options, signal))
    })

  withConnection(root.command('capture'))
    .description('read a host into a file, to be imported, mailed or checked against')
    .argument('<target>', '[USER@]HOST[:PORT], or the name or id of a stored host')
    .requiredOption('-o, --output <file>', 'where to write it; .gz compresses')
    .action(async (target: string, options: CaptureOptions) => {
      const { capture } = await import('./commands/scan.ts')
      onEnd(await capture(terminal, target, options, signal))
    })

  withData(root.command('drift'))
    .description('what changed between the last two stored readings of a host; status 1 where something did')
    .argument('<host>', 'name or id of a stored host')
    .option('--since <time>', 'compare with the reading that was the newest at that time')
    .option('--json', 'print the changes as JSON')
    .action(async (target: string, options: DriftOptions) => {
      const { drift } = await import('./commands/drift.ts')
      onEnd(await drift(terminal, target, options))
    })

  withData(root.command('runs'))
    .description('what was done to which host; status 1 where a run left one half way')
    .option('--host <host>', 'of one stored host, by name or id')
    .option('--log <run>', 'print the log of one run')
    .option('--json', 'print as JSON')
    .action(async (options: RunsOptions) => {
      const { runs } = await import('./commands/runs.ts')
      onEnd(await runs(terminal, options))
    })

  const plan = root.command('plan').description('work on plan files')
  withHosts(plan.command('check'))
    .description('judge a plan; status 1 where it has errors')
    .argument('<plan>', 'plan file (JSON)')
    .option(
      '--matrix <file>',
      'a support matrix over the built-in one: rules (JSON or CSV) or device ids (config map of the SR-IOV operator); may be repeated',
      collect,
      []
    )
    .option('--json', 'print the findings as JSON')
    .action(async (path: string, options: CheckOptions) => {
      const { planCheck } = await import('./commands/plan-check.ts')
      onEnd(await planCheck(terminal, path, options))
    })

  withHosts(root.command('estimate'))
    .description('estimate what every VM gets')
    .argument('<plan>', 'plan file (JSON)')
    .option(
      '--parameters <file>',
      'a preset that holds on every host of the plan, before those that the app keeps; may be repeated',
      collect,
      []
    )
    .option('--json', 'print the estimates as JSON')
    .action(async (path: string, options: EstimateOptions) => {
      const { estimate } = await import('./commands/estimate.ts')
      onEnd(await estimate(terminal, path, options))
    })

  root
    .command('simulate')
    .description('simulate a scenario file: one layout, or one mechanism')
    .argument('[scenario]', 'scenario file (JSON), - for stdin')
    .addOption(
      new Option('--mode <mode>', 'estimate: analytic; run: packet by packet, layouts alone')
        .choices(['estimate', 'run'])
        .default('estimate')
    )
    .option(
      '--seed <n>',
      'of a run: the same seed gives the same report (default: as the file says, or 1)',
      wholeNumber(0, 0xffff_ffff)
    )
    .option(
      '--duration <ms>',
      'simulated time that a run measures (default: as the file says, or 10)',
      wholeNumber(1, 60_000)
    )
    .option(
      '--warm-up <ms>',
      'simulated time before it (default: as the file says, or 2)',
      wholeNumber(0, 60_000)
    )
    .option('--parameters <file>', "a host's own preset; may be repeated", collect, [])
    .option('--measured <file>', 'lay a result of iperf3, TRex, testpmd or fio beside the prediction')
    .option('--fit', 'print the preset with which the scenario gives what was measured')
    .option('--json', 'print the report as JSON')
    .option('--list-presets', 'list NICs, CPUs and the inputs of the model')
    .option('--validate', 'lay the model beside published measurements; status 1 where one is out')
    .addOption(new Option('--schema <name>', 'print a JSON Schema').choices(['scenario', 'report']))
    .action(async (path: string | undefined, options: SimulateOptions) => {
      const { simulate } = await import('./commands/simulate.ts')
      endAtInterrupt()
      onEnd(simulate(terminal, path, options))
    })

  withHosts(root.command('export'))
    .description('write the files that bring a host to the plan; status 1 where the check has errors')
    .argument('<plan>', 'plan file (JSON)')
    .addOption(formatOption())
    .requiredOption('-o, --output <folder>', 'where to write them')
    .addOption(
      new Option('--host <host>', 'id or name; may be left out where the plan has one host').conflicts('all')
    )
    .option('--all', 'write the files of every host of the plan')
    .option('--insist', 'write them in spite of errors of the check, which the files then name')
    .option('--force', 'replace files that are there already')
    .action(async (path: string, options: ExportOptions) => {
      const { exportPlan } = await import('./commands/export.ts')
      onEnd(await exportPlan(terminal, path, options))
    })

  withConsents(withConnection(root.command('apply')))
    .description('bring a stored host to the plan')
    .argument('<plan>', 'plan file (JSON)')
    .option('--host <host>', 'id or name; may be left out where the plan has one host')
    .option('--dry-run', 'tell what would change, with --rollback what that would; change nothing')
    .option('--verify', 'read back every part of the plan; change nothing')
    .option('--rollback', 'return to the state found before the first change')
    .option(
      '--accept-changes',
      'apply although the host changed since it was last read; the log names the changes'
    )
    .option('--yes', 'do not ask')
    .option('--json', 'print the outcome as JSON, the log on stderr')
    .action(async (path: string, options: ApplyOptions) => {
      const { apply } = await import('./commands/apply.ts')
      onEnd(await apply(terminal, path, options, signal))
    })

  withData(root.command('hosts').description('the stored hosts').command('list'))
    .description('list the stored hosts')
    .option('--json', 'print them as JSON')
    .action(async (options: { data?: string; json?: boolean }) => {
      const { hostsList } = await import('./commands/hosts-list.ts')
      onEnd(await hostsList(terminal, options))
    })
  return root
}

/** The forms and what they are for, from the list of the forms themselves. */
const formatOption = (): Option =>
  new Option(
    '--format <id>',
    Object.entries(ABOUT_FORMATS)
      .map(([id, { label }]) => `${id} (${label})`)
      .join(', ')
  ).makeOptionMandatory()

const withData = (command: Command): Command =>
  command.option('--data <folder>', 'data folder (default: the one of the app, or VFLAB_USER_DATA)')

const withHosts = (command: Command): Command =>
  withData(command)
    .option('--lab <folder>', 'take the hosts from a folder of captures instead of the database')
    .option('--capture <[id=]file>', 'take a host from a capture; may be repeated', collect, [])

const withConnection = (command: Command): Command =>
  withData(command)
    .option('--key <file>', 'log in with this private key (default: the SSH agent)')
    .option('--password', 'log in with a password')
    .option('--sudo', 'become root with sudo, without a password')
    .option('--sudo-password', 'become root with sudo and a password')
    .option('--allow-legacy', 'allow SHA-1 and short RSA keys, for a host that cannot be updated')
    .addOption(
      new Option('--accept-host-key <fingerprint>', 'trust this key (SHA256:...) on first contact').conflicts(
        'knownHosts'
      )
    )
    .option('--known-hosts <file>', 'trust the keys of this file instead of those of the database')
    .option('--timeout <seconds>', 'longest wait for a connection', wholeNumber(1, 120), 15)

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]

const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isInteger(value) || value < min || value > max)
      throw new InvalidArgumentError(`a whole number of ${min} to ${max}`)
    return value
  }
