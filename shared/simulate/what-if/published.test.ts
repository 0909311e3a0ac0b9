import { describe, expect, it } from 'vitest'
import { estimate } from '../estimate.ts'
import { layoutsOfPort } from './base-layouts.ts'
import { layoutOf } from './layout-of.ts'
import { publishedMarks, publishedRates, type Published } from './published.ts'
import type { Knobs } from './question.ts'

const groundOf = ({ host, knobs }: Published): ReturnType<typeof layoutsOfPort> => layoutsOfPort(host, knobs)
const rate = (row: string): Published => {
  const found = publishedRates.find(({ id }) => id === row)
  if (found === undefined) throw new Error(`no row ${row}`)
  return found
}
const marksOf = (published: Published, changes: Partial<Knobs> = {}): readonly string[] =>
  publishedMarks(
    groundOf(published).layouts,
    { ...published.knobs, ...changes },
    'frame-size',
    'mpps-per-vm'
  ).map(({ text }) => text)

describe('published measurements', () => {
  it.each(publishedRates.map((one) => [one.title, one] as const))(
    '%s: a question that is set up like it gets an estimate close to it',
    (_, published) => {
      const layout = groundOf(published).layouts.get(published.method)
      if (layout === undefined) throw new Error('no layout')
      const { value, low, high } = estimate(layoutOf(layout, published.knobs)).flow(0).mpps
      // Inside the band, or within the tolerance of the loosest row (30 %).
      expect(published.mpps).toBeGreaterThan(Math.min(low, value * 0.7))
      expect(published.mpps).toBeLessThan(Math.max(high, value * 1.3))
    }
  )

  it.each(publishedRates.map((one) => [one.title, one] as const))(
    '%s: stands in its own chart',
    (_, published) => {
      expect(marksOf(published).some((text) => text.startsWith(published.title))).toBe(true)
    }
  )

  it('stand in no chart whose conditions are others', () => {
    const vf = rate('28.0')
    expect(marksOf(vf, { vms: 2 })).toEqual([])
    expect(marksOf(vf, { style: 'stream' })).toEqual([])
    const ovs = rate('45.0')
    expect(marksOf(ovs, { switchCores: 2 }).some((text) => text.includes('ovs_perf'))).toBe(false)
    expect(marksOf(ovs, { backend: 'vpp' }).some((text) => text.includes('ovs_perf'))).toBe(false)
  })

  it('of OVS-DPDK make a curve over flows, and say that two traversals were counted', () => {
    const ovs = rate('43.0')
    const marks = publishedMarks(groundOf(ovs).layouts, ovs.knobs, 'flows', 'mpps-per-vm').filter(
      ({ series }) => series === 'virtio'
    )
    expect(marks.map(({ x }) => x)).toEqual([10, 1000, 1e5, 1e6])
    expect(marks[0]).toMatchObject({ y: 9.454, text: expect.stringContaining('two traversals') })
  })

  it('have no place in a figure that they do not tell', () => {
    const vf = rate('28.0')
    expect(publishedMarks(groundOf(vf).layouts, vf.knobs, 'frame-size', 'host-cores')).toEqual([])
  })
})
