import { globSync } from 'node:fs'
import { basename } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { expect, test } from 'vitest'
import { RULES } from '../../shared/check/rules.ts'
import { EXAMPLES } from '../../shared/check/test-examples.ts'
import { findingsPage, foundBy } from './findings-page.ts'

const PAGE = 'docs/findings.md'
const NAMES = RULES.map(({ name }) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`))

test('every rule is judged by and has examples', () => {
  const files = globSync('shared/check/rules/*.ts').filter((path) => !path.endsWith('.test.ts'))
  expect(NAMES.toSorted()).toEqual(files.map((path) => basename(path, '.ts')).toSorted())
  expect(Object.keys(EXAMPLES)).toEqual(NAMES)
})

test.each(Object.entries(EXAMPLES))(
  '%s has something to say about each of its examples',
  (rule, examples) => {
    expect(examples.map((example) => foundBy(rule, example).length > 0)).toEqual(examples.map(() => true))
  }
)

// After a rule has changed: npx vitest run --project=unit test/house/findings -u
test('the page of findings says what the rules say', async () => {
  const options = await resolveConfig(PAGE)
  const page = await format(findingsPage(NAMES), { ...options, parser: 'markdown' })
  await expect(page).toMatchFileSnapshot(`../../${PAGE}`)
})
