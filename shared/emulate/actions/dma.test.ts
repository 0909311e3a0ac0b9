import { describe, expect, it } from 'vitest'
import { doAll, linesOf, logged, running, testSystem } from '../test-system.ts'
import type { DmaTarget, SystemAction, SystemConfig } from '../types.ts'

const aim = (vf: number, target: DmaTarget, operation: 'read' | 'write' = 'write'): SystemAction => ({
  kind: 'dma',
  vf,
  operation,
  target
})
const AT_DB = { kind: 'memory-of', vm: 'db' } as const
const FREED = { kind: 'freed-buffer' } as const

/** VF 0 in the hands of the host. */
function onHost(iommu: SystemConfig['iommu']) {
  const system = testSystem('82599', { iommu })
  doAll(system, [
    { kind: 'write-numvfs', numVfs: 1 },
    { kind: 'use-on-host', vf: 0 }
  ])
  return system
}

describe('DMA of a VF in a VM', () => {
  it('reaches its own buffer', () => {
    expect(linesOf(running().do(aim(0, { kind: 'own-buffer' })))).toContain(
      "It lands in memory of VM web: the VF's own"
    )
  })

  it.each(['passthrough', 'lazy', 'strict'] as const)(
    'is stopped at the memory of another VM, with iommu=%s too',
    (iommu) => {
      const system = running('82599', { iommu })
      const steps = system.do(aim(0, AT_DB))
      expect(logged(steps)).toEqual([
        'DMAR: DRHD: handling fault status reg 2',
        'DMAR: [DMA Write NO_PASID] Request device [05:10.0] fault addr 0x200000000 [fault reason 0x05] PTE Write access is not set'
      ])
      expect(linesOf(steps)).toContain('The write is discarded: nothing arrives')
      expect(system.view.faults).toMatchObject([{ address: '0000:05:10.0' }])
    }
  )

  it('is told that a read got nothing', () => {
    const lines = linesOf(running().do(aim(1, { kind: 'memory-of', vm: 'web' }, 'read')))
    expect(lines).toContain('The read is answered with Unsupported Request: the VF gets nothing')
  })

  it('misses the IOTLB once for a page, and a walk takes its time', () => {
    const system = running()
    const [, first] = system.do(aim(0, { kind: 'own-buffer' }, 'read'))
    const [, again] = system.do(aim(0, { kind: 'own-buffer' }, 'read'))
    expect((first?.durationNs ?? 0) - (again?.durationNs ?? 0)).toBe(280)
    expect(system.view.iotlb).toMatchObject({ hits: 1, misses: 1, entries: 1 })
  })

  it('is stopped at memory that its VM has given back, lazy or not: vfio invalidates at once', () => {
    const system = running('82599', { iommu: 'lazy' })
    system.do(aim(0, FREED))
    expect(system.view.faults).toHaveLength(1)
  })
})

describe('a VF that forges an interrupt', () => {
  const write = (address: number) => aim(0, { kind: 'address', address })

  it('is stopped where the message is not one for the remapping table', () => {
    const system = running()
    expect(logged(system.do(write(0xfee0_0000)))).toEqual([
      'DMAR: [INTR-REMAP] Request device [05:10.0] fault index 0x0 [fault reason 0x25] Blocked a compatibility format interrupt request'
    ])
    expect(system.view.faults).toHaveLength(1)
  })

  it('cannot raise one of another VM: its routing id is not the one of the entry', () => {
    const system = testSystem()
    const steps = doAll(system, [
      { kind: 'write-numvfs', numVfs: 2 },
      { kind: 'assign', vf: 1, vm: 'db' },
      { kind: 'assign', vf: 0, vm: 'web' },
      // The first entry of the table belongs to VF 1.
      write(0xfee0_0010)
    ])
    expect(logged(steps).at(-1)).toContain(
      'Blocked an interrupt request due to source-id verification failure'
    )
  })

  it('reaches a CPU of a host without an IOMMU', () => {
    const lines = linesOf(onHost('off').do(write(0xfee0_0000)))
    expect(lines).toContain('VF 0 writes where interrupts are written: it goes to a CPU of the host')
  })
})

describe('DMA of a VF that the host uses', () => {
  it.each([
    ['off', 'Nothing stops it: VF 0 has overwritten memory of VM db'],
    ['passthrough', 'Nothing stops it: VF 0 has overwritten memory of VM db'],
    ['lazy', 'The write is discarded: nothing arrives'],
    ['strict', 'The write is discarded: nothing arrives']
  ] as const)('with iommu=%s: %s', (iommu, text) => {
    expect(linesOf(onHost(iommu).do(aim(0, AT_DB)))).toContain(text)
  })

  it('still reaches a buffer that was unmapped lazily, until the flush 10 ms later', () => {
    const system = onHost('lazy')
    const before = system.view.atNs
    const lines = linesOf(system.do(aim(0, FREED)))
    expect(lines).toContain(
      'The IOTLB still knew the page: the VF has touched memory that somebody else may have by now'
    )
    expect(system.view.faults).toHaveLength(1)
    expect(system.view.atNs - before).toBeGreaterThanOrEqual(10e6)
  })

  it('is stopped at once where every unmap invalidates', () => {
    const system = onHost('strict')
    expect(linesOf(system.do(aim(0, FREED))).join('\n')).not.toContain('still knew')
    expect(system.view.faults).toHaveLength(1)
  })
})

describe('DMA of a VF without a driver', () => {
  it('does not happen: it is no bus master', () => {
    const steps = running().do(aim(2, AT_DB))
    expect(linesOf(steps)).toContain('VF 2 may not write memory: Bus Master Enable is off')
    expect(steps.some(({ kind }) => kind === 'fault')).toBe(false)
  })
})
