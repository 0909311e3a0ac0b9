import { isPciAddress, type PciAddress } from '../pci/address.ts'

/** Symbolic links (name to target) and plain entries, as `ls -ldn` lists them. Names are unique. */
export interface Listing {
  readonly targets: ReadonlyMap<string, string>
  /** Entries that are no links, for example the folders of `vfio-dev`. */
  readonly plain: readonly string[]
}

const ARROW = ' -> '

/** Reads the lines of `ls -ldn`, GNU or busybox. sysfs names hold no blanks; lines of another form are passed over. */
export function parseListing(lines: readonly string[]): Listing {
  const targets = new Map<string, string>()
  const plain: string[] = []
  for (const line of lines) {
    const arrow = line.startsWith('l') ? line.indexOf(ARROW) : -1
    if (arrow >= 0) {
      const name = lastWord(line.slice(0, arrow))
      const target = line.slice(arrow + ARROW.length)
      if (name !== null && target !== '' && !target.includes(' ')) targets.set(name, target)
    } else if (/^[-bcdps]/.test(line)) {
      const name = lastWord(line)
      if (name !== null) plain.push(name)
    }
  }
  return { targets, plain }
}

/** What follows the last blank, where there is one before it. */
function lastWord(text: string): string | null {
  const blank = text.lastIndexOf(' ')
  return blank < 0 || blank === text.length - 1 ? null : text.slice(blank + 1)
}

/** The last part of a link's target; null where there is no such link. */
export function targetName(listing: Listing, link: string): string | null {
  const target = listing.targets.get(link)
  return target === undefined ? null : target.slice(target.lastIndexOf('/') + 1)
}

/** The PCI functions on a path below /sys/devices, from the root bus on. */
export const functionsOnPath = (path: string): readonly PciAddress[] => path.split('/').filter(isPciAddress)
