import { describe, expect, it } from 'vitest'
import {
  BREAK_NS,
  laneWidths,
  laneX,
  placeText,
  rowsHeight,
  rowsUntil,
  SEQUENCE,
  sequenceRows
} from './sequence-rows.ts'
import { setupSteps } from './session.ts'
import { done, enable, flr, toVm1 } from './test-session.ts'

describe('the rows of the sequence', () => {
  it('have a heading for each action and a row for each step that was seen', () => {
    const session = done([enable, toVm1])
    const first = session.entries[0]?.steps.length ?? 0
    const kinds = (shown: number): string[] =>
      rowsUntil(sequenceRows(session, false), shown).map(({ kind }) => kind)
    expect(kinds(0)).toEqual([])
    expect(kinds(first).filter((kind) => kind === 'action')).toHaveLength(1)
    expect(kinds(first + 1).filter((kind) => kind === 'action')).toHaveLength(2)
    expect(kinds(first + 1).filter((kind) => kind === 'step')).toHaveLength(first + 1)
  })

  it('break together with the step after the wait', () => {
    const rows = sequenceRows(done([enable]), false)
    const at = rows.findIndex(({ kind }) => kind === 'break')
    const after = rows[at + 1]
    if (after?.kind !== 'step') throw new Error('no step after the break')
    expect(rowsUntil(rows, after.index)).toHaveLength(at)
    expect(rowsUntil(rows, after.index + 1)).toHaveLength(at + 2)
  })

  it('break where nobody does anything for a millisecond or more, and only there', () => {
    const rows = sequenceRows(done([enable]), false)
    const gaps = rows.flatMap((row) => (row.kind === 'break' ? [row.gapNs] : []))
    expect(gaps.some((gap) => gap >= 100e6)).toBe(true)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(BREAK_NS)
  })

  it('stand one below the other without gaps', () => {
    const rows = sequenceRows(done([enable, toVm1, flr]), false)
    let y = 0
    for (const row of rows) {
      expect(row.y).toBe(y)
      y += row.height
    }
    expect(rowsHeight(rows)).toBe(y)
    expect(rowsHeight([])).toBe(0)
  })

  it('fold the set-up of a lesson into one line, unless it is asked for', () => {
    const session = done([enable, toVm1], {}, 1)
    const folded = sequenceRows(session, false)
    expect(folded[0]).toMatchObject({
      kind: 'setup',
      text: 'echo 4 > sriov_numvfs',
      steps: setupSteps(session)
    })
    expect(sequenceRows(session, true)[0]).toMatchObject({ kind: 'action', entry: 0 })
  })

  it('say of an action that could not be tried why', () => {
    expect(sequenceRows(done([flr]), false).map(({ kind }) => kind)).toEqual(['action', 'problem'])
  })

  it('put lanes beside each other and words inside the picture', () => {
    for (const available of [0, 760, 1600]) {
      const { width, lane } = laneWidths(available)
      expect(laneX('wire', lane)).toBeLessThan(width)
      expect(lane).toBeGreaterThanOrEqual(SEQUENCE.leastLane)
      for (const from of [0, width / 2, width]) {
        const { x, width: words } = placeText('x'.repeat(400), from, width)
        expect(x).toBeGreaterThanOrEqual(SEQUENCE.timeWidth)
        expect(x + words).toBeLessThanOrEqual(width)
      }
    }
  })
})
