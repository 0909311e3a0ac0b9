declare const pciAddress: unique symbol

/**
 * A PCI address in the full form that Linux uses, `dddd:bb:dd.f`, lower case: domain (4 to 8 hex digits),
 * bus, device (00-1f) and function (0-7). Source: kernel `pci_setup_device`, format "%04x:%02x:%02x.%d".
 */
export type PciAddress = string & { readonly [pciAddress]: true }

/** The four numbers of an address. */
export interface PciAddressParts {
  readonly domain: number
  readonly bus: number
  readonly device: number
  readonly function: number
}

const FULL = /^([0-9a-f]{4,8}):([0-9a-f]{2}):([01][0-9a-f])\.([0-7])$/

/** Whether `text` is an address in full, lower-case form: the only form that is ever put into a path or a script. */
export const isPciAddress = (text: string): text is PciAddress => FULL.test(text)

/** Splits an address into numbers. */
export function pciAddressParts(address: PciAddress): PciAddressParts {
  const [, domain = '', bus = '', device = '', fn = ''] = FULL.exec(address) ?? []
  return {
    domain: parseInt(domain, 16),
    bus: parseInt(bus, 16),
    device: parseInt(device, 16),
    function: parseInt(fn, 16)
  }
}

/** Builds an address from its numbers. Throws where one is out of range: that is a bug of the caller. */
export function formatPciAddress(parts: PciAddressParts): PciAddress {
  const hex = (n: number, width: number): string => n.toString(16).padStart(width, '0')
  const text = `${hex(parts.domain, 4)}:${hex(parts.bus, 2)}:${hex(parts.device, 2)}.${parts.function}`
  if (!isPciAddress(text)) throw new RangeError(`no PCI address: ${JSON.stringify(parts)}`)
  return text
}

/** Order of the bus: domain, bus, device, function. */
export function comparePciAddresses(a: PciAddress, b: PciAddress): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}
