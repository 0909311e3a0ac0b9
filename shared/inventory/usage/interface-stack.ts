import type { PciAddress } from '../../pci/address.ts'
import { readOr } from '../../reading.ts'
import type { HostSnapshot, SnapshotInterface } from '../../snapshot/types.ts'

/** How the interfaces of a host stand on each other. */
export interface InterfaceStack {
  readonly byName: ReadonlyMap<string, SnapshotInterface>
  /** The interface itself and all that carry it, each once: ports of a bridge, bond or OVS bridge, the NIC under a VLAN. */
  readonly below: (name: string) => readonly SnapshotInterface[]
}

/** The stack of a host, followed by the links of sysfs and ip, by masters, and by what Open vSwitch tells. */
export function interfaceStack({
  interfaces,
  ovsBridges
}: Pick<HostSnapshot, 'interfaces' | 'ovsBridges'>): InterfaceStack {
  const byName = new Map(interfaces.map((one) => [one.name, one]))
  const carriers = new Map<string, Set<string>>()
  const carry = (upper: string, lower: string): void => {
    const set = carriers.get(upper)
    if (set) set.add(lower)
    else carriers.set(upper, new Set([lower]))
  }
  for (const one of interfaces) {
    for (const lower of one.lower) carry(one.name, lower)
    if (one.master !== null) carry(one.master, one.name)
  }
  for (const { name, ports, joined } of readOr(ovsBridges, null) ?? []) {
    const node = bridgeNode(name)
    // A port that stands on a function carries the bridge; one that does not (br-ex itself) is carried by it.
    for (const port of ports) {
      if (byName.get(port)?.kind === 'openvswitch' || port === name) carry(port, node)
      else carry(node, port)
    }
    for (const other of joined) carry(node, bridgeNode(other))
  }
  return {
    byName,
    below: (name) => {
      const seen = new Set([name])
      // A set is walked in the order of insertion, also of what is added meanwhile.
      for (const one of seen) for (const lower of carriers.get(one) ?? []) seen.add(lower)
      return [...seen].flatMap((one) => byName.get(one) ?? [])
    }
  }
}

/** No interface has a blank in its name. */
const bridgeNode = (name: string): string => `OVS bridge ${name}`

/** The functions at the bottom of a stack, each once, with the interface on each. */
export const functionsBelow = (
  stack: InterfaceStack,
  name: string
): readonly { readonly function: PciAddress; readonly interface: string }[] =>
  stack
    .below(name)
    .flatMap((one) => (one.function === null ? [] : [{ function: one.function, interface: one.name }]))
