import type { InventoryHost } from '../inventory/types.ts'
import { formatPciAddress, pciAddressParts, type PciAddress } from '../pci/address.ts'
import { err, ok, type Result } from '../result.ts'
import { pfOf, vfOf } from './observed.ts'

/**
 * The address that VF `index` of a PF has, or will have once it is made: routing id of the PF + First VF Offset +
 * index * VF Stride, where bus, device and function are 8, 5 and 3 bits (PCIe base specification, SR-IOV, "VF
 * Stride"). Offset and stride may change with NumVFs (same section), which is why an existing VF's own address
 * always comes first. The error says why it cannot be told.
 */
export function vfAddress(host: InventoryHost, pf: PciAddress, index: number): Result<PciAddress, string> {
  const existing = vfOf(host, pf, index)
  if (existing !== undefined) return ok(existing.address)
  const observed = pfOf(host, pf)
  if (observed === undefined) return err(`${pf} is no PF of ${host.hostname}`)
  const { firstVfOffset, vfStride } = observed.sriov
  if (!firstVfOffset.known) return err(`its First VF Offset was not readable (${firstVfOffset.reason})`)
  if (!vfStride.known) return err(`its VF Stride was not readable (${vfStride.reason})`)
  // The capability reads 0 while no number of VFs is set on devices that decide the geometry by it.
  if (firstVfOffset.value === 0) return err('its First VF Offset reads 0 until VFs exist')
  const { domain, bus, device, function: fn } = pciAddressParts(pf)
  const routing = (bus << 8) + (device << 3) + fn + firstVfOffset.value + index * vfStride.value
  if (routing > 0xffff) return err(`its routing id ${routing} lies beyond the last bus`)
  return ok(
    formatPciAddress({ domain, bus: routing >> 8, device: (routing >> 3) & 0x1f, function: routing & 7 })
  )
}
