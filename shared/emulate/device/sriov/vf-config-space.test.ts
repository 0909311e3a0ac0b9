import { describe, expect, it } from 'vitest'
import { COMMAND, HEADER } from '../config-header.ts'
import { AssignedVf, VfConfigSpace, type VfIdentity } from './vf-config-space.ts'

const IGB_VF: VfIdentity = {
  vendorId: 0x8086,
  deviceId: 0x10ca,
  subsystemVendorId: 0x8086,
  subsystemId: 0xa03c,
  classCode: 0x020000,
  barBytes: [16384, 0, 0, 16384, 0, 0],
  is64Bit: [true, false, false, true, false, false]
}

describe('configuration space of a VF', () => {
  it('has no ids, so that a bus scan does not find it', () => {
    const vf = new VfConfigSpace(IGB_VF)
    expect([vf.read16(HEADER.VENDOR_ID), vf.read16(HEADER.DEVICE_ID)]).toEqual([0xffff, 0xffff])
  })

  it('has no BARs and no interrupt pin', () => {
    const vf = new VfConfigSpace(IGB_VF)
    expect([vf.read16(HEADER.BAR0), vf.read16(HEADER.INTERRUPT_PIN)]).toEqual([0, 0])
  })

  it('has of Command only the bus master bit, and loses it to a reset', () => {
    const vf = new VfConfigSpace(IGB_VF)
    vf.write16(HEADER.COMMAND, 0xffff)
    expect(vf.read16(HEADER.COMMAND)).toBe(COMMAND.BUS_MASTER)
    vf.reset()
    expect(vf.isBusMaster).toBe(false)
  })
})

describe('a VF in a guest', () => {
  it('has the ids that its PF gives it', () => {
    const guest = new AssignedVf(new VfConfigSpace(IGB_VF))
    expect([guest.read16(HEADER.VENDOR_ID), guest.read16(HEADER.DEVICE_ID)]).toEqual([0x8086, 0x10ca])
  })

  it('finds the memory bit set after setting it, though the device has none', () => {
    const device = new VfConfigSpace(IGB_VF)
    const guest = new AssignedVf(device)
    guest.write16(HEADER.COMMAND, COMMAND.MEMORY_SPACE | COMMAND.BUS_MASTER)
    expect(guest.read16(HEADER.COMMAND)).toBe(COMMAND.MEMORY_SPACE | COMMAND.BUS_MASTER)
    expect(device.read16(HEADER.COMMAND)).toBe(COMMAND.BUS_MASTER)
    expect(guest.isMemoryEnabled).toBe(true)
  })

  it('is told the size of its BARs and may place them where it likes', () => {
    const guest = new AssignedVf(new VfConfigSpace(IGB_VF))
    guest.writeBar(0, 0xffff_ffff)
    expect(~(guest.readBar(0) & ~0xf) + 1).toBe(16384)
    guest.writeBar(0, 0xfebd_4000)
    guest.writeBar(1, 0x8)
    expect([guest.readBar(0) & ~0xf, guest.readBar(1)].map((n) => n >>> 0)).toEqual([0xfebd_4000, 0x8])
    expect([guest.read16(HEADER.BAR0), guest.read16(HEADER.BAR0 + 2)]).toEqual([0x4004, 0xfebd])
  })

  it('has nothing behind a BAR that the VF lacks', () => {
    const guest = new AssignedVf(new VfConfigSpace(IGB_VF))
    guest.writeBar(2, 0xffff_ffff)
    expect(guest.readBar(2)).toBe(0)
  })
})
