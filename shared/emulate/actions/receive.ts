/** A function of the NIC receives a frame that the switch has for it. */
import { DESCRIPTOR_BYTES } from '../device/descriptor-ring.ts'
import type { SwitchedFrame, SwitchPort } from '../device/switch/embedded-switch.ts'
import { QUEUE_VECTOR } from '../drivers/queues.ts'
import type { EmulatedHost } from '../emulated-host.ts'
import { RX_BUFFER_BYTES } from '../memory.ts'
import { accessMemory } from '../memory-access.ts'
import { raiseInterrupt } from './interrupt.ts'

/** Bytes of the frames that are sent, without the check sequence, which the device adds. */
export const FRAME_BYTES = 1514

/** A function takes a frame: a free buffer, the write into it, the written-back descriptor, the interrupt. */
export function receive(machine: EmulatedHost, port: SwitchPort, vlan: number, frame: SwitchedFrame): void {
  const { timeline } = machine
  if (port === 'pf') {
    timeline.tell({
      from: 'device',
      to: 'pf-driver',
      kind: 'frame',
      text: 'The PF receives the frame',
      detail: `from ${frame.source}`
    })
    return
  }
  const vf = machine.vf(port)
  const taken = vf.rx.take()
  if (taken === null) {
    timeline.tell({
      from: 'device',
      kind: 'frame',
      text: `VF ${port} has no free buffer: the frame is dropped`,
      outcome: 'lost',
      source: 'Intel 82599 datasheet, 7.10'
    })
    return
  }
  if (vlan !== frame.vlan)
    timeline.tell({
      from: 'device',
      kind: 'frame',
      text: `The tag is stripped: VF ${port} does not see its port VLAN`,
      source: 'Intel 82599 datasheet, 7.10'
    })
  const write = (address: number, bytes: number, what: string): boolean =>
    accessMemory(machine, vf, { operation: 'write', address, bytes, what }) !== null
  if (!write(taken.descriptor.buffer, FRAME_BYTES, 'the frame into its buffer')) return
  if (!write(taken.address, DESCRIPTOR_BYTES, 'the descriptor back')) return
  vf.counters.received++
  raiseInterrupt(machine, vf, QUEUE_VECTOR)
  timeline.tell({
    from: machine.partyOf(vf),
    kind: 'state',
    text: `VF ${port} has received the frame${vlan === 0 ? '' : ` with the tag of VLAN ${vlan}`}`,
    detail: `from ${frame.source}, frame ${vf.counters.received} of this VF`
  })
  vf.rx.place({ buffer: taken.descriptor.buffer, bytes: RX_BUFFER_BYTES })
  vf.rx.ring(1)
}
