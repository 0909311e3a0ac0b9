import { describe, expect, it } from 'vitest'
import type { Command } from './command.ts'
import { meaningOf, SEQUENCE_TIMEOUT_MS, type KeyMeaning } from './dispatch.ts'
import type { KeyStroke } from '../../ui/key-chord.ts'

const press = (key: string): KeyStroke => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false
})
const command = (id: string, keys: readonly string[], more: Partial<Command> = {}): Command => ({
  id,
  title: id,
  group: 'Test',
  keys,
  run: () => undefined,
  ...more
})
const commands = [command('go-lab', ['G L']), command('scan', ['R']), command('go-plan', ['G P'])]
const calm = { nowMs: 0, isInText: false }
const idOf = (meaning: KeyMeaning): string => (meaning.kind === 'command' ? meaning.command.id : meaning.kind)

describe('a key press', () => {
  it('finds the command of a single key', () => {
    expect(idOf(meaningOf(press('r'), commands, null, calm))).toBe('scan')
  })

  it('waits after the first key of a sequence and then finds it', () => {
    const first = meaningOf(press('g'), commands, null, calm)
    expect(first.kind).toBe('pending')
    const pending = first.kind === 'pending' ? first.pending : null
    expect(idOf(meaningOf(press('p'), commands, pending, { ...calm, nowMs: 300 }))).toBe('go-plan')
  })

  it('forgets a sequence that was not finished in time', () => {
    const pending = { strokes: [press('g')], atMs: 0 }
    const late = { ...calm, nowMs: SEQUENCE_TIMEOUT_MS + 1 }
    expect(idOf(meaningOf(press('l'), commands, pending, late))).toBe('nothing')
  })

  it('takes a key that does not go on with the sequence for itself', () => {
    const pending = { strokes: [press('g')], atMs: 0 }
    expect(idOf(meaningOf(press('r'), commands, pending, calm))).toBe('scan')
  })

  it('leaves letters to the text field in which they are typed', () => {
    expect(idOf(meaningOf(press('r'), commands, null, { ...calm, isInText: true }))).toBe('nothing')
    const everywhere = [command('palette', ['F1'], { worksInText: true })]
    expect(idOf(meaningOf(press('F1'), everywhere, null, { ...calm, isInText: true }))).toBe('palette')
  })

  it('passes a command that cannot be done now and takes the next with the same key', () => {
    const two = [
      command('close-inspector', ['Escape'], { disabledReason: () => 'It is closed' }),
      command('show-all', ['Escape'])
    ]
    expect(idOf(meaningOf(press('Escape'), two, null, calm))).toBe('show-all')
  })
})
