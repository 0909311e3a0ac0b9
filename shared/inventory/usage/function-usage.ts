import type { PciAddress } from '../../pci/address.ts'
import { driveUses, type DriveReadings } from './drives.ts'
import { interfaceUses, type InterfaceReadings } from './interfaces.ts'
import type { Sighting } from './sighting.ts'
import { usageOf, type FunctionUsage, type FunctionUse, type UseDoubt } from './types.ts'
import { vfioHolders, type VfioReadings } from './vfio-holders.ts'

/** What the usage of functions is seen from. */
export type UsageReadings = VfioReadings & DriveReadings & InterfaceReadings

/** The usage of every function: each kind of reading adds what it sees, and the verdict follows. */
export function functionUsages(snapshot: UsageReadings): ReadonlyMap<PciAddress, FunctionUsage> {
  const sightings: readonly Sighting[] = [
    ...vfioHolders(snapshot),
    ...driveUses(snapshot),
    ...interfaceUses(snapshot)
  ]
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
