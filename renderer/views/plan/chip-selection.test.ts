import { describe, expect, it } from 'vitest'
import { draggedKeys, NO_CHIPS, selectChip, type ChipSelection } from './chip-selection.ts'

const ORDER = ['a', 'b', 'c', 'd', 'e']
const click = (before: ChipSelection, key: string): ChipSelection =>
  selectChip(before, key, ORDER, { toggle: false, extend: false })
const ctrl = (before: ChipSelection, key: string): ChipSelection =>
  selectChip(before, key, ORDER, { toggle: true, extend: false })
const shift = (before: ChipSelection, key: string): ChipSelection =>
  selectChip(before, key, ORDER, { toggle: false, extend: true })

describe('selecting several chips', () => {
  it('selects one alone by a click', () => {
    expect(click(click(NO_CHIPS, 'a'), 'c').keys).toEqual(['c'])
  })

  it('adds and removes single ones with Ctrl', () => {
    const two = ctrl(click(NO_CHIPS, 'a'), 'd')
    expect(two.keys).toEqual(['a', 'd'])
    expect(ctrl(two, 'a').keys).toEqual(['d'])
  })

  it('selects a range with Shift, in either direction, and moves its end', () => {
    const range = shift(click(NO_CHIPS, 'd'), 'b')
    expect(range.keys).toEqual(['b', 'c', 'd'])
    expect(shift(range, 'e').keys).toEqual(['d', 'e'])
  })

  it('starts anew where the anchor is on another port', () => {
    const elsewhere: ChipSelection = { keys: ['x'], anchor: 'x' }
    expect(shift(elsewhere, 'b').keys).toEqual(['b'])
  })

  it('drags the selection with any of its chips, and another chip alone', () => {
    const two = ctrl(click(NO_CHIPS, 'a'), 'd')
    expect(draggedKeys(two, 'd')).toEqual(['a', 'd'])
    expect(draggedKeys(two, 'b')).toEqual(['b'])
  })
})
