import { vfCommands } from '../drivers/vf-commands.ts'
import type { InventoryFunction } from '../inventory/types.ts'
import { wholeFunctions, type PlannedHost } from '../planned/planned-host.ts'
import { isNetwork, isObserved } from '../planned/planned-pf.ts'
import type { CardMarks, FunctionIdentity } from './types.ts'

/** What must be true of the functions that the plan names, PFs first, each in order of address. */
export function identitiesOf(host: PlannedHost): readonly FunctionIdentity[] {
  const pfs = host.pfs.filter(isObserved).map((pf): FunctionIdentity => {
    const hasAssignedVf = pf.vfs.some((vf) => vf.vm !== null)
    const hasSettings = pf.vfs.some((vf) => vfCommands(vf.settings).length > 0)
    return {
      address: pf.address,
      ids: idsOf(pf.observed),
      // A PF that goes to a VM as a whole is bound to vfio-pci after the first run.
      driver: pf.wholeTo === null ? pf.driver : null,
      numVfs: pf.entry?.numVfs ?? null,
      needsIommu: pf.wholeTo !== null || hasAssignedVf,
      needsInterface: isNetwork(pf) && (pf.entry?.mtu !== undefined || hasSettings),
      card: marksOf(pf.observed)
    }
  })
  const named = new Set(pfs.map((pf) => pf.address))
  const functions = wholeFunctions(host).flatMap(({ function: { address }, observed }): FunctionIdentity[] =>
    observed === null || named.has(address)
      ? []
      : [
          {
            address,
            ids: idsOf(observed),
            driver: null,
            numVfs: null,
            needsIommu: true,
            needsInterface: false,
            card: marksOf(observed)
          }
        ]
  )
  return [...pfs, ...functions]
}

const idsOf = (fn: InventoryFunction): string => `${fn.vendorId}:${fn.deviceId}`

const marksOf = (_fn: InventoryFunction): CardMarks => ({ mac: null, serial: null, slot: null })
