import { describe, expect, it } from 'vitest'
import { defaultValues } from '../../calibration/parameters.ts'
import { ioLinkBytes } from './io-cost.ts'

const LINK = { generation: 4, lanes: 4, maxPayloadBytes: 256, maxReadRequestBytes: 512 } as const

describe('an I/O on the link', () => {
  it('of 4 KiB read is data, two entries, an interrupt and two doorbells', () => {
    expect(ioLinkBytes(LINK, 'read', 4096, defaultValues)).toEqual({
      // Request for the entry; 16 writes of data; completion entry; interrupt.
      up: 24 + (4096 + 16 * 24) + (16 + 24) + (4 + 24),
      // The entry; two doorbells.
      down: 64 + 20 + 2 * (4 + 24)
    })
  })

  it('of 4 KiB written is fetched in requests of 512 bytes', () => {
    expect(ioLinkBytes(LINK, 'write', 4096, defaultValues)).toEqual({
      up: 24 + 8 * 24 + (16 + 24) + (4 + 24),
      down: 64 + 20 + (4096 + 16 * 20) + 2 * (4 + 24)
    })
  })

  it('of more than two pages has a list of them', () => {
    const two = ioLinkBytes(LINK, 'read', 8192, defaultValues)
    const three = ioLinkBytes(LINK, 'read', 12288, defaultValues)
    expect(three.down - two.down).toBe(2 * 8 + 20)
  })
})
