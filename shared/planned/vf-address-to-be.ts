import type { InventoryFunction, InventorySriov } from '../inventory/types.ts'
import type { PciAddress } from '../pci/address.ts'
import { vfAddress } from '../pci/vf-address.ts'
import { known, unknown, type Reading } from '../reading.ts'

/**
 * The address that VF `index` of a PF has, or will have once it is made. An existing VF's own address always comes
 * first, because offset and stride may change with NumVFs (PCI Express Base 5.0, 9.3.3.9 and 9.3.3.10). The reason
 * completes "its address is not known, since ...".
 */
export function vfAddressToBe(
  pf: PciAddress,
  sriov: InventorySriov | null,
  existing: InventoryFunction | null,
  index: number
): Reading<PciAddress> {
  if (existing !== null) return known(existing.address)
  if (sriov === null) return unknown(`${pf} is no PF that was read`)
  const { firstVfOffset, vfStride } = sriov
  if (!firstVfOffset.known) return unknown(`its First VF Offset was not readable (${firstVfOffset.reason})`)
  if (!vfStride.known) return unknown(`its VF Stride was not readable (${vfStride.reason})`)
  // Devices that decide the geometry by the number of VFs read 0 while there are none.
  if (firstVfOffset.value === 0) return unknown('its First VF Offset reads 0 until VFs exist')
  const address = vfAddress(pf, firstVfOffset.value, vfStride.value, index)
  return address.ok
    ? known(address.value)
    : unknown(`it would need bus ${address.error.bus}, past the last one`)
}
