import { describe, expect, it } from 'vitest'
import { CONTROL, SRIOV, SriovCapability, sriovVariants } from './capability.ts'

const enabled = (
  numVfs: number,
  control = CONTROL.VF_ENABLE | CONTROL.VF_MEMORY_SPACE_ENABLE
): SriovCapability => {
  const capability = new SriovCapability(sriovVariants['82599'])
  capability.write16(SRIOV.NUM_VFS, numVfs, 0)
  capability.write16(SRIOV.CONTROL, control, 0)
  return capability
}

describe('SR-IOV capability', () => {
  it('has no VFs until VF Enable is set', () => {
    const capability = new SriovCapability(sriovVariants['82599'])
    capability.write16(SRIOV.NUM_VFS, 4, 0)
    expect(capability.vfCount).toBe(0)
    expect(capability.presence(0, 1000)).toBe('absent')
    capability.write16(SRIOV.CONTROL, CONTROL.VF_ENABLE, 1000)
    expect(capability.vfCount).toBe(4)
  })

  it('locks NumVFs while VFs exist', () => {
    const capability = enabled(4)
    capability.write16(SRIOV.NUM_VFS, 8, 10)
    expect(capability.read16(SRIOV.NUM_VFS)).toBe(4)
    capability.write16(SRIOV.CONTROL, 0, 20)
    capability.write16(SRIOV.NUM_VFS, 8, 30)
    expect(capability.read16(SRIOV.NUM_VFS)).toBe(8)
  })

  it('does not take more VFs than TotalVFs', () => {
    const capability = new SriovCapability(sriovVariants['82576'])
    capability.write16(SRIOV.NUM_VFS, 9, 0)
    expect(capability.read16(SRIOV.NUM_VFS)).toBe(0)
  })

  it('lets VFs answer 100 ms after VF Enable, not earlier', () => {
    const capability = new SriovCapability(sriovVariants['82599'])
    capability.write16(SRIOV.NUM_VFS, 2, 0)
    capability.write16(SRIOV.CONTROL, CONTROL.VF_ENABLE, 500)
    expect(capability.presence(1, 599)).toBe('not-ready')
    expect(capability.presence(1, 600)).toBe('present')
    expect(capability.presence(2, 600)).toBe('absent')
  })

  it('moves VFs to the next bus without ARI', () => {
    const pf = 0x05 * 256
    expect(enabled(2).routingId(pf, 0)).toBe(0x0600 + (0x10 << 3))
    const ari = enabled(2, CONTROL.VF_ENABLE | CONTROL.ARI_CAPABLE_HIERARCHY)
    expect(ari.routingId(pf, 0)).toBe(0x0500 + (0x10 << 3))
    expect(ari.routingId(pf, 1)).toBe(0x0500 + (0x10 << 3) + 2)
  })

  it('locks the ARI bit while VFs exist', () => {
    const capability = enabled(2)
    capability.write16(SRIOV.CONTROL, CONTROL.VF_ENABLE | CONTROL.ARI_CAPABLE_HIERARCHY, 10)
    expect(capability.read16(SRIOV.FIRST_VF_OFFSET)).toBe(384)
  })

  it('gives every VF its slice of a BAR', () => {
    const capability = new SriovCapability(sriovVariants['82599'])
    capability.write32(SRIOV.VF_BAR0, 0xfe80_0000)
    capability.write32(SRIOV.VF_BAR0 + 4, 0x38)
    capability.write16(SRIOV.NUM_VFS, 3, 0)
    capability.write16(SRIOV.CONTROL, CONTROL.VF_ENABLE | CONTROL.VF_MEMORY_SPACE_ENABLE, 0)
    expect(capability.vfBarAddress(0, 0)).toBe(0x38_fe80_0000n)
    expect(capability.vfBarAddress(0, 2)).toBe(0x38_fe80_8000n)
    expect(capability.vfBarAddress(0, 3)).toBeNull()
    expect(capability.vfBarAddress(1, 0)).toBeNull()
  })

  it('has no VF memory before MSE', () => {
    expect(enabled(2, CONTROL.VF_ENABLE).vfBarAddress(0, 0)).toBeNull()
  })

  it('tells the size of a BAR to software that writes all ones', () => {
    const capability = new SriovCapability(sriovVariants['82599'])
    capability.write32(SRIOV.VF_BAR0, 0xffff_ffff)
    expect(~(capability.read32(SRIOV.VF_BAR0) & ~0xf) + 1).toBe(16384)
  })

  it('makes slices as large as the system page, and takes only supported page sizes', () => {
    const capability = new SriovCapability(sriovVariants['82599'])
    capability.write32(SRIOV.SYSTEM_PAGE_SIZE, 1 << 4)
    expect(capability.vfBarBytes(0)).toBe(65536)
    capability.write32(SRIOV.SYSTEM_PAGE_SIZE, 1 << 2)
    expect(capability.read32(SRIOV.SYSTEM_PAGE_SIZE)).toBe(1 << 4)
    capability.write32(SRIOV.SYSTEM_PAGE_SIZE, 0b11)
    expect(capability.read32(SRIOV.SYSTEM_PAGE_SIZE)).toBe(1 << 4)
  })

  it('loses all VFs to a reset of the PF', () => {
    const capability = enabled(4)
    capability.resetFunction()
    expect(capability.isVfEnabled).toBe(false)
    expect(capability.presence(0, 10_000)).toBe('absent')
    expect(capability.read16(SRIOV.NUM_VFS)).toBe(0)
  })
})
