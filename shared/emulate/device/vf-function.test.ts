import { describe, expect, it } from 'vitest'
import { COMMAND, HEADER } from './config-header.ts'
import { MESSAGE_CONTROL } from './msix.ts'
import { VfFunction } from './vf-function.ts'

const HARDWARE = {
  identity: {
    vendorId: 0x8086,
    deviceId: 0x10ed,
    subsystemVendorId: 0x8086,
    subsystemId: 3,
    classCode: 0x020000,
    barBytes: [16384, 0, 0, 16384, 0, 0],
    is64Bit: [true, false, false, true, false, false]
  },
  vectors: 3,
  ringLength: 64
}

/** A VF that its driver has set up. */
function running(index: number): VfFunction {
  const vf = new VfFunction(index, 0x0580 + 2 * index, HARDWARE)
  vf.config.write16(HEADER.COMMAND, COMMAND.BUS_MASTER)
  vf.msix.writeControl(MESSAGE_CONTROL.ENABLE)
  vf.tx.enable(0x1000)
  vf.rx.enable(0x2000)
  vf.counters.sent = 7
  return vf
}

const setUp = (vf: VfFunction): readonly boolean[] => [
  vf.config.isBusMaster,
  vf.msix.isEnabled,
  vf.tx.isEnabled,
  vf.rx.isEnabled
]

describe('a VF', () => {
  it('loses to FLR what its driver had set up, and keeps its place and its counters', () => {
    const vf = running(1)
    vf.reset()
    expect(setUp(vf)).toEqual([false, false, false, false])
    expect([vf.routingId, vf.counters.sent]).toEqual([0x0582, 7])
  })

  it('does not notice the reset of another', () => {
    const [one, other] = [running(0), running(1)]
    one.reset()
    expect(setUp(other)).toEqual([true, true, true, true])
  })
})
