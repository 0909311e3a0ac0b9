/**
 * What a hypervisor does to give a function to a VM, as far as hardware makes it matter: who holds what, what the
 * IOMMU lets it reach, and what happens when it is pulled away.
 *
 * Modelled: one owner a function; a group goes as a whole; the function's domain is that of its VM's memory; a VF that is
 * removed under a running VM is gone from it (the kernel does not protect it: seen on the virtual lab host).
 * Left out: hot-plug time (2 to 4 s to leave a guest). Interrupts: `platform/interrupt-remapping.ts`.
 * Source: linux drivers/vfio/vfio_main.c, group.c; libvirt and QEMU messages from the virtual lab host.
 */
import { err, ok, type Result } from '../../result.ts'
import type { IommuDomain } from '../platform/iommu-domain.ts'
import type { Iommu } from '../platform/iommu.ts'
import { pciAddressText } from '../platform/routing-id.ts'

/** Why a function is not given to a VM. */
export type AssignRefusal =
  | { readonly kind: 'no-iommu'; readonly message: string }
  | { readonly kind: 'in-use'; readonly vm: string; readonly message: string }
  /** Other members of the group are neither with vfio nor without a driver. */
  | { readonly kind: 'group-not-viable'; readonly members: readonly number[]; readonly message: string }

/** A function as the hypervisor finds it. */
export interface HostFunction {
  readonly routingId: number
  /** null = no group: there is no IOMMU. */
  readonly group: number | null
  /** Driver that holds it; null = none. */
  readonly driver: string | null
}

/** Assignments of one host. */
export class Assignments {
  private readonly iommu: Iommu | null
  private readonly functions: Map<number, HostFunction>
  private readonly owners = new Map<number, string>()

  /** `iommu`: null on a host without one. */
  constructor(iommu: Iommu | null, functions: readonly HostFunction[]) {
    this.iommu = iommu
    this.functions = new Map(functions.map((fn) => [fn.routingId, fn]))
  }

  /** A function that appeared on the host, or got another driver there. */
  add(fn: HostFunction): void {
    this.functions.set(fn.routingId, fn)
  }

  /** VM that holds a function; null = none. */
  ownerOf(routingId: number): string | null {
    return this.owners.get(routingId) ?? null
  }

  /** Gives a function to a VM whose memory is `domain`. */
  assign(routingId: number, vm: string, domain: IommuDomain): Result<null, AssignRefusal> {
    const fn = this.functions.get(routingId)
    if (this.iommu === null || fn === undefined || fn.group === null)
      return err({ kind: 'no-iommu', message: 'no iommu_group found' })
    const owner = this.ownerOf(routingId)
    if (owner !== null)
      return err({
        kind: 'in-use',
        vm: owner,
        message: `PCI device 0000:${pciAddressText(routingId)} is in use by driver QEMU, domain ${owner}`
      })
    const others = [...this.functions.values()].filter(
      (each) => each.group === fn.group && each.routingId !== routingId
    )
    const hindering = others.filter((each) => {
      const with_ = this.ownerOf(each.routingId)
      return with_ === null ? each.driver !== null && each.driver !== 'vfio-pci' : with_ !== vm
    })
    if (hindering.length > 0)
      return err({
        kind: 'group-not-viable',
        members: hindering.map((each) => each.routingId),
        message:
          `vfio 0000:${pciAddressText(routingId)}: group ${fn.group} is not viable\n` +
          'Please ensure all devices within the iommu_group are bound to their vfio bus driver.'
      })
    this.owners.set(routingId, vm)
    this.functions.set(routingId, { ...fn, driver: 'vfio-pci' })
    this.iommu.attach(routingId, { kind: 'domain', domain })
    return ok(null)
  }

  /** Takes a function back; its driver on the host comes back only when it is bound. */
  release(routingId: number): void {
    this.owners.delete(routingId)
    this.iommu?.detach(routingId)
  }

  /** VFs that cease to exist (NumVFs to 0, reset of the PF): gives the VMs that lose one, with what they lose. */
  remove(routingIds: readonly number[]): readonly { readonly vm: string; readonly routingId: number }[] {
    const lost = routingIds.flatMap((routingId) => {
      const vm = this.ownerOf(routingId)
      return vm === null ? [] : [{ vm, routingId }]
    })
    for (const routingId of routingIds) {
      this.release(routingId)
      this.functions.delete(routingId)
    }
    return lost
  }
}
