import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { BACKGROUND } from './background.ts'

test.each(['dark', 'light'] as const)(
  'the %s window has the colour of its theme before the page is there',
  (theme) => {
    const url = new URL(`../../../renderer/ui/theme/${theme}.css`, import.meta.url)
    const [, colour] = /--surface-window:\s*(#[0-9a-f]{6})/i.exec(readFileSync(url, 'utf8')) ?? []
    expect(BACKGROUND[theme]).toBe(colour)
  }
)
