/** Rules in a spreadsheet: how most labs keep what they found out themselves. */
import * as v from 'valibot'
import { err, ok, type Result } from '../result.ts'
import { ruleSchema } from './compat-file.ts'
import type { Condition, Rule } from './types.ts'

/** A line that is no rule. `line` counts from 1, the header included. */
export interface CsvProblem {
  readonly line: number
  readonly why: string
}

/** Columns that are no facts. All others are names of facts, for example "pf.driver". */
const OWN_COLUMNS: ReadonlySet<string> = new Set([
  'id',
  'layer',
  'verdict',
  'why',
  'fix',
  'source',
  'confidence'
])
const NEEDED_COLUMNS = ['id', 'layer', 'verdict', 'why'] as const

/** A spreadsheet of rules has a column a fact; more than this is a file of something else. */
const MOST_COLUMNS = 200
/** Bad lines after which reading ends. */
const MOST_PROBLEMS = 100

/**
 * Reads one rule a line, under a header of column names. An empty cell means any; `;` separates the members of a
 * list; without a source a rule counts as the user's own, of medium confidence. Bad lines are reported up to
 * `MOST_PROBLEMS`.
 */
export function parseCsvRules(text: string): Result<readonly Rule[], readonly CsvProblem[]> {
  const [header, ...rows] = csvRows(text)
  const columns = header?.cells.map((cell) => cell.trim()) ?? []
  const missing = NEEDED_COLUMNS.filter((column) => !columns.includes(column))
  if (missing.length > 0) return err([{ line: 1, why: `the header has no column ${missing.join(', ')}` }])
  if (columns.length > MOST_COLUMNS)
    return err([{ line: 1, why: `the header has ${columns.length} columns, the limit is ${MOST_COLUMNS}` }])
  const rules: Rule[] = []
  const problems: CsvProblem[] = []
  for (const { line, cells } of rows) {
    const parsed = v.safeParse(ruleSchema, ruleOf(columns, cells))
    if (parsed.success) rules.push(parsed.output)
    else problems.push({ line, why: explain(parsed.issues[0]) })
    if (problems.length === MOST_PROBLEMS) break
  }
  return problems.length > 0 ? err(problems) : ok(rules)
}

function explain(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue)
  return path === null ? issue.message : `${path}: ${issue.message}`
}

function ruleOf(columns: readonly string[], cells: readonly string[]): unknown {
  const cell = (name: string): string => (cells[columns.indexOf(name)] ?? '').trim()
  const match = columns.flatMap((column): readonly (readonly [string, Condition])[] =>
    OWN_COLUMNS.has(column) || column === '' || cell(column) === '' ? [] : [[column, condition(cell(column))]]
  )
  const source = listOf(cell('source'))
  return {
    id: cell('id'),
    layer: cell('layer'),
    match: Object.fromEntries(match),
    verdict: cell('verdict'),
    why: cell('why'),
    ...(cell('fix') === '' ? {} : { fix: cell('fix') }),
    source: source.length > 0 ? source : ['user'],
    confidence: cell('confidence') || 'medium'
  }
}

const listOf = (cell: string): readonly string[] =>
  cell
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')

function condition(cell: string): Condition {
  if (cell === 'true' || cell === 'false') return cell === 'true'
  return cell.includes(';') ? listOf(cell) : cell
}

/** Cells of every line that is not empty, with quotes and line breaks inside them as RFC 4180 has them. */
function csvRows(text: string): readonly { readonly line: number; readonly cells: readonly string[] }[] {
  const source = `${text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')}\n`
  const rows: { line: number; cells: string[] }[] = []
  let line = 1
  let start = line
  let cells: string[] = []
  let cell = ''
  let isQuoted = false
  for (let at = 0; at < source.length; at += 1) {
    const character = source.charAt(at)
    if (character === '\n') line += 1
    if (isQuoted && character === '"' && source.charAt(at + 1) === '"') {
      cell += '"'
      at += 1
    } else if (character === '"') {
      isQuoted = !isQuoted
    } else if (isQuoted || (character !== ',' && character !== '\n')) {
      cell += character
    } else {
      cells.push(cell)
      cell = ''
      if (character === ',') continue
      if (cells.some((one) => one.trim() !== '')) rows.push({ line: start, cells })
      cells = []
      start = line
    }
  }
  return rows
}
