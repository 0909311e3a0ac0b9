import type { InventoryFunction, InventoryHost } from './types.ts'
import type { PciAddress } from '../pci/address.ts'

/** A MAC address that was seen on a host. */
export interface SeenMac {
  /** Lower case. */
  readonly mac: string
  /** The function whose interface has it, or the VF for which the PF driver holds it. */
  readonly function: PciAddress
  /** Interface name, or "VF 3 of 0000:3b:00.0" for an administrative MAC. */
  readonly where: string
}

/** Read once for each host: it is judged over and over while a plan changes. */
const macsOfHosts = new WeakMap<InventoryHost, readonly SeenMac[]>()

/** Every MAC address of a host, in order of its functions; one can appear more than once. */
export function seenMacs(host: InventoryHost): readonly SeenMac[] {
  const before = macsOfHosts.get(host)
  if (before) return before
  const macs = host.functions.flatMap((fn) => [...interfaceMacs(fn), ...administrativeMacs(fn)])
  macsOfHosts.set(host, macs)
  return macs
}

const interfaceMacs = (fn: InventoryFunction): readonly SeenMac[] =>
  fn.interfaces.flatMap((one) =>
    one.mac.known ? [{ mac: one.mac.value.toLowerCase(), function: fn.address, where: one.name }] : []
  )

function administrativeMacs(fn: InventoryFunction): readonly SeenMac[] {
  if (fn.role.kind !== 'pf' || !fn.role.sriov.vfSettings.known) return []
  const { vfs, vfSettings } = fn.role.sriov
  return vfSettings.value.flatMap(({ index, mac }) => {
    const vf = vfs[index]
    if (mac === null || vf === undefined) return []
    return [{ mac: mac.toLowerCase(), function: vf, where: `VF ${index} of ${fn.address}` }]
  })
}
