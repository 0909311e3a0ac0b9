/** Routing ids: bus, device and function in 16 bits, as every request on PCIe carries them. PCIe 5.0, 2.2.4.2. */
import { formatPciAddress, pciAddressParts, type PciAddress } from '../../pci/address.ts'

/** The routing id of a function. */
export function routingIdOf(address: PciAddress): number {
  const { bus, device, function: fn } = pciAddressParts(address)
  return bus * 256 + device * 8 + fn
}

/** The address of a routing id in a domain. Throws a RangeError beyond bus 255. */
export const addressOf = (domain: number, routingId: number): PciAddress =>
  formatPciAddress({
    domain,
    bus: routingId >> 8,
    device: (routingId >> 3) & 0x1f,
    function: routingId & 7
  })

/** `bb:dd.f`, as the kernel names the source of a fault. */
export const pciAddressText = (routingId: number): string => addressOf(0, routingId).slice('0000:'.length)
