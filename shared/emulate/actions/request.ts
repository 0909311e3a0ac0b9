/** The VF driver asks the PF driver for something. */
import type { EmulatedHost } from '../emulated-host.ts'
import type { VfRequest } from '../types.ts'

/** Sends a request of VF `index`. */
export function request(machine: EmulatedHost, index: number, asked: VfRequest): void {
  const vf = machine.vf(index)
  if (!machine.users.has(index)) {
    machine.timeline.tell({
      from: 'guest',
      kind: 'state',
      text: `VF ${index} has no driver that could ask`,
      detail: 'give it to a VM first',
      outcome: 'refused'
    })
    return
  }
  machine.drivers.request(vf, asked.kind === 'set-mac' ? { ...asked, mac: asked.mac.toLowerCase() } : asked)
}
