import { expect, it } from 'vitest'
import type { Command } from '../stores/commands/command.ts'
import { rankCommands } from './rank-commands.ts'

const command = (title: string, words = ''): Command => ({
  id: title,
  title,
  group: 'Lab',
  words,
  run: () => undefined
})
const all = [command('Rescan nothing'), command('Scan all hosts', 'refresh'), command('Add a host')]
const titles = (text: string): readonly string[] => rankCommands(all, text).map(({ title }) => title)

it('keeps only commands in which every word occurs', () => {
  expect(titles('host scan')).toEqual(['Scan all hosts'])
  expect(titles('scan nowhere')).toEqual([])
})

it('puts a title that begins with the text first', () => {
  expect(titles('scan')).toEqual(['Scan all hosts', 'Rescan nothing'])
})

it('finds by further words, and lists everything for no text', () => {
  expect(titles('refresh')).toEqual(['Scan all hosts'])
  expect(titles(' ')).toEqual(['Rescan nothing', 'Scan all hosts', 'Add a host'])
})
