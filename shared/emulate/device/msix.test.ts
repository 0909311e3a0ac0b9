import { describe, expect, it } from 'vitest'
import { MESSAGE_CONTROL, Msix, VECTOR_CONTROL } from './msix.ts'

const MESSAGE = { address: 0xfee0_0010, data: 0x41 }

/** Three vectors, vector 1 with a message and unmasked, MSI-X enabled. */
function ready(): Msix {
  const msix = new Msix(3)
  msix.writeMessage(1, MESSAGE)
  msix.writeVectorControl(1, 0)
  msix.writeControl(MESSAGE_CONTROL.ENABLE)
  return msix
}

describe('MSI-X', () => {
  it('tells the size of its table less one', () => {
    expect(new Msix(3).readControl()).toBe(2)
    expect(ready().readControl()).toBe(MESSAGE_CONTROL.ENABLE | 2)
  })

  it('sends the message of an open vector', () => {
    const msix = ready()
    expect(msix.raise(1)).toEqual(MESSAGE)
    expect(msix.isPending(1)).toBe(false)
  })

  it('sends nothing and keeps nothing while it is disabled', () => {
    const msix = ready()
    msix.writeControl(0)
    expect(msix.raise(1)).toBeNull()
    expect(msix.writeControl(MESSAGE_CONTROL.ENABLE)).toEqual([])
  })

  it('starts with every vector masked', () => {
    const msix = new Msix(3)
    expect([0, 1, 2].map((vector) => msix.readVectorControl(vector))).toEqual([1, 1, 1])
  })

  it('keeps what a masked vector raises, once, and sends it when the mask goes', () => {
    const msix = ready()
    msix.writeVectorControl(1, VECTOR_CONTROL.MASK)
    expect([msix.raise(1), msix.raise(1)]).toEqual([null, null])
    expect(msix.isPending(1)).toBe(true)
    expect(msix.writeVectorControl(1, 0)).toEqual([MESSAGE])
    expect(msix.writeVectorControl(1, 0)).toEqual([])
  })

  it('masks all vectors of the function at once', () => {
    const msix = ready()
    msix.writeControl(MESSAGE_CONTROL.ENABLE | MESSAGE_CONTROL.FUNCTION_MASK)
    expect(msix.raise(1)).toBeNull()
    expect(msix.writeControl(MESSAGE_CONTROL.ENABLE)).toEqual([MESSAGE])
  })

  it('has of Vector Control the mask alone', () => {
    const msix = ready()
    msix.writeVectorControl(1, 0xffff_fffe)
    expect(msix.readVectorControl(1)).toBe(0)
  })

  it('has nothing beyond its table', () => {
    const msix = ready()
    msix.writeMessage(3, MESSAGE)
    expect(msix.raise(3)).toBeNull()
    expect(() => new Msix(2049)).toThrow(RangeError)
  })

  it('loses everything to a reset', () => {
    const msix = ready()
    msix.writeVectorControl(1, VECTOR_CONTROL.MASK)
    msix.raise(1)
    msix.reset()
    expect([msix.isEnabled, msix.isPending(1), msix.readVectorControl(1)]).toEqual([false, false, 1])
  })
})
