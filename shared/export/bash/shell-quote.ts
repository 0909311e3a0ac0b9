/**
 * Quotes a datum for a POSIX shell: one word, taken literally by bash, dash and busybox sh. Single quotes suspend
 * everything but themselves (POSIX.1-2017, Shell Command Language, 2.2.2). Throws on NUL, which no argument can
 * hold: it never gets past the allow-lists, so it is a bug of the caller.
 */
export function shellQuote(text: string): string {
  if (text.includes('\0')) throw new RangeError('NUL cannot be part of a shell word')
  return `'${text.replaceAll("'", "'\\''")}'`
}

/** Free text made fit for a shell comment: one line, no control or bidirectional characters, at most 200 characters. */
export function shellComment(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g, ' ')
    .trim()
    .slice(0, 200)
}
