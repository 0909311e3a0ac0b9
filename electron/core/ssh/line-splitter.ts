import { StringDecoder } from 'node:string_decoder'

/** Longest line that is handed on in one piece, in characters: a host must not fill our memory with one line. */
export const LINE_LIMIT = 64 * 1024

/**
 * Cuts a stream of bytes into lines, however the bytes are cut into chunks. Carriage returns at the end of a line
 * are dropped; a character that is cut in two is put together again.
 */
export function lineSplitter(onLine: (line: string) => void): {
  readonly write: (chunk: Buffer) => void
  /** Hands on what is left without a line end. */
  readonly end: () => void
} {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  const give = (line: string): void => onLine(line.endsWith('\r') ? line.slice(0, -1) : line)
  return {
    write(chunk) {
      const lines = (rest + decoder.write(chunk)).split('\n')
      rest = lines.pop() ?? ''
      lines.forEach(give)
      while (rest.length > LINE_LIMIT) {
        give(rest.slice(0, LINE_LIMIT))
        rest = rest.slice(LINE_LIMIT)
      }
    },
    end() {
      rest += decoder.end()
      if (rest !== '') give(rest)
      rest = ''
    }
  }
}
