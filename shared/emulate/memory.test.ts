import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  DRIVER_MEMORY_BYTES,
  driverMemory,
  GUEST_DRIVER_BASE,
  MIN_VM_BYTES,
  placeGuests,
  RX_BUFFER_BYTES
} from './memory.ts'
import { testSystem } from './test-system.ts'

const PAGE = 4096
const sizes = fc.array(fc.integer({ min: MIN_VM_BYTES / PAGE, max: 2 ** 22 }), { minLength: 1, maxLength: 6 })

describe('memory of a host', () => {
  it('gives no VM what is another’s, and none an address that a VM can call its own', () => {
    const { config } = testSystem()
    fc.assert(
      fc.property(sizes, (pages) => {
        const vms = pages.map((count, index) => ({ id: `vm${index}`, memoryBytes: count * PAGE }))
        const guests = [...placeGuests({ ...config, vms }).values()]
        const largest = Math.max(...vms.map((vm) => vm.memoryBytes))
        guests.forEach((guest, index) => {
          expect(guest.physical).toBeGreaterThanOrEqual(largest)
          const next = guests[index + 1]
          if (next !== undefined)
            expect(next.physical).toBeGreaterThanOrEqual(guest.physical + guest.memoryBytes)
        })
      })
    )
  })

  it('has room for the drivers of 64 VFs in the smallest VM', () => {
    expect(GUEST_DRIVER_BASE + 64 * DRIVER_MEMORY_BYTES).toBeLessThanOrEqual(MIN_VM_BYTES)
  })

  it('has room for 512 receive buffers of a VF', () => {
    const { rxBuffers } = driverMemory(0)
    expect(rxBuffers + 512 * RX_BUFFER_BYTES).toBeLessThanOrEqual(DRIVER_MEMORY_BYTES)
  })
})
