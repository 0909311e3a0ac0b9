import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oneVm } from '#shared/simulate/what-if/test-scenario.ts'
import { runResult } from '#shared/simulate/what-if/run-result.ts'
import type { Hop } from '#shared/simulate/what-if/job.ts'
import { layPaths } from './packet-path-layout.ts'
import { stopWords } from './packet-path-text.ts'
import { packetPath, pathNs, playedTo, stepTimes, stopAt, type PathFlow } from './packet-path.ts'
import { percentileName, percentWords, timeWords } from './what-if-text.ts'

const hop = (resource: Hop['resource'], arrivedNs: number, beganNs: number, doneNs: number): Hop => ({
  resource,
  label: resource,
  arrivedNs,
  beganNs,
  doneNs
})
/** Out of a VM: between guest and PCIe, and while the DMA is under way, nobody is busy. */
const sent = [
  hop('guest-core', 1000, 1000, 1030),
  hop('pcie-up', 5000, 5000, 5006),
  hop('pcie-down', 5006, 5026, 5036),
  hop('queue-rate', 5500, 5510, 5610),
  hop('port-rate', 5610, 5610, 5640),
  hop('wire-out', 5640, 5640, 5660)
]
const received = [
  hop('wire-in', 0, 0, 20),
  hop('queue-rate', 20, 20, 120),
  hop('pcie-down', 120, 120, 125),
  hop('pcie-up', 125, 125, 135),
  hop('guest-core', 5000, 5000, 5030)
]
const sriov: PathFlow = { method: 'sriov', isTranslated: true }
const titles = (path: ReturnType<typeof packetPath>): string[] => path.map(({ title }) => title)

describe('the path of a packet', () => {
  it('goes out through the IOMMU between what the NIC asks and what it gets', () => {
    expect(titles(packetPath(sent, sriov))).toEqual([
      'Guest',
      'Requests',
      'IOMMU',
      'Data',
      'VF queue',
      'Port',
      'Wire'
    ])
  })

  it('comes in with its free buffers first, and is translated after it has crossed PCIe', () => {
    const path = packetPath(received, sriov)
    expect(titles(path)).toEqual(['Wire', 'VF queue', 'Buffers', 'Data', 'IOMMU', 'Guest'])
    expect(path.every(({ isInward, leg }) => isInward && leg === 0)).toBe(true)
  })

  it('turns round inside the port on its way to another VF, and never meets the wire', () => {
    const path = packetPath(
      [
        ...sent.slice(0, 5),
        hop('port-rate', 5640, 5640, 5670),
        hop('pcie-down', 5670, 5670, 5675),
        hop('pcie-up', 5675, 5675, 5685)
      ],
      sriov
    )
    expect(path.map(({ title, leg, isInward }) => `${title} ${leg} ${isInward ? 'in' : 'out'}`)).toEqual([
      'Guest 0 out',
      'Requests 0 out',
      'IOMMU 0 out',
      'Data 0 out',
      'VF queue 0 out',
      'Port 0 out',
      'Port 1 in',
      'Buffers 1 in',
      'Data 1 in',
      'IOMMU 1 in'
    ])
  })

  it('turns round in a VM that passes it on', () => {
    const forwarded = packetPath(
      [
        ...received,
        hop('pcie-up', 5030, 5030, 5036),
        hop('pcie-down', 5036, 5036, 5046),
        hop('wire-out', 5046, 5046, 5066)
      ],
      { ...sriov, method: 'virtio' }
    )
    expect(forwarded.map(({ leg }) => leg)).toEqual([0, 0, 0, 0, 0, 1, 1, 1])
    expect(forwarded.at(-1)).toMatchObject({ title: 'Wire', isInward: false })
  })

  it('turns round at a NIC whose engine sets no limit', () => {
    const [, ...back] = [hop('pcie-down', 0, 0, 1), hop('pcie-down', 1, 1, 2), hop('pcie-up', 2, 2, 3)]
    const path = packetPath([hop('pcie-up', 0, 0, 0), hop('pcie-down', 0, 0, 1), ...back], {
      ...sriov,
      method: 'virtio'
    })
    expect(path.map(({ title, leg }) => `${title} ${leg}`)).toEqual([
      'Requests 0',
      'Data 0',
      'Buffers 1',
      'Data 1'
    ])
  })

  it('meets memory where the device does, or where the host copies', () => {
    const copied = [
      hop('guest-core', 0, 0, 1),
      hop('vhost-thread', 1, 1, 2),
      hop('memory', 2, 2, 3),
      hop('pcie-up', 3, 3, 4)
    ]
    expect(packetPath(copied, { ...sriov, method: 'virtio' }).map(({ place }) => place)).toEqual([
      'guest',
      'host',
      'host',
      'bus'
    ])
    expect(packetPath([hop('memory', 0, 0, 1)], sriov)[0]?.place).toBe('bus')
  })

  it('has time between stops that keeps nobody busy, and ends when the packet did', () => {
    const path = packetPath(sent, sriov).filter(({ noTime }) => noTime === null)
    expect(
      path.map(({ startNs, waitNs, workNs, doneNs, endNs }) => [startNs, waitNs, workNs, doneNs, endNs])
    ).toEqual([
      [0, 0, 30, 30, 4000],
      [4000, 0, 6, 4006, 4006],
      [4006, 20, 10, 4036, 4500],
      [4500, 10, 100, 4610, 4610],
      [4610, 0, 30, 4640, 4640],
      [4640, 0, 20, 4660, 4660]
    ])
    expect(pathNs(packetPath(sent, sriov))).toBe(4660)
  })

  it.each(['out', 'in', 'loop'] as const)(
    'keeps every hop of a real trace, in its order, %s',
    (direction) => {
      const scenario = oneVm(3)
      const { hops } = runResult(
        {
          kind: 'run',
          scenario: {
            ...scenario,
            hosts: scenario.hosts.map((host) => ({
              ...host,
              vms: host.vms.map((vm) => ({
                ...vm,
                functions: vm.functions.map((fn) => ({ ...fn, traffic: { ...fn.traffic, direction } }))
              }))
            }))
          },
          seed: 1,
          length: { durationNs: 100_000, warmUpNs: 0 },
          follow: { flow: 0, packet: 50 }
        },
        () => undefined
      )
      const path = packetPath(hops, sriov)
      expect(path.filter(({ noTime }) => noTime === null).map(({ resource }) => resource)).toEqual(
        hops.map(({ resource }) => resource)
      )
      expect(pathNs(path)).toBe((hops.at(-1)?.doneNs ?? 0) - (hops[0]?.arrivedNs ?? 0))
      expect(path.filter(({ resource }) => resource === 'wire-out' || resource === 'wire-in')).toHaveLength(
        direction === 'loop' ? 0 : 1
      )
      expect(path.at(-1)?.leg).toBe(direction === 'loop' ? 1 : 0)
    }
  )

  it('says of the IOMMU why it takes no time', () => {
    const iommu = (isTranslated: boolean): string =>
      packetPath(sent, { ...sriov, isTranslated })
        .filter(({ noTime }) => noTime !== null)
        .map((stop) => stopWords(stop).why)
        .join()
    expect(iommu(true)).toContain('in the IOTLB')
    expect(iommu(false)).toContain('not translated')
    expect(titles(packetPath(sent, { ...sriov, method: 'virtio' }))).not.toContain('IOMMU')
  })

  it('says what a stop does, at what capacity, behind how many it waits and what passes then', () => {
    const data = packetPath(sent, sriov).find(({ resource }) => resource === 'pcie-down')
    const words = data && stopWords(data)
    expect(words?.why).toMatch(/^10 ns: .*pcie-down.* waits 20 ns, as long as 2 such packets/)
    expect(words?.then).toMatch(/^Then 464 ns pass .* DMA/)
  })

  it('is stepped through at every change', () => {
    expect(stepTimes([packetPath(sent.slice(0, 3), sriov)])).toEqual([0, 30, 4000, 4006, 4026, 4036])
    expect(stepTimes([[]])).toEqual([0])
  })

  it('is played change after change, none so short that it is not seen', () => {
    const steps = stepTimes([packetPath(sent, sriov)])
    const whole = (steps.length - 1) * 100 + 4000
    expect(playedTo(steps, 0, whole - 1)).toBeLessThan(4660)
    expect(playedTo(steps, 0, whole + 1)).toBe(4660)
    expect(playedTo(steps, 4660, 1000)).toBe(4660)
    expect(playedTo(steps, 4640, 90)).toBeLessThan(4660)
    fc.assert(
      fc.property(fc.nat(6000), fc.nat(6000), (a, b) => {
        const atOnce = playedTo(steps, 0, a + b)
        expect(playedTo(steps, playedTo(steps, 0, a), b)).toBeCloseTo(atOnce, 3)
        expect(atOnce).toBeGreaterThanOrEqual(playedTo(steps, 0, a))
      })
    )
    expect(playedTo([0], 0, 100)).toBe(0)
  })

  it('knows where the packet is, the last stop once it is through', () => {
    const path = packetPath(sent, sriov)
    expect([0, 3000, 4030, 1e6].map((ns) => path[stopAt(path, ns) ?? -1]?.title)).toEqual([
      'Guest',
      'Guest',
      'Data',
      'Wire'
    ])
    expect(stopAt([], 0)).toBeNull()
  })

  it('is empty for a packet that never went', () => {
    expect(packetPath([], sriov)).toEqual([])
    expect(pathNs([])).toBe(0)
  })
})

describe('stops in the picture', () => {
  const out = packetPath(sent, sriov)
  const inwards = packetPath(received, sriov)

  it('stand in the bands of their places, outwards from left to right and inwards from right to left', () => {
    const { stops, bands, boxWidth } = layPaths([out, inwards], 1000)
    const [outLefts = [], inLefts = []] = stops
    expect([...outLefts].sort((a, b) => a - b)).toEqual(outLefts)
    expect([...inLefts].sort((a, b) => b - a)).toEqual(inLefts)
    inwards.forEach(({ place }, at) => {
      const band = bands.find(({ id }) => id === place)
      expect(inLefts[at]).toBeGreaterThan(band?.x ?? Infinity)
      expect((inLefts[at] ?? 0) + boxWidth).toBeLessThan((band?.x ?? 0) + (band?.width ?? 0))
    })
  })

  it('never overlap and stay inside the picture, at any width', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3000 }), (available) => {
        const { stops, boxWidth, width } = layPaths([inwards], available)
        const xs = [...(stops[0] ?? [])].sort((a, b) => a - b)
        xs.slice(1).forEach((x, at) => expect(x - (xs[at] ?? 0)).toBeGreaterThan(boxWidth))
        expect((xs.at(-1) ?? 0) + boxWidth).toBeLessThanOrEqual(width)
        expect(width).toBeLessThanOrEqual(Math.max(available, 748))
      })
    )
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
