#!/usr/bin/env node
/** `vflab`: the core of VF Lab without a window. */
import { stackOf } from '../core/stack-of.ts'
import { readFileSync } from 'node:fs'
import { CommanderError } from 'commander'
import { brokenMachine } from '../core/broken-machine.ts'
import { CommandFailure, EXIT } from './exit-codes.ts'
import { program } from './program.ts'
import { plain, processTerminal } from './terminal.ts'

const terminal = processTerminal()
// A reader that has seen enough ("| head") is no failure, and no reason to leave a host half way.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})
void main()

async function main(): Promise<void> {
  const cancel = new AbortController()
  const onInterrupt = (): void => {
    terminal.note('cancelling; once more ends at once')
    cancel.abort()
  }
  process.once('SIGINT', onInterrupt)
  const root = program({
    version: packageVersion(),
    terminal,
    signal: cancel.signal,
    endAtInterrupt: () => process.removeListener('SIGINT', onInterrupt),
    onEnd: (code) => {
      process.exitCode = code
    }
  })
  const commands = [root, ...root.commands, ...root.commands.flatMap((each) => each.commands)]
  for (const command of commands) command.exitOverride()
  try {
    await root.parseAsync()
  } catch (error) {
    process.exitCode = failureCode(error)
  }
}

/** Two folders up from here, in the source as in the bundle. */
function packageVersion(): string {
  const file = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

function failureCode(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (error instanceof CommandFailure) {
    terminal.note(`vflab: ${plain(error.message)}`)
    if (error.fix !== '') terminal.note(plain(error.fix))
    return error.code
  }
  const known = brokenMachine(error)
  if (known) {
    terminal.note(`vflab: ${known.message}`)
    terminal.note(known.fix)
    return EXIT.precondition
  }
  // The message may hold what a host or a file said: it must not steer the terminal.
  const text = stackOf(error)
  terminal.note(`vflab: this is a bug: ${text.split('\n').map(plain).join('\n')}`)
  return EXIT.failed
}
