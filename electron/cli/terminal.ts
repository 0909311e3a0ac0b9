import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'

/** The terminal, or what stands in for it in a pipe. */
export interface Terminal {
  /** Results: stdout. */
  print(text: string): void
  /** Everything that is not the result: stderr. */
  note(text: string): void
  /** Whether somebody is there to answer. */
  readonly isInteractive: boolean
  ask(question: string): Promise<string>
  /** The same without showing what is typed. */
  askSecret(question: string): Promise<string>
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process
  const read = (question: string, isShown: boolean): Promise<string> =>
    new Promise((resolve) => {
      stderr.write(question)
      const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
      const lines = createInterface({ input: stdin, output: isShown ? stderr : silent, terminal: true })
      lines.once('line', (line) => {
        if (!isShown) stderr.write('\n')
        resolve(line)
        lines.close()
      })
      lines.once('SIGINT', () => {
        lines.close()
        process.kill(process.pid, 'SIGINT')
        resolve('')
      })
      lines.once('close', () => resolve(''))
    })
  return {
    print: (text) => void stdout.write(`${text}\n`),
    note: (text) => void stderr.write(`${text}\n`),
    isInteractive: Boolean(stdin.isTTY && stderr.isTTY),
    ask: (question) => read(question, true),
    askSecret: (question) => read(question, false)
  }
}

/**
 * Text without anything that a terminal takes for a command: what a host says goes to the screen, and must not move
 * the cursor, recolour it or reverse what is read.
 */
export const plain = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
