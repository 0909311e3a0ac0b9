import { expect, it } from 'vitest'
import { placeTip } from './tip-position.ts'

const frame = { width: 800, height: 600 }
const tip = { width: 100, height: 20 }

it('stands below its owner, in the middle', () => {
  expect(placeTip({ left: 300, top: 100, width: 40, height: 20 }, tip, frame, 'below')).toEqual({
    left: 270,
    top: 126
  })
})

it('goes above where there is no room below', () => {
  expect(placeTip({ left: 300, top: 570, width: 40, height: 20 }, tip, frame, 'below').top).toBe(544)
})

it('never leaves the window', () => {
  expect(placeTip({ left: 780, top: 100, width: 20, height: 20 }, tip, frame, 'below').left).toBe(700 - 4)
  expect(placeTip({ left: 0, top: 0, width: 20, height: 4 }, tip, frame, 'right').top).toBe(4)
})
