/** A VF driver takes a function: it places the BARs, opens MSI-X, meets the PF driver and sets its queues up. */
import { COMMAND, HEADER } from '../device/config-header.ts'
import { MESSAGE_CONTROL } from '../device/msix.ts'
import type { VfFunction } from '../device/vf-function.ts'
import type { EmulatedHost } from '../emulated-host.ts'
import { bitNames, hex } from '../words.ts'

/** Where guests place the BARs of functions behind their root ports. */
const GUEST_MMIO = 0xfe00_0000

/** Brings the driver of VF `vf` up; its user is known to the machine. */
export function bringUp(machine: EmulatedHost, vf: VfFunction): void {
  placeBars(machine, vf)
  openInterrupts(machine, vf)
  machine.drivers.start(vf)
}

function placeBars(machine: EmulatedHost, vf: VfFunction): void {
  const { timeline, nic } = machine
  const user = machine.users.get(vf.index)
  const command = COMMAND.MEMORY_SPACE | COMMAND.BUS_MASTER
  if (user?.kind === 'guest') {
    const { view, slot } = user
    const at = GUEST_MMIO + slot * 0x10_0000
    view.writeBar(0, 0xffff_ffff)
    const bytes = ~(view.readBar(0) & ~0xf) + 1
    view.writeBar(0, at)
    view.writeBar(3, at + 0x8_0000)
    timeline.tell({
      from: 'guest',
      to: 'hypervisor',
      kind: 'config',
      text: 'The guest asks for the size of BAR 0 and places it where it likes; host addresses never show',
      detail: `BAR 0 <- 0xffffffff, reads ${hex(bytes)} bytes; BAR 0 <- ${hex(at)}`,
      source: 'PCI Express Base 5.0, 7.5.1.2.1; linux drivers/vfio/pci/vfio_pci_config.c'
    })
    view.write16(HEADER.COMMAND, command)
  } else vf.config.write16(HEADER.COMMAND, command)
  timeline.tell({
    from: machine.partyOf(vf),
    to: 'device',
    kind: 'config',
    text: 'The VF driver enables memory and bus mastering',
    detail:
      `Command <- ${bitNames(command, COMMAND)}; ` +
      'a VF has no Memory Space bit of its own (VF MSE in the PF rules)' +
      (user?.kind === 'guest' ? ', so vfio keeps it for the guest' : ''),
    source: 'PCI Express Base 5.0, 9.3.4.1.3'
  })
  timeline.tell({
    from: machine.partyOf(vf),
    kind: 'state',
    text: `${nic.vfDriver} takes ${user?.kind === 'guest' ? `the function in VM ${user.guest.id}` : 'the function on the host'}`,
    source: `linux drivers/net/ethernet/intel/${nic.vfDriver}`
  })
}

/** The vectors get their messages: through the remapping table where there is one. */
function openInterrupts(machine: EmulatedHost, vf: VfFunction): void {
  const { timeline, remapper } = machine
  const user = machine.users.get(vf.index)
  remapper?.release(vf.routingId)
  const target = user?.kind === 'guest' ? user.guest.id : 'host'
  const addresses = Array.from({ length: vf.msix.vectors }, (_, vector) => {
    const address = remapper?.allocate(vf.routingId, { vm: target, vector }) ?? 0xfee0_0000
    vf.msix.writeMessage(vector, { address, data: 0 })
    vf.msix.writeVectorControl(vector, 0)
    return address
  })
  vf.msix.writeControl(MESSAGE_CONTROL.ENABLE)
  timeline.tell({
    from: user?.kind === 'guest' ? 'hypervisor' : 'host-kernel',
    to: remapper === null ? 'device' : 'iommu',
    kind: 'config',
    text:
      remapper === null
        ? 'MSI-X is enabled with the messages of the CPUs'
        : user?.kind === 'guest'
          ? 'The MSI-X table is trapped: what the guest writes becomes entries of the interrupt remapping table'
          : 'MSI-X is enabled; its messages are entries of the interrupt remapping table',
    detail: `${vf.msix.vectors} vectors, message addresses ${addresses.map((address) => hex(address)).join(', ')}; Message Control <- ${bitNames(vf.msix.readControl(), MESSAGE_CONTROL)}`,
    source:
      remapper === null
        ? 'PCI Express Base 5.0, 7.7.2'
        : 'Intel VT-d 3.3, 5.1; linux drivers/vfio/pci/vfio_pci_intrs.c'
  })
}
