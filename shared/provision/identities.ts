import { vfCommands } from '../drivers/vf-commands.ts'
import { portOf } from '../inventory/ports.ts'
import type { InventoryFunction } from '../inventory/types.ts'
import { wholeFunctions, type PlannedHost } from '../planned/planned-host.ts'
import { isNetwork, isObserved } from '../planned/planned-pf.ts'
import { readOr } from '../reading.ts'
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
      card: pf.wholeTo === null ? marksOf(pf.observed) : UNMARKED
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
            card: UNMARKED
          }
        ]
  )
  return [...pfs, ...functions]
}

const idsOf = (fn: InventoryFunction): string => `${fn.vendorId}:${fn.deviceId}`

/**
 * What tells this card from another of its kind. `ip` names the permanent MAC only where another one is in use. Serial
 * number and slot are not read yet.
 */
export function marksOf(fn: Pick<InventoryFunction, 'interfaces'>): CardMarks {
  const port = portOf(fn)
  // A port of a bond may have the MAC of another one.
  const inUse = port === null || port.master !== null ? null : readOr(port.mac, null)
  const mac = port?.permanentMac ?? inUse
  const isMac = mac !== null && /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(mac)
  return { mac: isMac ? mac.toLowerCase() : null, serial: null, slot: null }
}

/** A function that goes to a VM as a whole has no interface on the host after the first run. */
const UNMARKED: CardMarks = { mac: null, serial: null, slot: null }
