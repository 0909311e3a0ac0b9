import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DescriptorRing } from './descriptor-ring.ts'

const BUFFER = { buffer: 0x2000, bytes: 1500 }

function ready(length = 8): DescriptorRing {
  const ring = new DescriptorRing(length)
  ring.enable(0x1000)
  return ring
}

describe('descriptor ring', () => {
  it('gives the device a descriptor after the doorbell, not before', () => {
    const ring = ready()
    ring.place(BUFFER)
    expect(ring.take()).toBeNull()
    expect(ring.ring(1)).toBe(1)
    expect(ring.take()).toEqual({ descriptor: BUFFER, address: 0x1000 })
    expect(ring.take()).toBeNull()
  })

  it('lies in memory 16 bytes a descriptor, and wraps', () => {
    const ring = ready()
    const addresses = Array.from({ length: 9 }, () => {
      ring.place(BUFFER)
      ring.ring(1)
      return ring.take()?.address
    })
    expect(addresses.slice(0, 2)).toEqual([0x1000, 0x1010])
    expect(addresses[8]).toBe(0x1000)
  })

  it('keeps one descriptor free', () => {
    const ring = ready()
    const placed = Array.from({ length: 8 }, (_, ahead) => ring.place(BUFFER, ahead))
    expect(placed.filter((isPlaced) => isPlaced)).toHaveLength(7)
    ring.ring(7)
    expect(ring.filled).toBe(7)
    expect(ring.place(BUFFER)).toBe(false)
  })

  it('takes nothing before it is set up, nor after a reset', () => {
    expect(new DescriptorRing(8).place(BUFFER)).toBe(false)
    const ring = ready()
    ring.place(BUFFER)
    ring.ring(1)
    ring.reset()
    expect([ring.isEnabled, ring.filled, ring.take()]).toEqual([false, 0, null])
  })

  it('has a multiple of eight descriptors', () => {
    expect(() => new DescriptorRing(12)).toThrow('not 12')
  })

  it('gives back what was placed, in order, whatever the rhythm', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 40 }), (bursts) => {
        const ring = ready()
        let sent = 0
        let received = 0
        for (const burst of bursts) {
          for (let ahead = 0; ahead < burst; ahead++) ring.place({ buffer: sent++, bytes: 64 }, ahead)
          ring.ring(burst)
          for (let taken = ring.take(); taken !== null; taken = ring.take())
            expect(taken.descriptor.buffer).toBe(received++)
        }
        expect(received).toBe(sent)
      })
    )
  })
})
