/** A VF raises a vector: the message goes through the remapping table to whoever has the VF. */
import type { VfFunction } from '../../device/vf-function.ts'
import type { Machine } from '../machine.ts'
import { hex } from '../words.ts'

/** Raises vector `vector` of a VF. */
export function raiseInterrupt(machine: Machine, vf: VfFunction, vector: number): void {
  const { timeline, remapper } = machine
  const message = vf.msix.raise(vector)
  if (message === null) {
    timeline.tell({
      from: 'device',
      kind: 'interrupt',
      text: vf.msix.isEnabled
        ? `Vector ${vector} is masked: its bit waits in the PBA`
        : 'MSI-X is off: no interrupt is raised',
      source: 'PCI Express Base 5.0, 6.1.4'
    })
    return
  }
  const detail = `MSI-X vector ${vector}: memory write of ${hex(message.data, 8)} to ${hex(message.address)}`
  if (remapper === null) {
    timeline.tell({
      from: 'device',
      to: machine.partyOf(vf),
      kind: 'interrupt',
      text: 'The interrupt goes to a CPU of the host',
      detail
    })
    return
  }
  timeline.tell({
    from: 'device',
    to: 'iommu',
    kind: 'interrupt',
    text: `VF ${vf.index} raises vector ${vector}`,
    detail,
    source: 'PCI Express Base 5.0, 6.1.4'
  })
  const delivered = remapper.deliver(vf.routingId, message.address)
  if (!delivered.ok) {
    const { code, text } = delivered.error
    timeline.print(
      'host-kernel',
      'The interrupt is blocked',
      `DMAR: [INTR-REMAP] Request device [${machine.addressOf(vf).slice(5)}] fault index ${hex((message.address >> 5) & 0x7fff)} [fault reason ${hex(code, 2)}] ${text}`,
      'refused'
    )
    return
  }
  const isGuest = machine.users.get(vf.index)?.kind === 'guest'
  timeline.tell({
    from: 'iommu',
    to: machine.partyOf(vf),
    kind: 'interrupt',
    text: isGuest
      ? `The entry of the remapping table takes it to VM ${delivered.value.vm}, without the host`
      : 'The entry of the remapping table takes it to a CPU of the host',
    detail: `source ${hex(vf.routingId, 4)} verified; posted where the CPU can`,
    source: 'Intel VT-d 3.3, 5.1 and 5.2'
  })
}
