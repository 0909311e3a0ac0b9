import { functionAt } from '../inventory/lookup.ts'
import type { InventoryFunction, InventoryHost, InventorySriov } from '../inventory/types.ts'
import type { PciAddress } from '../pci/address.ts'

/** A PF as the inventory shows it. */
export interface ObservedPf {
  readonly fn: InventoryFunction
  readonly sriov: InventorySriov
}

/** The PF at an address; undefined where there is no function or no PF. */
export function pfOf(host: InventoryHost, address: PciAddress): ObservedPf | undefined {
  const fn = functionAt(host, address)
  return fn?.role.kind === 'pf' ? { fn, sriov: fn.role.sriov } : undefined
}

/** The VFs of a PF, in order of index. */
export function vfsOf(host: InventoryHost, pf: PciAddress): readonly InventoryFunction[] {
  const indexOf = (fn: InventoryFunction): number => (fn.role.kind === 'vf' ? fn.role.index : -1)
  return host.functions
    .filter((fn) => fn.role.kind === 'vf' && fn.role.pf === pf)
    .sort((a, b) => indexOf(a) - indexOf(b))
}

/** Whether VFs of this function have the knobs of a NIC. */
export const isNetwork = (fn: InventoryFunction): boolean => fn.class === 'network'
