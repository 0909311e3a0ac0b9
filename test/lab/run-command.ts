import { spawn } from 'node:child_process'
import { LabError } from './lab-error.ts'

/** How a command ended and what it printed. `code` is -1 for a command ended by a signal. */
export interface CommandResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Options of {@link runCommand}. */
export interface CommandOptions {
  /** Written to the command's standard input, which is empty otherwise. */
  readonly input?: string
  /** Milliseconds after which the command is killed; its code is then -1. No limit when left out. */
  readonly timeoutMs?: number
  /** Pass output on to this process's stderr while it runs, instead of collecting it. */
  readonly isShown?: boolean
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>
}

/**
 * Runs a program without a shell and waits for its end.
 *
 * A non-zero code is a result, not an exception; a program that cannot be started at all is a LabError.
 */
export const runCommand = (
  program: string,
  args: readonly string[],
  options: CommandOptions = {}
): Promise<CommandResult> =>
  new Promise((resolve, reject) => {
    const output = options.isShown ? process.stderr : 'pipe'
    const child = spawn(program, args, {
      stdio: ['pipe', output, output],
      env: { ...process.env, ...options.env },
      ...(options.timeoutMs === undefined
        ? {}
        : { timeout: options.timeoutMs, killSignal: 'SIGKILL' as const })
    })
    let stdout = ''
    let stderr = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('error', (error) => reject(new LabError(`cannot start ${program}: ${error.message}`)))
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }))
    // A command that ends without reading its input closes the pipe; that is not our failure.
    child.stdin?.on('error', () => undefined).end(options.input ?? '')
  })

/** {@link runCommand} for commands that must succeed: returns stdout, throws a LabError with stderr otherwise. */
export const commandOutput = async (
  program: string,
  args: readonly string[],
  options: CommandOptions = {}
): Promise<string> => {
  const { code, stdout, stderr } = await runCommand(program, args, options)
  if (code !== 0) {
    throw new LabError(`${program} ${args.join(' ')} ended with code ${code}\n${stderr.trim()}`)
  }
  return stdout
}

/** The same command, through sudo when this process is not root. */
export const asRoot = (program: string, args: readonly string[]): [string, string[]] =>
  process.getuid?.() === 0 ? [program, [...args]] : ['sudo', [program, ...args]]
