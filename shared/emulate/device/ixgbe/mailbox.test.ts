import { describe, expect, it } from 'vitest'
import { Mailbox, PFMAILBOX, VFMAILBOX } from './mailbox.ts'

describe('ixgbe mailbox', () => {
  it('gives the buffer to the VF that asks first, and not to the PF after it', () => {
    const box = new Mailbox()
    box.writeVf(VFMAILBOX.VFU)
    expect(box.readVf() & VFMAILBOX.VFU).toBe(VFMAILBOX.VFU)
    box.writePf(PFMAILBOX.PFU)
    expect(box.readPf() & PFMAILBOX.PFU).toBe(0)
    box.writeVf(0)
    box.writePf(PFMAILBOX.PFU)
    expect(box.readPf() & PFMAILBOX.PFU).toBe(PFMAILBOX.PFU)
  })

  it('does not give the buffer to a VF while the PF has it', () => {
    const box = new Mailbox()
    box.writePf(PFMAILBOX.PFU)
    box.writeVf(VFMAILBOX.VFU)
    expect(box.readVf() & (VFMAILBOX.VFU | VFMAILBOX.PFU)).toBe(VFMAILBOX.PFU)
  })

  it('lets the PF take the buffer from a VF that died with it', () => {
    const box = new Mailbox()
    box.writeVf(VFMAILBOX.VFU)
    box.writePf(PFMAILBOX.RVFU)
    expect(box.readPf() & PFMAILBOX.VFU).toBe(0)
  })

  it('interrupts the PF once for a request', () => {
    const box = new Mailbox()
    box.writeVf(VFMAILBOX.REQ)
    expect(box.takePfCauses()).toEqual({ request: true, ack: false })
    expect(box.takePfCauses()).toEqual({ request: false, ack: false })
  })

  it('shows status and acknowledgement to the VF until it has read them', () => {
    const box = new Mailbox()
    box.writePf(PFMAILBOX.STS | PFMAILBOX.ACK)
    expect(box.readVf()).toBe(VFMAILBOX.PFSTS | VFMAILBOX.PFACK)
    expect(box.readVf()).toBe(0)
  })

  it('carries sixteen words and nothing beyond', () => {
    const box = new Mailbox()
    box.write(15, 0xffff_ffff)
    box.write(16, 1)
    expect(box.read(15)).toBe(0xffff_ffff)
    expect(box.read(16)).toBe(0)
  })

  it('tells the VF of a reset of the PF while it lasts and once after it, and forgets the message', () => {
    const box = new Mailbox()
    box.write(0, 1)
    box.writeVf(VFMAILBOX.VFU)
    box.beginPfReset()
    expect(box.readVf()).toBe(VFMAILBOX.RSTI)
    expect(box.read(0)).toBe(0)
    box.endPfReset()
    expect(box.readVf()).toBe(VFMAILBOX.RSTD)
    expect(box.readVf()).toBe(0)
  })
})
