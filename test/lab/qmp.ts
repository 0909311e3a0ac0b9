import { closeSync, openSync } from 'node:fs'
import { createConnection } from 'node:net'
import { createInterface } from 'node:readline'
import { LabError } from './lab-error.ts'
import { HOST_FILES } from './qemu-arguments.ts'

/** A QMP command and its arguments (QEMU EmulatedHost Protocol reference). */
export interface QmpCommand {
  readonly execute: string
  readonly arguments?: Readonly<Record<string, unknown>>
}

interface QmpMessage {
  readonly return?: unknown
  readonly error?: { readonly desc: string }
}

/**
 * A conversation with the QEMU whose working directory is `directory`: calls `talk` with a function that
 * executes one command and returns its answer, and hangs up afterwards. A refused command is a LabError.
 */
export const withQmp = async <T>(
  directory: string,
  talk: (execute: (command: QmpCommand) => Promise<unknown>) => Promise<T>
): Promise<T> => {
  // Socket addresses end after 107 bytes (unix(7)); by way of the open directory the path is always short.
  const handle = openSync(directory, 'r')
  const socket = createConnection(`/proc/self/fd/${handle}/${HOST_FILES.control}`)
  const failure = new Promise<never>((_, reject) => {
    socket.once('error', (error) => reject(new LabError(`QEMU's control socket failed: ${error.message}`)))
    socket.once('close', () => reject(new LabError('QEMU closed its control socket')))
  })
  failure.catch(() => undefined)
  const lines = createInterface(socket)[Symbol.asyncIterator]()

  const answer = async (): Promise<QmpMessage> => {
    for (;;) {
      const { value, done } = await lines.next()
      if (done) return failure
      const message = JSON.parse(value) as QmpMessage
      // Greeting and events are neither.
      if ('return' in message || 'error' in message) return message
    }
  }
  const execute = async (command: QmpCommand): Promise<unknown> => {
    socket.write(`${JSON.stringify(command)}\n`)
    const message = await Promise.race([answer(), failure])
    if (message.error) throw new LabError(`QEMU refused ${command.execute}: ${message.error.desc}`)
    return message.return
  }

  try {
    await execute({ execute: 'qmp_capabilities' })
    return await talk(execute)
  } finally {
    socket.destroy()
    closeSync(handle)
  }
}
