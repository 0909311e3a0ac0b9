/** Tables as CSV (RFC 4180): comma, CRLF, quotes only where they are needed. */
export type CsvCell = string | number | boolean | null

/**
 * A spreadsheet takes text that begins like a formula for one, and names of hosts are not ours: such text gets an
 * apostrophe in front, which spreadsheets show as text.
 */
const FORMULA_START = /^[=+\-@\t\r]/

function cellText(cell: CsvCell): string {
  if (cell === null) return ''
  // Numbers keep all their digits; a file is read by programs.
  if (typeof cell !== 'string') return String(cell)
  const text = FORMULA_START.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A header line and the rows below it. */
export const csv = (header: readonly string[], rows: readonly (readonly CsvCell[])[]): string =>
  [header, ...rows].map((row) => `${row.map(cellText).join(',')}\r\n`).join('')
