import { err, ok, type Result } from '#shared/result.ts'
import type { SshConnection } from './connect.ts'
import { lineSplitter } from './line-splitter.ts'
import type { SshError } from './ssh-error.ts'

/** One command on a host. */
export interface RunRequest {
  /** A fixed text: nothing that came from a host or a user is ever put into it. */
  readonly command: string
  /** What the command reads; its end is the end of this text. */
  readonly stdin: string
  /** Sent before `stdin`, which then waits for the line `readyLine` on stdout. For passwords. */
  readonly opening?: { readonly secret: string; readonly readyLine: string; readonly isRefusal: RegExp }
  /** Bytes of stdout and stderr together after which the host is cut off. */
  readonly outputLimitBytes: number
  /** Longest time without a byte from the host. */
  readonly silenceMs: number
  /** Longest time in all: a host that sends a byte now and then would otherwise be waited for without end. */
  readonly deadlineMs: number
  readonly signal?: AbortSignal
  /** Called for every line of stdout and stderr, in the order in which they come. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void
}

/** A time limit that runs. */
interface TimeLimit {
  /** From now on, in full. */
  restart(): void
  stop(): void
}

/** Starts time limits: `onEnd` is called after `ms` milliseconds without a restart. */
export interface Timers {
  start(ms: number, onEnd: () => void): TimeLimit
}

const clockTimers: Timers = {
  start(ms, onEnd) {
    const timer = setTimeout(onEnd, ms)
    return { restart: () => void timer.refresh(), stop: () => clearTimeout(timer) }
  }
}

/** How a command ended. A status other than 0 is an answer, not an error. */
export interface RunOutcome {
  /** null = it was killed. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  /** Whether `readyLine` was seen; true where none was asked for. */
  readonly isReady: boolean
}

/**
 * Runs a command, feeds it, collects what it prints. An abort closes the channel and ends the connection: the
 * remote shell then reads the end of its input.
 */
export async function runCommand(
  connection: SshConnection,
  request: RunRequest,
  timers: Timers = clockTimers
): Promise<Result<RunOutcome, SshError>> {
  const { signal, opening, onLine } = request
  if (signal?.aborted) return err({ kind: 'cancelled' })
  const opened = await connection.exec(request.command, signal)
  if (!opened.ok) return opened
  const channel = opened.value
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  return new Promise((resolve) => {
    let bytes = 0
    let exitCode: number | null = null
    let isReady = opening === undefined
    const settle = (result: Result<RunOutcome, SshError>): void => {
      silence.stop()
      deadline.stop()
      signal?.removeEventListener('abort', cancel)
      resolve(result)
    }
    const giveUp = (error: SshError): void => {
      settle(err(error))
      // TERM first, for a command whose input is still open; then the channel and with it the pipes.
      channel.signal('TERM')
      channel.close()
    }
    const cancel = (): void => giveUp({ kind: 'cancelled' })
    const silence = timers.start(request.silenceMs, () =>
      giveUp({ kind: 'silent', seconds: Math.round(request.silenceMs / 1000) })
    )
    const deadline = timers.start(request.deadlineMs, () =>
      giveUp({ kind: 'too-slow', seconds: Math.round(request.deadlineMs / 1000) })
    )
    const lines = {
      stdout: lineSplitter((line) => {
        if (!isReady && line === opening?.readyLine) {
          isReady = true
          channel.end(request.stdin)
        } else onLine?.(line, 'stdout')
      }),
      stderr: lineSplitter((line) => {
        // sudo would take what follows for another try: one wrong password is one try.
        if (!isReady && opening?.isRefusal.test(line)) channel.end()
        onLine?.(line, 'stderr')
      })
    }
    const receive = (stream: 'stdout' | 'stderr', kept: Buffer[]) => (chunk: Buffer) => {
      silence.restart()
      bytes += chunk.length
      if (bytes > request.outputLimitBytes) {
        giveUp({ kind: 'too-much-output', limitBytes: request.outputLimitBytes })
        return
      }
      kept.push(chunk)
      lines[stream].write(chunk)
    }
    signal?.addEventListener('abort', cancel, { once: true })
    channel.on('data', receive('stdout', stdout))
    channel.stderr.on('data', receive('stderr', stderr))
    channel.on('exit', (code: number | null) => (exitCode = code))
    channel.on('error', (error: Error) => settle(err({ kind: 'connection-lost', detail: error.message })))
    channel.on('close', () => {
      lines.stdout.end()
      lines.stderr.end()
      const lost = connection.lost()
      if (lost && exitCode === null) return settle(err(lost))
      settle(
        ok({
          exitCode,
          stdout: Buffer.concat(stdout).toString('utf8'),
          stderr: Buffer.concat(stderr).toString('utf8'),
          isReady
        })
      )
    })
    if (opening) channel.write(`${opening.secret}\n`)
    else channel.end(request.stdin)
  })
}
