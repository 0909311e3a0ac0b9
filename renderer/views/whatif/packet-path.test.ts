import { describe, expect, it } from 'vitest'
import type { Hop } from '../../simulate-worker/protocol.ts'
import { packetPath, pathNs, stepTimes } from './packet-path.ts'
import { percentileName, percentWords, timeWords } from './words.ts'

const hop = (resource: Hop['resource'], arrivedNs: number, beganNs: number, doneNs: number): Hop => ({
  resource,
  label: resource,
  arrivedNs,
  beganNs,
  doneNs
})
/** In the order in which the run serves them. */
const hops = [
  hop('queue-rate', 1000, 1010, 1110),
  hop('wire-out', 1110, 1110, 1130),
  hop('pcie-down', 1130, 1150, 1160)
]

describe('the path of a packet', () => {
  it('goes through hardware in the order in which it is built', () => {
    expect(packetPath(hops, 'out').map(({ title }) => title)).toEqual(['PCIe to device', 'VF queue', 'Wire'])
    expect(packetPath(hops, 'in').map(({ title }) => title)).toEqual(['Wire', 'VF queue', 'PCIe to device'])
  })

  it('takes as long as the packet took, hop after hop without gaps', () => {
    const path = packetPath(hops, 'out')
    expect(pathNs(path)).toBe(160)
    expect(path.map(({ startNs, waitNs, workNs, endNs }) => [startNs, waitNs, workNs, endNs])).toEqual([
      [0, 20, 10, 30],
      [30, 10, 100, 140],
      [140, 0, 20, 160]
    ])
  })

  it('is stepped through at every change', () => {
    expect(stepTimes([packetPath(hops, 'out')])).toEqual([0, 20, 30, 40, 140, 160])
    expect(stepTimes([[]])).toEqual([0])
  })

  it('is empty for a packet that never went', () => {
    expect(packetPath([], 'out')).toEqual([])
    expect(pathNs([])).toBe(0)
  })
})

describe('figures in words', () => {
  it.each([
    [830, '830 ns'],
    [4.4, '4.4 ns'],
    [1234, '1.2 µs'],
    [45_000, '45 µs'],
    [123_456, '123 µs'],
    [3_400_000, '3.4 ms'],
    [Number.NaN, '–']
  ])('%d ns is %s', (ns, words) => {
    expect(timeWords(ns)).toBe(words)
  })

  it('name percentiles and shares', () => {
    expect([0.5, 0.99, 0.999, 0.9999].map(percentileName)).toEqual(['p50', 'p99', 'p99.9', 'p99.99'])
    expect([null, 0, 0.004, 0.94, 1].map(percentWords)).toEqual(['–', '0 %', '< 1 %', '94 %', '100 %'])
  })
})
