import { expect, test } from 'vitest'
import { isOwnPage } from './trusted-sender.ts'

const PAGE = 'app://vflab/index.html'

test.each([
  ['app://vflab/index.html', true],
  ['app://vflab/index.html#/plan/p1', true],
  ['app://vflab.evil/index.html', false],
  ['app://evil/index.html', false],
  ['https://vflab/index.html', false],
  ['file:///opt/vf-lab/index.html', false],
  ['about:blank', false],
  ['data:text/html,hi', false],
  ['', false]
])('a top frame at "%s" is our page: %s', (url, expected) => {
  expect(isOwnPage({ url, parent: null }, PAGE)).toBe(expected)
})

test('a frame inside our page is not our page', () => {
  expect(isOwnPage({ url: PAGE, parent: {} }, PAGE)).toBe(false)
})

test('a frame that is gone is not our page', () => {
  expect(isOwnPage(null, PAGE)).toBe(false)
})
