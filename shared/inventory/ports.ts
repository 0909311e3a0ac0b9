import type { InventoryFunction, InventoryInterface } from './types.ts'

/**
 * Names that the kernel's devlink gives ports: "p0", "p1s2" an uplink, "pf0vf3" and "c1pf0sf88" the representors of a
 * VF and a subfunction. Source: __devlink_port_phys_port_name_get in net/devlink.
 */
const UPLINK = /^p\d+(s\d+)?$/
const REPRESENTOR = /^(c\d+)?pf(\d+)(?:(vf|sf)(\d+))?$/

/** What an interface of a PF stands for in the switch of its device; null = it is a port of its own. */
export type Represented = { readonly kind: 'vf' | 'sf'; readonly index: number } | { readonly kind: 'pf' }

/** What the name that the device gives a port says; null = no representor. */
export function representedBy(one: Pick<InventoryInterface, 'physPortName'>): Represented | null {
  const [, , , kind, index] = REPRESENTOR.exec(one.physPortName ?? '') ?? []
  if (kind === 'vf' || kind === 'sf') return { kind, index: Number(index) }
  return REPRESENTOR.test(one.physPortName ?? '') ? { kind: 'pf' } : null
}

/**
 * The interfaces of a function that are ports with a cable: its uplinks, never the representors beside them, whatever
 * their names. Several where one function has several ports (mlx4). In order of port number, then of name.
 */
export function portsOf(fn: Pick<InventoryFunction, 'interfaces'>): readonly InventoryInterface[] {
  const own = fn.interfaces.filter((one) => representedBy(one) === null)
  const uplinks = own.filter((one) => UPLINK.test(one.physPortName ?? ''))
  return [...(uplinks.length > 0 ? uplinks : own)].sort(
    (a, b) => (a.devPort ?? 0) - (b.devPort ?? 0) || (a.name < b.name ? -1 : 1)
  )
}

/** The first port; null where the function has none. */
export const portOf = (fn: Pick<InventoryFunction, 'interfaces'>): InventoryInterface | null =>
  portsOf(fn)[0] ?? null
