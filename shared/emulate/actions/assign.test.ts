import { describe, expect, it } from 'vitest'
import { doAll, linesOf, refusals, running, testSystem } from '../test-system.ts'

const VFS = { kind: 'write-numvfs', numVfs: 3 } as const
const TO_WEB = { kind: 'assign', vf: 0, vm: 'web' } as const

describe('giving a VF to a VM', () => {
  it('resets it, shows it at a virtual address and brings its driver up', () => {
    const system = testSystem()
    const lines = linesOf(doAll(system, [VFS, TO_WEB]))
    expect(lines).toContain('vfio resets the function before anybody gets it')
    expect(system.view.vfs[0]).toMatchObject({
      vm: 'web',
      guestAddress: '0000:01:00.0',
      state: 'ready',
      mailboxVersion: '1.4',
      isMsixEnabled: true,
      isBusMaster: true
    })
  })

  it('emulates ids that the VF itself does not have', () => {
    const lines = linesOf(doAll(testSystem(), [VFS, TO_WEB])).join('\n')
    expect(lines).toContain('emulated header: vendor 0x8086, device 0x10ed (the VF itself reads 0xffff)')
  })

  it('maps the memory of the VM with the pages that it has', () => {
    const lines = linesOf(doAll(testSystem('82599', { iommuPageBytes: 4096 }), [VFS, TO_WEB])).join('\n')
    expect(lines).toContain('pages of 4 KiB')
  })

  it('gives a VF to one VM only', () => {
    const system = running()
    const steps = system.do({ kind: 'assign', vf: 0, vm: 'db' })
    expect(refusals(steps)).toEqual(['PCI device 0000:05:10.0 is in use by driver QEMU, domain web'])
    expect(system.view.vfs[0]?.vm).toBe('web')
  })

  it('gives a VM as many VFs as it is given, each in a slot of its own', () => {
    const system = running()
    system.do({ kind: 'assign', vf: 2, vm: 'web' })
    expect(system.view.vfs.map(({ vm, guestAddress }) => `${vm} ${guestAddress}`)).toEqual([
      'web 0000:01:00.0',
      'db 0000:01:00.0',
      'web 0000:02:00.0'
    ])
  })

  it('is impossible without an IOMMU', () => {
    const system = testSystem('82599', { iommu: 'off' })
    expect(refusals(doAll(system, [VFS, TO_WEB]))).toEqual(['no iommu_group found'])
    expect(system.view.iotlb).toBeNull()
  })

  it('is refused where the PF, which its driver keeps, is in the same IOMMU group', () => {
    const system = testSystem('82599', { hasAcs: false })
    expect(refusals(doAll(system, [VFS, TO_WEB]))[0]).toContain('vfio 0000:05:10.0: group 16 is not viable')
    expect(system.view.vfs[0]?.vm).toBeNull()
  })

  it('agrees on virtchnl 1.1 with an XL710, and on no version with an 82576', () => {
    expect(running('xl710').view.vfs[0]?.mailboxVersion).toBe('1.1')
    expect(running('82576').view.vfs[0]).toMatchObject({ mailboxVersion: null, state: 'ready' })
  })
})

describe('unplugging', () => {
  it('leaves nothing of the guest in the VF, and no way to memory', () => {
    const system = running()
    system.do({ kind: 'unplug', vf: 0 })
    expect(system.view.vfs[0]).toMatchObject({
      vm: null,
      state: 'no-driver',
      isMsixEnabled: false,
      isBusMaster: false
    })
    const steps = system.do({
      kind: 'dma',
      vf: 0,
      operation: 'write',
      target: { kind: 'address', address: 0 }
    })
    expect(refusals(steps)).toHaveLength(1)
  })

  it('lets another VM have the VF afterwards, in the slot that is free', () => {
    const system = running()
    doAll(system, [
      { kind: 'unplug', vf: 0 },
      { kind: 'assign', vf: 0, vm: 'db' }
    ])
    expect(system.view.vfs[0]).toMatchObject({ vm: 'db', guestAddress: '0000:02:00.0', state: 'ready' })
  })

  it('is refused for a VF that is in no VM', () => {
    expect(refusals(running().do({ kind: 'unplug', vf: 2 }))).toHaveLength(1)
  })
})

describe('using a VF on the host', () => {
  it('is refused while a VM has it, and ends when a VM gets it', () => {
    const system = running()
    expect(refusals(system.do({ kind: 'use-on-host', vf: 0 }))).toEqual(['errno EBUSY'])
    doAll(system, [
      { kind: 'use-on-host', vf: 2 },
      { kind: 'assign', vf: 2, vm: 'db' }
    ])
    expect(system.view.vfs[2]).toMatchObject({ vm: 'db', isUsedByHost: false, state: 'ready' })
  })

  it('works without an IOMMU', () => {
    const system = testSystem('xl710', { iommu: 'off' })
    doAll(system, [VFS, { kind: 'use-on-host', vf: 1 }])
    expect(system.view.vfs[1]).toMatchObject({ isUsedByHost: true, state: 'ready', vm: null })
  })
})
