/** A VF is given to a VM, taken out of it again, or used by the host itself. */
import { AssignedVf } from '../device/sriov/vf-config-space.ts'
import { IommuDomain } from '../platform/iommu-domain.ts'
import { HEADER } from '../device/config-header.ts'
import type { EmulatedHost, VfUser } from '../emulated-host.ts'
import { DRIVER_MEMORY_BYTES, HOST_DRIVER_IOVA, HOST_DRIVER_PHYSICAL } from '../memory.ts'
import { binarySize, hex } from '../words.ts'
import { bringUp } from './bind-vf-driver.ts'
import { resetFunction } from './reset-function.ts'

const VFIO = 'linux drivers/vfio'
/** Domains of the host's own VF drivers are numbered from here. */
const HOST_DOMAIN = 0x1000

/** Gives VF `index` to VM `vm`. */
export function assign(machine: EmulatedHost, index: number, vm: string): void {
  const { timeline } = machine
  const vf = machine.vf(index)
  const guest = machine.guest(vm)
  const address = machine.addressOf(vf)
  if (machine.users.get(index)?.kind === 'host') releaseFromHost(machine, index)
  timeline.tell({
    from: 'hypervisor',
    to: 'host-kernel',
    kind: 'state',
    text: `The hypervisor wants VF ${index} for VM ${vm}`,
    detail: `driver_override = vfio-pci, drivers_probe <- ${address}`,
    source: `${VFIO}/pci`
  })
  const given = machine.assignments.assign(vf.routingId, vm, guest.domain)
  if (!given.ok) {
    timeline.tell({
      from: 'hypervisor',
      kind: 'state',
      text: `VF ${index} is not given to ${vm}`,
      detail: given.error.message,
      outcome: 'refused',
      source: given.error.kind === 'in-use' ? 'libvirt: one VF, one VM' : `${VFIO}/group.c`
    })
    return
  }
  timeline.tell({
    from: 'hypervisor',
    to: 'iommu',
    kind: 'state',
    text: `The VF stands in the domain of ${vm} from now on: it reaches the memory of ${vm} and nothing else`,
    detail: `domain ${guest.domain.id}: 0 to ${hex(guest.memoryBytes)} mapped to host ${hex(guest.physical)}, pages of ${binarySize(guest.domain.walk(0)?.bytes ?? 0)}`,
    source: `${VFIO}/vfio_iommu_type1.c; Intel VT-d 3.3, 3.4`
  })
  resetFunction(machine, vf, 'vfio resets the function before anybody gets it')
  const slot = freeSlot(guest.slots)
  guest.slots.add(slot)
  const view = new AssignedVf(vf.config)
  machine.users.set(index, { kind: 'guest', guest, view, slot })
  timeline.tell({
    from: 'hypervisor',
    to: 'guest',
    kind: 'config',
    text: `VM ${vm} sees a new function at ${guestAddress(slot)}`,
    detail:
      `emulated header: vendor ${hex(view.read16(HEADER.VENDOR_ID), 4)}, device ${hex(view.read16(HEADER.DEVICE_ID), 4)} ` +
      `(the VF itself reads ${hex(vf.config.read16(HEADER.VENDOR_ID), 4)}), BARs mapped into the VM`,
    source: 'PCI Express Base 5.0, 9.3.4.1; linux drivers/vfio/pci/vfio_pci_config.c'
  })
  bringUp(machine, vf)
}

/** Takes VF `index` out of its VM. */
export function unplug(machine: EmulatedHost, index: number): void {
  const { timeline } = machine
  const vf = machine.vf(index)
  const user = machine.users.get(index)
  if (user === undefined) {
    timeline.tell({
      from: 'hypervisor',
      kind: 'state',
      text: `VF ${index} is in no VM`,
      detail: 'device not found in the live configuration',
      outcome: 'refused',
      source: 'libvirt'
    })
    return
  }
  if (user.kind === 'host') return releaseFromHost(machine, index)
  const { guest, slot } = user
  timeline.tell({
    from: 'hypervisor',
    to: 'guest',
    kind: 'interrupt',
    text: `VM ${guest.id} is told that its slot is about to be empty`,
    detail: `attention button of the root port above ${guestAddress(slot)}`,
    source: 'PCI Express Base 5.0, 6.7'
  })
  timeline.tell({
    from: 'guest',
    to: 'hypervisor',
    kind: 'state',
    text: `${machine.nic.vfDriver} lets the function go, and the slot is switched off`,
    source: 'linux drivers/pci/hotplug/pciehp_ctrl.c'
  })
  machine.drivers.stop(vf)
  machine.users.delete(index)
  guest.slots.delete(slot)
  resetFunction(machine, vf, 'vfio resets the function, so that nothing of the guest stays in it')
  machine.assignments.release(vf.routingId)
  machine.remapper?.release(vf.routingId)
  timeline.tell({
    from: 'hypervisor',
    to: 'iommu',
    kind: 'state',
    text: 'The VF leaves the domain: whatever it tries now is stopped',
    detail: `domain ${guest.domain.id}; its interrupt remapping entries are cleared`,
    source: `${VFIO}/vfio_iommu_type1.c`
  })
}

/** Loads the host's VF driver for VF `index`. */
export function useOnHost(machine: EmulatedHost, index: number): void {
  const { timeline, iommu, config } = machine
  const vf = machine.vf(index)
  const current = machine.users.get(index)
  if (current !== undefined) {
    const where = current.kind === 'guest' ? `VM ${current.guest.id} has it` : 'the host uses it already'
    timeline.tell({
      from: 'host-kernel',
      kind: 'state',
      text: `VF ${index} is not given to the host: ${where}`,
      detail: 'errno EBUSY',
      outcome: 'refused',
      source: 'linux drivers/base/dd.c'
    })
    return
  }
  const domain = config.iommu === 'off' || config.iommu === 'passthrough' ? null : hostDomain(index)
  machine.users.set(index, { kind: 'host', domain } satisfies VfUser)
  iommu?.attach(vf.routingId, domain === null ? { kind: 'passthrough' } : { kind: 'domain', domain })
  timeline.tell({
    from: 'host-kernel',
    to: iommu === null ? 'device' : 'iommu',
    kind: 'state',
    text:
      iommu === null
        ? 'There is no IOMMU: the VF reaches all memory of the host'
        : domain === null
          ? 'iommu=pt: the domain of the host maps everything one to one, so the VF reaches all memory of the host'
          : 'The VF gets a domain of its own, in which the driver maps its buffers one by one',
    detail:
      domain === null
        ? 'addresses are host memory'
        : `domain ${domain.id}, invalidated ${config.iommu === 'strict' ? 'at every unmap' : 'in batches (lazy)'}`,
    source: 'linux Documentation/admin-guide/kernel-parameters.txt, iommu=; drivers/iommu/dma-iommu.c'
  })
  bringUp(machine, vf)
}

function releaseFromHost(machine: EmulatedHost, index: number): void {
  const vf = machine.vf(index)
  machine.drivers.stop(vf)
  machine.users.delete(index)
  machine.remapper?.release(vf.routingId)
  machine.iommu?.detach(vf.routingId)
  vf.reset()
  machine.timeline.tell({
    from: 'host-kernel',
    to: 'device',
    kind: 'state',
    text: `The host's VF driver lets VF ${index} go`,
    detail: `driver/unbind <- ${machine.addressOf(vf)}`,
    source: 'linux drivers/base/bus.c'
  })
}

/** The rings and buffers of a VF driver of the host, mapped. */
function hostDomain(index: number): IommuDomain {
  const domain = new IommuDomain(HOST_DOMAIN + index)
  const offset = index * DRIVER_MEMORY_BYTES
  domain.map({
    iova: HOST_DRIVER_IOVA + offset,
    physical: HOST_DRIVER_PHYSICAL + offset,
    bytes: DRIVER_MEMORY_BYTES,
    canRead: true,
    canWrite: true
  })
  return domain
}

const freeSlot = (slots: ReadonlySet<number>): number => {
  let slot = 1
  while (slots.has(slot)) slot++
  return slot
}

/** Address at which a guest sees the function behind its root port `slot`. */
export const guestAddress = (slot: number): string => `0000:${slot.toString(16).padStart(2, '0')}:00.0`
