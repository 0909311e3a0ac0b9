import type { InventoryFunction, InventoryHost } from '#shared/inventory/types.ts'
import type { PciAddress } from '#shared/pci/address.ts'

/** A line of the device tree. */
export type DeviceRow =
  | {
      readonly kind: 'function'
      readonly key: string
      readonly level: number
      readonly fn: InventoryFunction
      readonly isOpen: boolean | null
    }
  /** Many VFs of one PF as one line: 64 of them would drown the tree. */
  | {
      readonly kind: 'vfs'
      readonly key: string
      readonly level: number
      readonly pf: InventoryFunction
      readonly vfs: readonly InventoryFunction[]
      readonly isOpen: boolean
    }

/** More VFs than this are first shown as one line. */
export const FOLD_ABOVE_VFS = 8

export interface DeviceRowOptions {
  /** Only functions with SR-IOV, and the bridges above them. */
  readonly isSriovOnly: boolean
  /** Narrows down by address, name, driver, interface or MAC; '' = everything. What matches is shown unfolded. */
  readonly text: string
  /** Keys whose state differs from the rule: bridges and PFs are open, folds are closed. */
  readonly flipped: ReadonlySet<string>
}

const matches = (fn: InventoryFunction, words: readonly string[]): boolean => {
  const driver = fn.driver.known ? (fn.driver.value ?? '') : ''
  const nets = fn.interfaces.map((net) => `${net.name} ${net.mac.known ? net.mac.value : ''}`)
  const ids = `${fn.vendorId}:${fn.deviceId}`
  const hay = [fn.address, fn.vendorName, fn.deviceName, ids, driver, fn.class, ...nets]
    .join(' ')
    .toLowerCase()
  return words.every((word) => hay.includes(word))
}

/** Lines of the tree in order: root bus functions, below each what hangs on it, below a PF its VFs. */
export function deviceRows(host: InventoryHost, options: DeviceRowOptions): readonly DeviceRow[] {
  const words = options.text.toLowerCase().split(/\s+/).filter(Boolean)
  const isSearching = words.length > 0
  const byAddress = new Map(host.functions.map((fn) => [fn.address, fn]))
  const below = new Map<PciAddress | null, InventoryFunction[]>()
  for (const fn of host.functions) {
    // A VF stands under its PF, whatever bus its routing id falls on. A parent that was not read counts as none.
    const wanted = fn.role.kind === 'vf' ? fn.role.pf : fn.parent
    const parent = wanted !== null && byAddress.has(wanted) ? wanted : null
    below.set(parent, [...(below.get(parent) ?? []), fn])
  }

  const walk = (fn: InventoryFunction, level: number): readonly DeviceRow[] => {
    const children = below.get(fn.address) ?? []
    const vfs = fn.role.kind === 'pf' ? children : []
    const isFolded = vfs.length > FOLD_ABOVE_VFS
    const isOpen = isSearching || !options.flipped.has(fn.address)
    const childRows = isFolded
      ? foldRows(fn, vfs, level + 1)
      : children.flatMap((child) => walk(child, level + 1))
    const isWanted =
      (!isSearching || matches(fn, words)) &&
      (!options.isSriovOnly || fn.role.kind === 'pf' || fn.role.kind === 'vf')
    if (!isWanted && childRows.length === 0) return []
    const self: DeviceRow = {
      kind: 'function',
      key: fn.address,
      level,
      fn,
      isOpen: childRows.length === 0 ? null : isOpen
    }
    return self.isOpen === true ? [self, ...childRows] : [self]
  }

  const foldRows = (
    pf: InventoryFunction,
    vfs: readonly InventoryFunction[],
    level: number
  ): readonly DeviceRow[] => {
    const key = `${pf.address}/vfs`
    const shown = isSearching ? vfs.filter((vf) => matches(vf, words)) : vfs
    if (shown.length === 0) return []
    const isOpen = isSearching || options.flipped.has(key)
    const fold: DeviceRow = { kind: 'vfs', key, level, pf, vfs: shown, isOpen }
    return isOpen
      ? [
          fold,
          ...shown.map((fn): DeviceRow => ({
            kind: 'function',
            key: fn.address,
            level: level + 1,
            fn,
            isOpen: null
          }))
        ]
      : [fold]
  }

  return (below.get(null) ?? []).flatMap((fn) => walk(fn, 1))
}
