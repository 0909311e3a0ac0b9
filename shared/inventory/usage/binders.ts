import { readOr } from '../../reading.ts'
import type { HostSnapshot } from '../../snapshot/types.ts'
import type { Sighting } from './sighting.ts'

/**
 * Drivers that hold a function without being a host's driver of it. Xen's PCI back end keeps functions for its
 * guests (drivers/xen/xen-pciback; older kernels call it pciback); pci-stub does nothing (drivers/pci/pci-stub.c); the
 * UIO drivers hand a function to a process (drivers/uio, igb_uio of DPDK).
 */
const XEN_BINDERS: readonly string[] = ['pciback', 'xen-pciback']
const UIO_BINDERS: readonly string[] = ['uio_pci_generic', 'igb_uio', 'uio_hv_generic', 'uio_pdrv_genirq']
const IDLE_BINDERS: readonly string[] = ['pci-stub']

/** Whether a driver only holds a function for another, so that it makes no interface of it. */
export const isBinder = (driver: string): boolean =>
  [...XEN_BINDERS, ...UIO_BINDERS, ...IDLE_BINDERS].includes(driver)

/** What drivers of other hypervisors and of user space say about use. */
export function binderUses({ functions }: Pick<HostSnapshot, 'functions'>): readonly Sighting[] {
  return functions.flatMap((fn): readonly Sighting[] => {
    const driver = readOr(fn.driver, null) ?? ''
    if (XEN_BINDERS.includes(driver)) {
      return [{ at: fn.address, use: { kind: 'binder', driver, what: 'kept for guests of Xen' } }]
    }
    if (IDLE_BINDERS.includes(driver)) {
      return [{ at: fn.address, evidence: `${driver} holds it and does nothing with it` }]
    }
    return []
  })
}
