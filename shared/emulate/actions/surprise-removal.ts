/** VFs that cease to exist while they are in use: nothing protects a VM from it. */
import type { VfFunction } from '../device/vf-function.ts'
import type { EmulatedHost } from '../emulated-host.ts'

/** Takes VFs out of their VMs and off the host's drivers, because they are about to be gone. */
export function pullAway(machine: EmulatedHost, vfs: readonly VfFunction[]): void {
  const { timeline } = machine
  for (const vf of vfs) {
    const user = machine.users.get(vf.index)
    if (user === undefined) continue
    if (user.kind === 'guest') {
      timeline.print(
        'host-kernel',
        `VM ${user.guest.id} is asked to let VF ${vf.index} go`,
        `vfio-pci ${machine.addressOf(vf)}: Relaying device request to user (#0)`,
        'done',
        'linux drivers/vfio/pci/vfio_pci_core.c'
      )
      timeline.tell({
        from: 'hypervisor',
        to: 'guest',
        kind: 'state',
        text: `VM ${user.guest.id} loses VF ${vf.index} while it runs`,
        detail: 'nothing in the kernel keeps a VF that a VM uses',
        outcome: 'lost',
        source: 'seen on a host with libvirt 9 and an 82576'
      })
      user.guest.slots.delete(user.slot)
      machine.remapper?.release(vf.routingId)
    }
    machine.drivers.stop(vf)
    machine.users.delete(vf.index)
  }
  for (const vf of vfs)
    if (machine.groupOf(vf) !== null)
      timeline.print(
        'host-kernel',
        `The kernel forgets VF ${vf.index}`,
        `pci ${machine.addressOf(vf)}: Removing from iommu group ${machine.groupOf(vf) ?? ''}`
      )
  machine.assignments.remove(vfs.map((vf) => vf.routingId))
}
