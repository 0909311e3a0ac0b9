import { describe, expect, it } from 'vitest'
import { known } from '../../reading.ts'
import { testSnapshotFunction } from '../../snapshot/test-snapshot.ts'
import type { SnapshotFunction } from '../../snapshot/types.ts'
import { at } from '../test-host.ts'
import { displayUses } from './display.ts'

const GPU = at('0000:03:00.0')
const gpu = (more: Partial<SnapshotFunction>) =>
  testSnapshotFunction(GPU, { classCode: 0x030000, driver: known('amdgpu'), bootVga: false, ...more })
const FIRMWARE = [{ name: 'fb0', functions: [] }]

describe('the console', () => {
  it('is on the function with a framebuffer, said once', () => {
    expect(
      displayUses({ functions: [gpu({ bootVga: true })], framebuffers: [{ name: 'fb0', functions: [GPU] }] })
    ).toEqual([{ at: GPU, use: { kind: 'console', what: 'framebuffer fb0' } }])
  })

  it('is on the boot VGA function while a driver of the host or the firmware’s framebuffer is on it', () => {
    const seen = (more: Partial<SnapshotFunction>, framebuffers = FIRMWARE.slice(1)) =>
      displayUses({ functions: [gpu({ bootVga: true, ...more })], framebuffers })
    expect(seen({})).toEqual([{ at: GPU, use: { kind: 'console', what: 'boot VGA' } }])
    expect(seen({ driver: known(null) }, FIRMWARE)).toMatchObject([{ use: { kind: 'console' } }])
    expect(seen({ driver: known('vfio-pci') })).toMatchObject([{ evidence: expect.any(String) as string }])
  })

  it('is not on another graphics function', () => {
    expect(displayUses({ functions: [gpu({})], framebuffers: FIRMWARE })).toEqual([
      { at: GPU, evidence: 'the console is not on it' }
    ])
  })
})
