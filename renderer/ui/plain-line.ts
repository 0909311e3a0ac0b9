/**
 * Text from a host, fit to be shown on one line: colour codes go, and characters that would move text about
 * (control and bidirectional ones) are shown as a box, because a host can write anything into its log.
 */
export const plainLine = (line: string): string =>
  line
    .replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '')
    .replaceAll('\t', '    ')
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, '\u25a1')
