import { describe, expect, it } from 'vitest'
import {
  allSteps,
  entryAt,
  overview,
  setupSteps,
  stepCount,
  viewAt,
  viewBefore,
  type Session
} from './session.ts'
import { done, enable, flr, toVm1, toVm2 } from './test-session.ts'
import { vfCells } from './vf-cells.ts'

describe('a session', () => {
  it('is the same again for the same actions', () => {
    expect(done([enable, toVm1, flr])).toEqual(done([enable, toVm1, flr]))
  })

  it('undoes an action by doing the others without it', () => {
    const without = done([enable, toVm1])
    expect(done([enable, toVm1, flr]).entries.slice(0, 2)).toEqual(without.entries)
  })

  it('keeps an action about a VF that was never there, with what is wrong', () => {
    const { entries } = done([flr, enable])
    expect(entries[0]).toMatchObject({ steps: [], problem: expect.stringContaining('VF 0') as string })
    expect(entries[1]?.after.numVfs).toBe(4)
  })

  it('counts its steps, and those of a lesson’s set-up', () => {
    const session = done([enable, flr], {}, 1)
    const [setup, own] = session.entries.map(({ steps }) => steps.length)
    expect(setupSteps(session)).toBe(setup)
    expect(stepCount(session)).toBe((setup ?? 0) + (own ?? 0))
    expect(allSteps(session).map(({ index }) => index)).toEqual(
      Array.from({ length: stepCount(session) }, (_, at) => at)
    )
  })

  it('shows a system as it is once the last step of an action was seen, not before', () => {
    const session = done([enable])
    const all = stepCount(session)
    expect(viewAt(session, all - 1).numVfs).toBe(0)
    expect(viewAt(session, all).numVfs).toBe(4)
  })

  it('tells changes against the system before the action that is shown', () => {
    const session = done([enable, toVm1])
    const first = session.entries[0]?.steps.length ?? 0
    expect(entryAt(session, 0)).toBeNull()
    expect(entryAt(session, first)).toBe(0)
    expect(entryAt(session, first + 1)).toBe(1)
    expect(viewBefore(session, first).numVfs).toBe(0)
    expect(viewBefore(session, first + 1).vfs[0]?.vm).toBeNull()
  })

  it('leaves the neighbour of a VF that is reset as it was', () => {
    const session = done([enable, toVm1, toVm2, flr])
    const all = stepCount(session)
    const cells = (view: ReturnType<typeof viewAt>, index: number): readonly string[] => {
      const vf = view.vfs[index]
      return vf === undefined ? [] : vfCells(vf).map(({ text }) => text)
    }
    expect(cells(viewAt(session, all), 1)).toEqual(cells(viewBefore(session, all), 1))
    expect(cells(viewAt(session, all), 1)[1]).toContain('vm2')
  })
})

describe('the overview of a session', () => {
  const session = done([enable, toVm1])
  const short = overview(session)
  const kinds = ({ entries }: Session, entry: number): string[] =>
    (entries[entry]?.steps ?? []).map(({ kind }) => kind)

  it('keeps every message, and drops the registers that carry it', () => {
    const messages = (all: string[]): number => all.filter((kind) => kind === 'message').length
    expect(messages(kinds(short, 1))).toBe(messages(kinds(session, 1)))
    expect(kinds(short, 1).length).toBeLessThan(kinds(session, 1).length)
  })

  it('keeps registers that carry no message: NumVFs and VF Enable', () => {
    expect(kinds(short, 0)).toEqual(kinds(session, 0))
  })

  it('ends in the same system', () => {
    expect(viewAt(short, stepCount(short))).toEqual(viewAt(session, stepCount(session)))
  })
})
