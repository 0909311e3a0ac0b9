import { isPciAddress, type PciAddress } from '../pci/address.ts'

/** Symbolic links (name to target) and plain entries, as `ls -ldn` lists them. Names are unique. */
export interface Listing {
  readonly targets: ReadonlyMap<string, string>
  /** Entries that are no links, for example the folders of `vfio-dev`. */
  readonly plain: readonly string[]
}

const LINK = /^l\S* .* (\S+) -> (\S+)$/
const PLAIN = /^[-bcdps]\S* .* (\S+)$/

/** Reads the lines of `ls -ldn`, GNU or busybox. sysfs names hold no blanks; lines of another form are passed over. */
export function parseListing(lines: readonly string[]): Listing {
  const targets = new Map<string, string>()
  const plain: string[] = []
  for (const line of lines) {
    const [, name, target] = LINK.exec(line) ?? []
    if (name !== undefined && target !== undefined) targets.set(name, target)
    else {
      const entry = PLAIN.exec(line)?.[1]
      if (entry !== undefined) plain.push(entry)
    }
  }
  return { targets, plain }
}

/** The last part of a link's target; null where there is no such link. */
export function targetName(listing: Listing, link: string): string | null {
  const target = listing.targets.get(link)
  return target === undefined ? null : target.slice(target.lastIndexOf('/') + 1)
}

/** The PCI functions on a path below /sys/devices, from the root bus on. */
export const functionsOnPath = (path: string): readonly PciAddress[] => path.split('/').filter(isPciAddress)
