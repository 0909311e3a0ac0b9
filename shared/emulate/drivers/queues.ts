/** A VF driver sets its rings up. */
import type { VfFunction } from '../device/vf-function.ts'
import type { EmulatedHost } from '../emulated-host.ts'
import { RX_BUFFER_BYTES } from '../memory.ts'
import { hex } from '../words.ts'

/** Vector of the queues; the last one is the mailbox's. */
export const QUEUE_VECTOR = 0

/** Sets both rings of a VF up and fills the one for frames that come. */
export function openQueues(machine: EmulatedHost, vf: VfFunction): void {
  const memory = machine.memoryOf(vf)
  vf.tx.enable(memory.txRing)
  vf.rx.enable(memory.rxRing)
  const free = vf.rx.length - 1
  for (let ahead = 0; ahead < free; ahead++)
    vf.rx.place({ buffer: memory.rxBuffers + ahead * RX_BUFFER_BYTES, bytes: RX_BUFFER_BYTES }, ahead)
  const tail = vf.rx.ring(free)
  machine.timeline.tell({
    from: machine.partyOf(vf),
    to: 'device',
    kind: 'doorbell',
    text: `Queues are set up, and ${free} empty buffers wait for frames`,
    detail: `rings of ${vf.tx.length} at ${hex(memory.txRing)} (send) and ${hex(memory.rxRing)} (receive); ${machine.nic.rxTail} <- ${tail}`,
    source: 'Intel 82599 datasheet, 4.6.7 and 4.6.8'
  })
}
