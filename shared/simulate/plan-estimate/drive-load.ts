/** What the plan asks of every NVMe drive that it uses, and what one more VM would get. */
import { comparePciAddresses } from '../../pci/address.ts'
import type { EstimateContext } from './estimate-context.ts'
import { hostValues, presetNotes } from './host-values.ts'
import { assignedFunctions, isLocated } from '../../planned/assigned-function.ts'
import { BLOCK_BYTES, driveSetup, planDrives, plannedMethodOf } from './plan-drives.ts'
import { storageShares, type StorageFlow } from '../storage/storage-model.ts'
import type { DriveLoad } from '../types.ts'

/** So many I/Os in flight that their number limits nothing. */
const ENDLESS = 1e15

/** Loads by host (in order of first use) and address; greedy 4 KiB random reads, as planned. */
export function driveLoads(context: EstimateContext): readonly DriveLoad[] {
  const valuesOf = hostValues(context)
  const drives = planDrives(assignedFunctions(context).filter(isLocated))
  const hostOrder = [...new Set(drives.map(({ host }) => host.id))]
  return drives
    .map((drive): DriveLoad => {
      const { preset, host, owner, functions } = drive
      const values = valuesOf(host.id)
      const setup = driveSetup(drive, 'planned', BLOCK_BYTES.small)
      const shares = storageShares(setup, values)
      const most: StorageFlow = {
        ...setup.flows.reduce((best, flow) => (flow.inFlight > best.inFlight ? flow : best)),
        method: 'sriov'
      }
      const widened = { ...setup, flows: [...setup.flows, most] }
      const isWhole = functions.some((resolved) => plannedMethodOf(resolved) === 'direct')
      return {
        host: host.id,
        pf: owner.address,
        label: `${owner.address}, ${preset.label}`,
        ratedKiops:
          storageShares({ ...setup, flows: [{ ...most, inFlight: ENDLESS }] }, values)[0]?.kiops ?? 0,
        isRatedAssumed: preset.isClass,
        plannedKiops: shares.reduce((sum, { kiops }) => sum + kiops, 0),
        nextVmKiops: isWhole ? 0 : (storageShares(widened, values).at(-1)?.kiops ?? 0),
        vms: [...new Set(functions.map(({ vm }) => vm.id))],
        notes: [
          ...drive.notes,
          'random reads of 4 KiB, 32 in flight for each vCPU, at most 8 vCPUs',
          ...presetNotes(context, host)
        ]
      }
    })
    .sort((a, b) => hostOrder.indexOf(a.host) - hostOrder.indexOf(b.host) || comparePciAddresses(a.pf, b.pf))
}
