import { vfAt } from '../inventory/lookup.ts'
import type { InventoryHost } from '../inventory/types.ts'
import type { PciAddress } from '../pci/address.ts'
import { vfAddress } from '../pci/vf-address.ts'
import { err, ok, type Result } from '../result.ts'
import { pfOf } from './observed.ts'

/**
 * The address that VF `index` of a PF has, or will have once it is made. An existing VF's own address always comes
 * first, because offset and stride may change with NumVFs (PCI Express Base 5.0, 9.3.3.9 and 9.3.3.10). The error
 * completes "its address is not known, since ...".
 */
export function plannedVfAddress(
  host: InventoryHost,
  pf: PciAddress,
  index: number
): Result<PciAddress, string> {
  const existing = vfAt(host, pf, index)
  if (existing !== null) return ok(existing.address)
  const observed = pfOf(host, pf)
  if (observed === undefined) return err(`${pf} is no PF of ${host.hostname}`)
  const { firstVfOffset, vfStride } = observed.sriov
  if (!firstVfOffset.known) return err(`its First VF Offset was not readable (${firstVfOffset.reason})`)
  if (!vfStride.known) return err(`its VF Stride was not readable (${vfStride.reason})`)
  // Devices that decide the geometry by the number of VFs read 0 while there are none.
  if (firstVfOffset.value === 0) return err('its First VF Offset reads 0 until VFs exist')
  const address = vfAddress(pf, firstVfOffset.value, vfStride.value, index)
  return address.ok ? address : err(`it would need bus ${address.error.bus}, past the last one`)
}
