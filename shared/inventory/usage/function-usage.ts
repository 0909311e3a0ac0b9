import type { PciAddress } from '../../pci/address.ts'
import { binderUses } from './binders.ts'
import { nodeUses, type NodeReadings } from './device-nodes.ts'
import { displayUses, type DisplayReadings } from './display.ts'
import { driverUses, type DriverReadings } from './bound-drivers.ts'
import { driveUses, type DriveReadings } from './drives.ts'
import { farUses, type FarReadings } from './far-interfaces.ts'
import { interfaceUses, type InterfaceReadings } from './interfaces.ts'
import { managementUses, type ManagementReadings } from './management.ts'
import type { Sighting } from './sighting.ts'
import { usageOf, type FunctionUsage, type FunctionUse, type UseDoubt } from './types.ts'
import { vfioHolders, type VfioReadings } from './vfio-holders.ts'

/**
 * How use is concluded, here and in the exported script (which reads the host again just before it writes):
 *
 * 1. Who holds it: processes with its VFIO device or group (/dev/vfio), UIO or RDMA node open, from /proc/PID/fd as
 *    root; a function bound to a VFIO driver whose holders cannot be read may be held. Xen's pciback keeps it for guests.
 * 2. Drives: what is mounted on, built upon or carried by the disks of the function (drives.ts).
 * 3. Interfaces: the stack is followed downwards by `lower_*` and `master` of sysfs, by `link` of ip, and through OVS
 *    bridges by ovs-vsctl (patch ports join bridges), until a function is met. An address (other than link-local) of any
 *    interface of the stack, a master, and anything that stands on the interface count, whether up or not.
 * 4. Other namespaces: a function with a network driver and without an interface here is never free. Looked for in
 *    each namespace by `parentdev` of ip or by the bus address of ethtool; else use cannot be ruled out.
 * 5. Management: every default route (all tables) and the local address of SSH_CONNECTION (of the reader, or of a
 *    process above it where sudo dropped it), followed down as in 3. Where that ends at no function: for an OVS port all
 *    NICs of OVS, else all ports that have a cable and are used, may carry it. No consent covers it.
 * 6. Drivers: where a driver of the host is bound and none of the above tells of the function, its use is not known.
 */

/** What the usage of functions is seen from. */
export type UsageReadings = VfioReadings &
  NodeReadings &
  DriveReadings &
  DisplayReadings &
  DriverReadings &
  InterfaceReadings &
  ManagementReadings &
  FarReadings

/** The usage of every function: each kind of reading adds what it sees, and the verdict follows. */
export function functionUsages(snapshot: UsageReadings): ReadonlyMap<PciAddress, FunctionUsage> {
  const told: readonly Sighting[] = [
    ...vfioHolders(snapshot),
    ...driveUses(snapshot),
    ...nodeUses(snapshot),
    ...binderUses(snapshot),
    ...interfaceUses(snapshot),
    ...farUses(snapshot),
    ...managementUses(snapshot)
  ]
  const isTold = new Set(told.map(({ at }) => at))
  // That the console is elsewhere says nothing of what else a GPU is used for.
  const sightings = [...told, ...displayUses(snapshot), ...driverUses(snapshot, (at) => isTold.has(at))]
  const parts = new Map<PciAddress, Parts>(
    snapshot.functions.map(({ address }) => [address, { uses: [], doubts: [], evidence: [] }])
  )
  for (const sighting of sightings) {
    const part = parts.get(sighting.at)
    if (part === undefined) continue
    if ('use' in sighting) part.uses.push(sighting.use)
    else if ('doubt' in sighting) part.doubts.push(sighting.doubt)
    else part.evidence.push(sighting.evidence)
  }
  return new Map(
    [...parts].map(([address, { uses, doubts, evidence }]) => [address, usageOf(uses, doubts, evidence)])
  )
}

interface Parts {
  readonly uses: FunctionUse[]
  readonly doubts: UseDoubt[]
  readonly evidence: string[]
}
