import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'

/** The terminal, or what stands in for it in a pipe. */
export interface Terminal {
  /** Results: stdout. Of control characters only line feeds reach the screen. */
  print(text: string): void
  /** A result for programs: JSON on stdout, with every character in it that could steer a terminal as an escape. */
  printJson(value: unknown): void
  /** Everything that is not the result: stderr. Of control characters only line feeds reach the screen. */
  note(text: string): void
  /** Whether questions can be answered. */
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
    print: (text) => void stdout.write(`${plainLines(text)}\n`),
    printJson: (value) => void stdout.write(`${escapedJson(value)}\n`),
    note: (text) => void stderr.write(`${plainLines(text)}\n`),
    isInteractive: Boolean(stdin.isTTY && stderr.isTTY),
    ask: (question) => read(question, true),
    askSecret: (question) => read(question, false)
  }
}

/** What a terminal takes for a command or for the direction of writing: C0, C1, and the bidirectional controls. */
const STEERING = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

/**
 * Text of one line without anything that a terminal takes for a command: what a host says goes to the screen, and must
 * not move the cursor, recolour it, reverse what is read or begin a line of its own.
 */
export const plain = (text: string): string => text.replace(STEERING, '\ufffd')

/** The same for text of several lines. The terminal does this to everything, so that no command can forget it. */
export const plainLines = (text: string): string => text.split('\n').map(plain).join('\n')

/** JSON of a value, indented by two. Escapes mean the same to a parser, and nothing to a terminal. */
export const escapedJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(STEERING, (character) =>
    // The line feeds are the indentation: those of the data are escaped already.
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
