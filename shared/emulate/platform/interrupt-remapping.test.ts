import { describe, expect, it } from 'vitest'
import { InterruptRemapper } from './interrupt-remapping.ts'

const VF0 = 0x0580
const VF1 = 0x0582

describe('interrupt remapping', () => {
  it('takes the message of a function to its VM', () => {
    const table = new InterruptRemapper()
    const address = table.allocate(VF0, { vm: 'web', vector: 1 })
    expect(address >>> 20).toBe(0xfee)
    expect(table.deliver(VF0, address)).toEqual({ ok: true, value: { vm: 'web', vector: 1 } })
  })

  it('does not let another function use the entry', () => {
    const table = new InterruptRemapper()
    const address = table.allocate(VF0, { vm: 'web', vector: 0 })
    expect(table.deliver(VF1, address)).toMatchObject({ ok: false, error: { code: 0x26 } })
  })

  it('blocks messages that are not remappable', () => {
    expect(new InterruptRemapper().deliver(VF0, 0xfee0_0000)).toMatchObject({ error: { code: 0x25 } })
  })

  it('blocks a function that was given back', () => {
    const table = new InterruptRemapper()
    const [mine, other] = [VF0, VF1].map((vf) => table.allocate(vf, { vm: 'web', vector: 0 }))
    table.release(VF0)
    expect(table.deliver(VF0, mine ?? 0)).toMatchObject({ error: { code: 0x22 } })
    expect(table.deliver(VF1, other ?? 0).ok).toBe(true)
  })

  it('has more than 32768 entries', () => {
    const table = new InterruptRemapper()
    let last = 0
    for (let vector = 0; vector <= 0x8000; vector++) last = table.allocate(VF0, { vm: 'web', vector })
    expect(table.deliver(VF0, last)).toMatchObject({ value: { vector: 0x8000 } })
  })
})
