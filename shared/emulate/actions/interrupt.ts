/** A VF raises a vector, or writes where interrupts are written: the remapping table decides who gets it. */
import type { MsixMessage } from '../device/msix.ts'
import type { VfFunction } from '../device/vf-function.ts'
import type { EmulatedHost } from '../emulated-host.ts'
import { hex } from '../words.ts'

/** Memory writes to these addresses are interrupts, whatever a domain maps there. Intel VT-d 3.3, 3.14. */
const INTERRUPT_RANGE = { first: 0xfee0_0000, last: 0xfeef_ffff } as const

/** Whether a write to `address` is an interrupt. */
export const isInterruptAddress = (address: number): boolean =>
  address >= INTERRUPT_RANGE.first && address <= INTERRUPT_RANGE.last

/** Raises vector `vector` of a VF. */
export function raiseInterrupt(machine: EmulatedHost, vf: VfFunction, vector: number): void {
  const message = vf.msix.raise(vector)
  if (message !== null) return sendMessage(machine, vf, message, `VF ${vf.index} raises vector ${vector}`)
  machine.timeline.tell({
    from: 'device',
    kind: 'interrupt',
    text: vf.msix.isEnabled
      ? `Vector ${vector} is masked: its bit waits in the PBA`
      : 'MSI-X is off: no interrupt is raised',
    source: 'PCI Express Base 5.0, 6.1.4'
  })
}

/** An interrupt message on its way. `what` says who sends it, as a sentence. */
export function sendMessage(machine: EmulatedHost, vf: VfFunction, message: MsixMessage, what: string): void {
  const { timeline, remapper } = machine
  timeline.tell({
    from: 'device',
    to: remapper === null ? 'host-kernel' : 'iommu',
    kind: 'interrupt',
    text: remapper === null ? `${what}: it goes to a CPU of the host` : what,
    detail: `memory write of ${hex(message.data, 8)} to ${hex(message.address)}, requester ${hex(vf.routingId, 4)}`,
    source: 'PCI Express Base 5.0, 6.1.4'
  })
  if (remapper === null) return
  const delivered = remapper.deliver(vf.routingId, message.address)
  if (!delivered.ok) return block(machine, vf, message, delivered.error)
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

function block(
  machine: EmulatedHost,
  vf: VfFunction,
  message: MsixMessage,
  { code, text }: { readonly code: number; readonly text: string }
): void {
  const { timeline } = machine
  const handle = (message.address >> 5) & 0x7fff
  const line =
    `DMAR: [INTR-REMAP] Request device [${machine.addressOf(vf).slice(5)}] fault index ${hex(handle)} ` +
    `[fault reason ${hex(code, 2)}] ${text}`
  timeline.tell({
    from: 'iommu',
    kind: 'fault',
    text: 'The interrupt is blocked: no CPU hears of it',
    outcome: 'lost',
    source: 'Intel VT-d 3.3, 7.1'
  })
  machine.faults.push({ atNs: timeline.nowNs, address: machine.addressOf(vf), text: line })
  timeline.print(
    'host-kernel',
    'The kernel logs who asked for what',
    line,
    'refused',
    'linux drivers/iommu/intel/dmar.c'
  )
}
