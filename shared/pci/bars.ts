/** Address ranges of a function as Linux keeps them. Sources: include/linux/pci.h (resource numbers), include/linux/ioport.h (flags). */
export interface AddressRange {
  /** What it is: a BAR of the function, its expansion ROM, the VF BARs of a PF (all VFs), or a window of a bridge. */
  readonly use: 'bar' | 'rom' | 'vf-bar' | 'window'
  /** 0-5 for BARs and VF BARs, 0 for the ROM, 0-3 for windows. */
  readonly index: number
  readonly space: 'memory' | 'io'
  readonly isPrefetchable: boolean
  readonly is64Bit: boolean
  readonly start: bigint
  /** Bytes. */
  readonly size: bigint
}

/** A line of the sysfs file `resource`: hex digits with 0x, `end` inclusive. */
export interface ResourceLine {
  readonly index: number
  readonly start: string
  readonly end: string
  readonly flags: string
}

const IORESOURCE_IO = 0x100n
const IORESOURCE_MEM = 0x200n
const IORESOURCE_PREFETCH = 0x2000n
const IORESOURCE_MEM_64 = 0x100000n
const FIRST_VF_BAR = 7
const FIRST_WINDOW = 13

/** Ranges in order of resource number. Lines that are unused, of no address space, or no numbers are left out. */
export function addressRanges(lines: readonly ResourceLine[]): readonly AddressRange[] {
  return lines.flatMap((line): AddressRange[] => {
    const start = hexNumber(line.start)
    const end = hexNumber(line.end)
    const flags = hexNumber(line.flags)
    if (start === null || end === null || flags === null || end < start) return []
    const isMemory = (flags & IORESOURCE_MEM) !== 0n
    if (!isMemory && (flags & IORESOURCE_IO) === 0n) return []
    return [
      {
        ...placeOf(line.index),
        space: isMemory ? 'memory' : 'io',
        isPrefetchable: (flags & IORESOURCE_PREFETCH) !== 0n,
        is64Bit: (flags & IORESOURCE_MEM_64) !== 0n,
        start,
        size: end - start + 1n
      }
    ]
  })
}

function placeOf(index: number): Pick<AddressRange, 'use' | 'index'> {
  if (index < 6) return { use: 'bar', index }
  if (index === 6) return { use: 'rom', index: 0 }
  if (index < FIRST_WINDOW) return { use: 'vf-bar', index: index - FIRST_VF_BAR }
  return { use: 'window', index: index - FIRST_WINDOW }
}

const hexNumber = (text: string): bigint | null => (/^0x[0-9a-f]{1,16}$/i.test(text) ? BigInt(text) : null)
