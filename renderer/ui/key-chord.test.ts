import { describe, expect, it } from 'vitest'
import { chordLabels, matchesStroke, type KeyStroke } from './key-chord.ts'

const press = (key: string, held: Partial<KeyStroke> = {}): KeyStroke => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held
})

describe('a stroke', () => {
  it.each([
    ['Mod+K', press('k', { ctrlKey: true }), true],
    ['Mod+K', press('K', { ctrlKey: true, shiftKey: true }), false],
    ['Mod+Shift+P', press('P', { ctrlKey: true, shiftKey: true }), true],
    ['N', press('n'), true],
    ['N', press('n', { ctrlKey: true }), false],
    ['N', press('n', { altKey: true }), false],
    // Which key makes "?" depends on the layout: German Shift+ß, US Shift+/.
    ['?', press('?', { shiftKey: true }), true],
    ['/', press('/', { shiftKey: true }), true],
    ['/', press('/', { ctrlKey: true }), false],
    ['Escape', press('Escape'), true],
    ['Alt+1', press('1', { altKey: true }), true]
  ])('%s and %o: %s', (stroke, event, expected) => {
    expect(matchesStroke(stroke, event, false)).toBe(expected)
  })

  it('means Cmd by Mod on a Mac, and leaves Ctrl alone there', () => {
    expect(matchesStroke('Mod+K', press('k', { metaKey: true }), true)).toBe(true)
    expect(matchesStroke('Mod+K', press('k', { ctrlKey: true }), true)).toBe(false)
  })
})

it('writes keys as they stand on the keyboard', () => {
  expect(chordLabels('Mod+Shift+P', false)).toEqual(['Ctrl', 'Shift', 'P'])
  expect(chordLabels('Mod+K', true)).toEqual(['⌘', 'K'])
  expect(chordLabels('G L', false)).toEqual(['G', 'L'])
})
