import { expect, it } from 'vitest'
import type { SavedHostFilter } from '#shared/lab/settings-schema.ts'
import { filterWords, isSameFilter, narrows, withFilter, withoutFilter } from './saved-filters.ts'

const filter = (name: string, more: Partial<SavedHostFilter> = {}): SavedHostFilter => ({
  name,
  text: '',
  state: 'all',
  ...more
})

it('keeps filters in order of name, and replaces one whose name differs in case alone', () => {
  const filters = [filter('b', { text: 'old' }), filter('a')].reduce(withFilter, [])
  const replaced = withFilter(filters, filter('B', { text: ' new ' }))
  expect(replaced.map(({ name, text }) => `${name}:${text}`)).toEqual(['a:', 'B:new'])
  expect(withoutFilter(replaced, 'b').map(({ name }) => name)).toEqual(['a'])
})

it('knows a filter again by what it does', () => {
  expect(
    isSameFilter({ text: ' rack ', state: 'failed' }, filter('x', { text: 'rack', state: 'failed' }))
  ).toBe(true)
  expect(isSameFilter({ text: 'rack', state: 'failed' }, { text: 'rack', state: 'all' })).toBe(false)
  expect(narrows({ text: ' ', state: 'all' })).toBe(false)
  expect(narrows({ text: '', state: 'never' })).toBe(true)
})

it('says in words what a filter does', () => {
  expect(filterWords({ text: 'rack-4', state: 'never' })).toBe('“rack-4”, never scanned')
  expect(filterWords({ text: '', state: 'failed' })).toBe('failed')
  expect(filterWords({ text: '', state: 'all' })).toBe('all hosts')
})
