import { describe, expect, it } from 'vitest'
import { COMMAND, HEADER } from './config-header.ts'
import { DEVICE_CONTROL, DEVICE_CONTROL_BITS, PCIE_CAPABILITY, PfConfigSpace } from './pf-config-space.ts'
import { CONTROL, SRIOV, SriovCapability, sriovVariants } from './sriov/capability.ts'

const IOV = 0x160

function pf(): { config: PfConfigSpace; sriov: SriovCapability } {
  const sriov = new SriovCapability(sriovVariants['82599'])
  const identity = { vendorId: 0x8086, deviceId: 0x10fb, ariOffset: 0x150, sriovOffset: IOV }
  return { config: new PfConfigSpace(identity, sriov), sriov }
}

describe('configuration space of a PF', () => {
  it('has the SR-IOV capability in the chain of the extended ones', () => {
    const { config } = pf()
    const ari = config.read32(0x150)
    expect([ari & 0xffff, ari >>> 20]).toEqual([0x000e, IOV])
    const iov = config.read32(IOV)
    expect([iov & 0xffff, (iov >>> 16) & 0xf, iov >>> 20]).toEqual([0x0010, 1, 0])
  })

  it('reads and writes the registers of the capability at its place', () => {
    const { config, sriov } = pf()
    expect(config.read16(IOV + SRIOV.TOTAL_VFS)).toBe(64)
    config.write16(IOV + SRIOV.NUM_VFS, 4, 0)
    config.write16(IOV + SRIOV.CONTROL, CONTROL.VF_ENABLE, 0)
    expect(sriov.vfCount).toBe(4)
    config.write32(IOV + SRIOV.VF_BAR0, 0xfe80_0000)
    expect(config.read32(IOV + SRIOV.VF_BAR0) >>> 0).toBe(0xfe80_000c)
  })

  it('reads halves of a register pair', () => {
    const { config } = pf()
    expect(config.read32(IOV + SRIOV.INITIAL_VFS)).toBe((64 << 16) | 64)
    expect(config.read16(IOV + SRIOV.VF_DEVICE_ID)).toBe(0x10ed)
  })

  it('loses VFs and Command to FLR, and reads the FLR bit as zero', () => {
    const { config, sriov } = pf()
    config.write16(HEADER.COMMAND, COMMAND.BUS_MASTER, 0)
    config.write16(IOV + SRIOV.NUM_VFS, 4, 0)
    config.write16(IOV + SRIOV.CONTROL, CONTROL.VF_ENABLE, 0)
    config.write16(PCIE_CAPABILITY + DEVICE_CONTROL, DEVICE_CONTROL_BITS.INITIATE_FLR, 10)
    expect([sriov.isVfEnabled, sriov.vfCount, config.read16(HEADER.COMMAND)]).toEqual([false, 0, 0])
    expect(config.read16(PCIE_CAPABILITY + DEVICE_CONTROL)).toBe(0)
  })

  it('does nothing at other bits of Device Control, nor at its own ids', () => {
    const { config, sriov } = pf()
    config.write16(IOV + SRIOV.NUM_VFS, 4, 0)
    config.write16(IOV + SRIOV.CONTROL, CONTROL.VF_ENABLE, 0)
    config.write16(PCIE_CAPABILITY + DEVICE_CONTROL, 0x7fff, 0)
    config.write16(HEADER.VENDOR_ID, 0, 0)
    expect([sriov.vfCount, config.read16(HEADER.VENDOR_ID)]).toEqual([4, 0x8086])
  })
})
