import { describe, expect, it } from 'vitest'
import { legendHeight, legendKeys } from './legend-layout.ts'
import type { ChartMark, ChartSeries } from './series.ts'

const line = (label: string): ChartSeries => ({ id: label, label, look: 'one', points: [] })
const mark = (kind: ChartMark['kind']): ChartMark => ({ kind, x: 1, y: 1, series: 'a', text: '' })
const room = { from: 50, to: 400 }

describe('a legend', () => {
  it('names lines first, then each kind of mark that is there, once', () => {
    const keys = legendKeys([line('SR-IOV')], [mark('run'), mark('published'), mark('run')], room)
    expect(keys.map(({ label }) => label)).toEqual(['SR-IOV', 'published', 'run'])
  })

  it('stands in one row while there is room', () => {
    const keys = legendKeys([line('a'), line('b')], [], room)
    expect(keys.map(({ y }) => y)).toEqual([11, 11])
    expect(legendHeight(keys)).toBe(0)
  })

  it('goes on in the next row, from the left again, where a key would stick out', () => {
    const keys = legendKeys([line('a'.repeat(40)), line('b'.repeat(40))], [], room)
    expect(keys.map(({ start, y }) => [start, y])).toEqual([
      [50, 11],
      [50, 28]
    ])
    expect(legendHeight(keys)).toBe(17)
  })

  it('gives a key that is wider than the room the first row, not an empty one above it', () => {
    expect(legendKeys([line('x'.repeat(200))], [], room)[0]?.y).toBe(11)
  })

  it('needs no height without keys', () => {
    expect(legendHeight(legendKeys([], [], room))).toBe(0)
  })
})
