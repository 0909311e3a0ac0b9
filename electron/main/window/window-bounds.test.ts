import { expect, test } from 'vitest'
import { MIN_WINDOW, placeWindow } from './window-bounds.ts'

const LAPTOP = { x: 0, y: 25, width: 1512, height: 944 }
const DESK = { x: 1512, y: 0, width: 2560, height: 1415 }
const placed = (x: number, y: number, width: number, height: number) => ({
  bounds: { x, y, width, height },
  isMaximized: false
})

test('opens centred on the primary display the first time', () => {
  expect(placeWindow(null, [LAPTOP]).bounds).toEqual({ x: 36, y: 47, width: 1440, height: 900 })
})

test('opens where it was, on the second display too', () => {
  const saved = placed(1800, 100, 1600, 1000)
  expect(placeWindow(saved, [LAPTOP, DESK])).toEqual(saved)
})

test('comes back to the primary display when its own display is gone', () => {
  expect(placeWindow(placed(1800, 100, 1600, 1000), [LAPTOP]).bounds).toEqual({
    x: 36,
    y: 47,
    width: 1440,
    height: 900
  })
})

test('comes back when only a sliver of the title bar is left on a display', () => {
  expect(placeWindow(placed(1450, 100, 1600, 1000), [LAPTOP]).bounds.x).toBe(36)
})

test('comes back when the title bar hides above the display', () => {
  expect(placeWindow(placed(100, -300, 1200, 800), [LAPTOP]).bounds.y).toBe(47)
})

test('is never larger than the display it opens on', () => {
  const { bounds } = placeWindow(placed(0, 25, 2560, 1415), [LAPTOP])
  expect([bounds.width, bounds.height]).toEqual([1512, 944])
})

test('is never smaller than the views need, on a small display too', () => {
  const { bounds } = placeWindow(null, [{ x: 0, y: 0, width: 800, height: 480 }])
  expect(bounds).toEqual({ x: 0, y: 0, ...MIN_WINDOW })
})

test('stays maximized over a lost display', () => {
  const saved = { ...placed(1800, 100, 1600, 1000), isMaximized: true }
  expect(placeWindow(saved, [LAPTOP]).isMaximized).toBe(true)
})
