import { describe, expect, it } from 'vitest'
import { at, E810_PORT, testBridge, testFunction, testHost, testPf } from '#shared/inventory/test-host.ts'
import { unknown } from '#shared/reading.ts'
import { topologyLayout, type Topology } from './topology-layout.ts'

const node = (
  number: number
): { node: number; cpus: string; memoryMiB: { known: false; reason: string } } => ({
  node: number,
  cpus: '0-7',
  memoryMiB: unknown('not read in this test')
})
const host = testHost(
  [
    testFunction('0000:00:1f.0', { class: 'other', classCode: 0x0c0500 }),
    testBridge('0000:16:02.0'),
    testPf('0000:17:00.0', { ...E810_PORT, vfs: 20, parent: at('0000:16:02.0'), numaNode: 0 }),
    testBridge('0000:96:02.0'),
    testPf('0000:97:00.0', { ...E810_PORT, vfs: 2, parent: at('0000:96:02.0'), numaNode: 1 })
  ],
  { numaNodes: [node(0), node(1)] }
)
const names = (layout: Topology): readonly string[] =>
  layout.nodes.map(({ node, devices }) => `${node}: ${devices.map(({ fn }) => fn.address).join(' ')}`)

describe('the topology picture', () => {
  it('puts a bridge without affinity where the devices below it are', () => {
    expect(names(topologyLayout(host, { isWhole: false }))).toEqual(['0: 0000:17:00.0', '1: 0000:97:00.0'])
  })

  it('shows chipset functions only when asked for everything', () => {
    const whole = names(topologyLayout(host, { isWhole: true }))
    expect(whole).toEqual(['0: 0000:17:00.0', '1: 0000:97:00.0', 'null: 0000:00:1f.0'])
  })

  it('has one column for a host with one node', () => {
    const small = testHost([testFunction('0000:01:00.0')], { numaNodes: [node(0)] })
    expect(names(topologyLayout(small, { isWhole: false }))).toEqual(['0: 0000:01:00.0'])
  })

  it('draws every VF inside its device, and no two devices over each other', () => {
    const layout = topologyLayout(host, { isWhole: true })
    for (const { devices, x, width } of layout.nodes) {
      for (const [index, device] of devices.entries()) {
        expect(device.x + device.width).toBeLessThan(x + width)
        const below = devices[index + 1]
        if (below) expect(below.y).toBeGreaterThanOrEqual(device.y + device.height)
        for (const vf of device.vfs) {
          expect(vf.x).toBeGreaterThan(device.x)
          expect(vf.x).toBeLessThan(device.x + device.width)
          expect(vf.y + 13).toBeLessThan(device.y + device.height)
        }
      }
      expect(x + width).toBeLessThanOrEqual(layout.width)
    }
  })
})
