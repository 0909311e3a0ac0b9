import { describe, expect, it } from 'vitest'
import { bandPath, extrapolatedStretches, linePath } from './line-paths.ts'
import { highestOf, nearestPlace, placesOf, type ChartPoint, type ChartSeries } from './series.ts'

const point = (x: number, value: number, isExtrapolated = false): ChartPoint => ({
  x,
  y: { value, low: value - 1, high: value + 2, isExtrapolated }
})
const series = (id: string, points: readonly ChartPoint[]): ChartSeries => ({
  id,
  label: id,
  look: 'one',
  points
})
const same = (value: number): number => value

describe('a chart', () => {
  it('has the places of all its series, each once and rising', () => {
    expect(
      placesOf([series('a', [point(1, 1), point(4, 1)]), series('b', [point(2, 1), point(4, 1)])])
    ).toEqual([1, 2, 4])
  })

  it('reads out the place nearest to the pointer as it is drawn', () => {
    expect(nearestPlace([1, 10, 100], 40, same)).toBe(10)
    // On a logarithmic axis 40 is nearer to 100 than to 10.
    expect(nearestPlace([1, 10, 100], Math.log10(40), Math.log10)).toBe(100)
    expect(nearestPlace([], 0, same)).toBeNull()
  })

  it('leaves room for the upper ends of bands and for marks', () => {
    const mark = { kind: 'published', x: 1, y: 30, series: 'a', text: '' } as const
    expect(highestOf([series('a', [point(1, 5)])])).toBe(7)
    expect(highestOf([series('a', [point(1, 5)])], [mark])).toBe(30)
    expect(highestOf([])).toBe(0)
  })
})

describe('paths', () => {
  it('run through the values, and around the band', () => {
    const points = [point(0, 5), point(10, 6)]
    expect(linePath(points, same, same)).toBe('M0,5L10,6')
    expect(bandPath(points, same, same)).toBe('M0,7L10,8L10,5L0,4Z')
  })

  it('show a single point and nothing for none', () => {
    expect(linePath([point(10, 5)], same, same)).toBe('M7.0,5.0h6')
    expect(bandPath([point(10, 5)], same, same)).toBe('')
    expect(linePath([], same, same)).toBe('')
  })

  it('mark what is extrapolated up to the checked neighbours', () => {
    const points = [point(1, 1), point(2, 1, true), point(3, 1, true), point(4, 1), point(5, 1, true)]
    expect(extrapolatedStretches(points).map((part) => part.map(({ x }) => x))).toEqual([
      [1, 2, 3, 4],
      [4, 5]
    ])
    expect(extrapolatedStretches([point(1, 1)])).toEqual([])
  })
})
