import { isPciAddress, type PciAddress } from '../pci/address.ts'

/** Vendor and device in words; null where pci.ids has no name for the number. */
export interface FunctionNames {
  readonly vendor: string | null
  readonly device: string | null
}

const LINE = /^(\S+) "(?:[^"\\]|\\.)*" "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"/

/** Reads `lspci -D -mm`: `ADDRESS "class" "vendor" "device" ...`, quotes escaped by a backslash. */
export function parseNames(lines: readonly string[]): ReadonlyMap<PciAddress, FunctionNames> {
  const names = new Map<PciAddress, FunctionNames>()
  for (const line of lines) {
    const [, address = '', vendor = '', device = ''] = LINE.exec(line) ?? []
    if (isPciAddress(address)) names.set(address, { vendor: nameOrNull(vendor), device: nameOrNull(device) })
  }
  return names
}

/** lspci makes up "Vendor 1b36" and "Device 10ca" for numbers it has no name for. */
function nameOrNull(quoted: string): string | null {
  const text = quoted.replace(/\\(.)/g, '$1').trim()
  return text === '' || /^(Vendor|Device|Unknown vendor|Unknown device) \[?[0-9a-f]{4}\]?$/.test(text)
    ? null
    : text
}
