import { describe, expect, it } from 'vitest'
import { collapseFree, MAX_SHOWN } from './slot-runs.ts'

const slots = (count: number, used: readonly number[]): { index: number; free: boolean }[] =>
  Array.from({ length: count }, (_, index) => ({ index, free: !used.includes(index) }))
const collapse = (
  count: number,
  used: readonly number[] = []
): ReturnType<typeof collapseFree<{ index: number }>> => collapseFree(slots(count, used), (slot) => slot.free)

describe('drawing the VFs of a port', () => {
  it('shows all of them up to a number that the eye can take in', () => {
    expect(collapse(MAX_SHOWN).collapsed).toEqual([])
  })

  it('keeps everything that is not free, and the first free ones, of 64', () => {
    const { shown, collapsed } = collapse(64, [0, 40, 63])
    expect(shown.map((slot) => slot.index)).toEqual([0, 1, 2, 3, 4, 40, 63])
    expect(collapsed).toHaveLength(57)
  })

  it('collapses nothing when nothing is free', () => {
    expect(collapse(64, [...Array(64).keys()]).collapsed).toEqual([])
  })

  it('does not collapse a handful', () => {
    const used = [...Array(64).keys()].slice(7)
    expect(collapse(64, used).collapsed).toEqual([])
  })
})
