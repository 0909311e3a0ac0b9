/**
 * The sequence as rows: a heading for each action, a row for each step, and a break where time passes in which nobody
 * does anything. Rows are as high as they need to be, not as long as they take: 100 ms stand beside 500 ns.
 */
import { parties, type Party, type SystemStep } from '#shared/emulate/types.ts'
import { timeWords } from '../what-if-text.ts'
import { actionWords, partyNames } from './action-text.ts'
import { allSteps, setupSteps, type PlacedStep, type Session } from './session.ts'
import { sinceWords } from './since-text.ts'

/** A wait at least this long is drawn as a break: software sleeps or polls meanwhile. */
export const BREAK_NS = 1_000_000

/** Sizes, px. */
export const SEQUENCE = {
  headHeight: 30,
  /** Beside the lanes: when, and what kind of step. */
  timeWidth: 96,
  leastLane: 88,
  stepHeight: 37,
  actionHeight: 30,
  breakHeight: 26,
  bottom: 30,
  /** Mean width of a character at 12 px, for the ground behind words. */
  character: 6.3
} as const

/** One row, at `y` below the lanes' heads. */
export type SequenceRow = { readonly key: string; readonly y: number; readonly height: number } & (
  | { readonly kind: 'action'; readonly entry: number; readonly text: string }
  /** The set-up of a lesson in one line. */
  | { readonly kind: 'setup'; readonly text: string; readonly steps: number }
  | { readonly kind: 'break'; readonly gapNs: number }
  /** `isSameTime`: as the row before it. */
  | ({ readonly kind: 'step'; readonly isSameTime: boolean } & PlacedStep)
  /** An action that could not be tried at all. */
  | { readonly kind: 'problem'; readonly text: string }
)

/** The row of a step. */
export type StepRow = Extract<SequenceRow, { kind: 'step' }>

type Unplaced = SequenceRow extends infer R
  ? R extends SequenceRow
    ? Omit<R, 'y' | 'height'>
    : never
  : never

const heights: Readonly<Record<SequenceRow['kind'], number>> = {
  action: SEQUENCE.actionHeight,
  setup: SEQUENCE.actionHeight,
  problem: SEQUENCE.actionHeight,
  break: SEQUENCE.breakHeight,
  step: SEQUENCE.stepHeight
}

/** Rows of a whole session, from top to bottom. */
export function sequenceRows(session: Session, isSetupShown: boolean): readonly SequenceRow[] {
  const { entries } = session
  const steps = allSteps(session)
  const hidden = isSetupShown ? 0 : setupSteps(session)
  const rows: Unplaced[] = []
  const setup = entries.filter(({ isSetup }) => isSetup)
  if (!isSetupShown && setup.length > 0)
    rows.push({
      kind: 'setup',
      key: 'setup',
      text: setup.map(({ action }) => actionWords(action)).join(', '),
      steps: hidden
    })
  let next = 0
  for (const [at, { action, isSetup, steps: own, problem }] of entries.entries()) {
    const first = next
    next += own.length
    if (isSetup && !isSetupShown) continue
    rows.push({ kind: 'action', key: `action ${at}`, entry: at, text: actionWords(action) })
    if (problem !== null) rows.push({ kind: 'problem', key: `problem ${at}`, text: problem })
    for (const placed of steps.slice(first, next)) {
      const before = placed.index > first ? steps[placed.index - 1] : undefined
      const gapNs = before === undefined ? 0 : placed.step.atNs - before.step.atNs
      if (gapNs >= BREAK_NS) rows.push({ kind: 'break', key: `break ${placed.index}`, gapNs })
      const isSameTime = before !== undefined && gapNs === 0
      rows.push({ kind: 'step', key: `step ${placed.index}`, isSameTime, ...placed })
    }
  }
  let y = 0
  return rows.map((row): SequenceRow => {
    const height = heights[row.kind]
    const placed = { ...row, y, height }
    y += height
    return placed
  })
}

/** The rows of the first `shown` steps: a heading or a break comes with the step that follows it. */
export function rowsUntil(rows: readonly SequenceRow[], shown: number): readonly SequenceRow[] {
  let end = rows.findIndex((row) => row.kind === 'step' && row.index >= shown)
  if (end < 0) return rows
  for (let kind = rows[end - 1]?.kind; kind === 'action' || kind === 'break'; kind = rows[end - 1]?.kind)
    end--
  return rows.slice(0, end)
}

/** Height of all rows, px. */
export const rowsHeight = (rows: readonly SequenceRow[]): number => {
  const last = rows.at(-1)
  return last === undefined ? 0 : last.y + last.height
}

/** Width of the picture in `available` px, and of one of its lanes. */
export function laneWidths(available: number): { readonly width: number; readonly lane: number } {
  const lane = Math.max(SEQUENCE.leastLane, Math.floor((available - SEQUENCE.timeWidth) / parties.length))
  return { width: SEQUENCE.timeWidth + lane * parties.length, lane }
}

/** Middle of a party's lane. */
export const laneX = (party: Party, lane: number): number =>
  SEQUENCE.timeWidth + (parties.indexOf(party) + 0.5) * lane

/** Words of a step: where they begin, and as much of them as fits. */
export interface PlacedText {
  readonly x: number
  readonly width: number
  readonly text: string
}

/** Puts `text` at `from` or, where it would leave the picture, as far left as it must go; cut if even that is short. */
export function placeText(text: string, from: number, width: number): PlacedText {
  const left = SEQUENCE.timeWidth + 4
  const most = Math.floor((width - left - 8) / SEQUENCE.character)
  const cut = text.length > most ? `${text.slice(0, Math.max(0, most - 1))}…` : text
  const needs = Math.ceil(cut.length * SEQUENCE.character)
  return { x: Math.max(left, Math.min(from, width - 8 - needs)), width: needs, text: cut }
}

/** When a step was, as it stands beside it: nothing where it is the time of the row before. */
export const timeText = ({ step, beganNs, isSameTime }: StepRow): string =>
  isSameTime ? '' : step.atNs === beganNs ? '0' : `+${sinceWords(step.atNs - beganNs)}`

/** What a step says in the picture. */
const sentence = ({ text, durationNs }: SystemStep): string =>
  durationNs > 0 ? `${text} (${timeWords(durationNs)})` : text

/** Where the words of a step stand: at its note, or over its arrow. */
export function stepText({ step }: StepRow, lane: number, width: number): PlacedText {
  const from = laneX(step.from, lane)
  return placeText(
    sentence(step),
    step.from === step.to ? from - 10 : Math.min(from, laneX(step.to, lane)) + 6,
    width
  )
}

/** A step for screen readers: it begins as the row reads, then who, and the whole sentence where it was cut. */
export function spokenStep(row: StepRow, lane: number, width: number): string {
  const { step } = row
  const { text } = stepText(row, lane, width)
  const who =
    step.from === step.to ? partyNames[step.from] : `${partyNames[step.from]} to ${partyNames[step.to]}`
  return [
    [timeText(row), step.kind, ...(step.outcome === 'done' ? [] : ['·', step.outcome]), text]
      .filter((part) => part !== '')
      .join(' '),
    who,
    ...(text === sentence(step) ? [] : [sentence(step)])
  ].join(', ')
}
