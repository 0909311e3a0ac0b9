import { describe, expect, it } from 'vitest'
import { keyAt, noSelection, pick } from './list-selection.ts'

const keys = ['a', 'b', 'c', 'd', 'e']
const plain = { isRange: false, isToggle: false }
const selected = (state: { readonly selected: ReadonlySet<string> }): string =>
  [...state.selected].sort().join('')

describe('a selection', () => {
  it('holds one after a click', () => {
    const state = pick(pick(noSelection, keys, 'a', plain), keys, 'c', plain)
    expect(selected(state)).toBe('c')
    expect(state.active).toBe('c')
  })

  it('adds and takes away with the toggle key', () => {
    const one = pick(noSelection, keys, 'b', plain)
    const two = pick(one, keys, 'd', { isRange: false, isToggle: true })
    expect(selected(two)).toBe('bd')
    expect(selected(pick(two, keys, 'b', { isRange: false, isToggle: true }))).toBe('d')
  })

  it('reaches from the anchor in both directions, and shrinks again', () => {
    const anchor = pick(noSelection, keys, 'c', plain)
    const down = pick(anchor, keys, 'e', { isRange: true, isToggle: false })
    expect(selected(down)).toBe('cde')
    expect(selected(pick(down, keys, 'b', { isRange: true, isToggle: false }))).toBe('bc')
  })

  it('starts over where the anchor was filtered away', () => {
    const state = pick({ ...noSelection, anchor: 'gone' }, keys, 'b', { isRange: true, isToggle: false })
    expect(selected(state)).toBe('ab')
  })
})

it('walks and stops at both ends', () => {
  expect(keyAt(keys, 'b', 1)).toBe('c')
  expect(keyAt(keys, 'd', 10)).toBe('e')
  expect(keyAt(keys, null, 1)).toBe('a')
  expect(keyAt(keys, null, -1)).toBe('e')
  expect(keyAt([], null, 1)).toBeNull()
})
