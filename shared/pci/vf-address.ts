import { err, ok, type Result } from '../result.ts'
import { formatPciAddress, pciAddressParts, type PciAddress } from './address.ts'

/** The VF would need a bus number past 255. */
export interface VfAddressError {
  readonly kind: 'bus-overflow'
  readonly pf: PciAddress
  readonly index: number
  readonly bus: number
}

/**
 * The address that a VF has, or would have. Its routing id is that of the PF + `offset` + `index` * `stride`, which
 * may carry into the bus number. `index` counts from 0, as in `virtfnN`; offset and stride come from the SR-IOV
 * capability. Source: PCI Express Base 5.0, 9.2.1.2; kernel `pci_iov_virtfn_bus`, `pci_iov_virtfn_devfn`.
 */
export function vfAddress(
  pf: PciAddress,
  offset: number,
  stride: number,
  index: number
): Result<PciAddress, VfAddressError> {
  const { domain, bus, device, function: fn } = pciAddressParts(pf)
  const routingId = bus * 256 + device * 8 + fn + offset + index * stride
  const vfBus = Math.floor(routingId / 256)
  if (vfBus > 0xff) return err({ kind: 'bus-overflow', pf, index, bus: vfBus })
  const devfn = routingId % 256
  return ok(formatPciAddress({ domain, bus: vfBus, device: devfn >> 3, function: devfn & 7 }))
}
