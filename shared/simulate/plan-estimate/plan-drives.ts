/** The NVMe drives of a plan with the VMs that share each, as the model of storage wants them. */
import type { InventoryFunction, InventoryHost } from '../../inventory/types.ts'
import { portFacts } from './port.ts'
import type { LocatedFunction } from '../../planned/assigned-function.ts'
import type { PcieLinkShape } from '../cost/pcie-link.ts'
import type { IoMethod, MethodChoice } from '../types.ts'
import { drivePresetOf, drivePresets, isEmulatedDrive, type DrivePreset } from '../presets/drive-presets.ts'
import type { StorageFlow, StorageSetup } from '../storage/storage-model.ts'

/** A drive that the plan gives away, whole or by VFs. */
export interface PlanDrive {
  readonly host: InventoryHost
  readonly owner: InventoryFunction
  readonly link: PcieLinkShape
  readonly preset: DrivePreset
  /** What stands in for facts about the drive. */
  readonly notes: readonly string[]
  /** Functions of it that are given away, in the plan's order. */
  readonly functions: readonly LocatedFunction[]
}

/** Link of a function as it was read; null where it was not, or where there is none. */
export const linkOf = ({ owner }: LocatedFunction): PcieLinkShape | null =>
  owner.link.known && owner.link.value !== null ? portFacts(owner).port.link : null

/** Drives with a known link, in the order in which the plan first uses them. */
export function planDrives(known: readonly LocatedFunction[]): readonly PlanDrive[] {
  const byOwner = new Map<InventoryFunction, LocatedFunction[]>()
  for (const resolved of known)
    if (resolved.owner.class === 'nvme')
      byOwner.set(resolved.owner, [...(byOwner.get(resolved.owner) ?? []), resolved])
  return [...byOwner].flatMap(([owner, functions]): readonly PlanDrive[] => {
    const first = functions[0]
    const link = first === undefined ? null : linkOf(first)
    if (first === undefined || link === null) return []
    const { vendorId, deviceId } = owner
    const preset = drivePresets[drivePresetOf(vendorId, deviceId, link.generation)]
    const notes = isEmulatedDrive(vendorId, deviceId)
      ? [`an emulated controller: estimated as if it were ${preset.label}`]
      : preset.isClass
        ? [`no preset for ${vendorId}:${deviceId}: estimated as ${preset.label}`]
        : [`${preset.label}: ${preset.source}`]
    return [{ host: first.host, owner, link, preset, notes, functions }]
  })
}

/** How a function is given in the plan. */
export const plannedMethodOf = ({ vfIndex }: LocatedFunction): IoMethod =>
  vfIndex === null ? 'direct' : 'sriov'

/** Queues that Linux uses: one for each vCPU; VFs of real drives rarely have more than this. */
const MOST_QUEUES = 8
/** I/Os in flight in each queue. */
const QUEUE_DEPTH = 32

/** I/Os that a VM of this size is assumed to keep in flight. */
export const inFlightOf = (vcpus: number): number => Math.min(vcpus, MOST_QUEUES) * QUEUE_DEPTH

/** Blocks of the two questions that a plan asks: accesses a second, and bytes a second. */
export const BLOCK_BYTES = { small: 4096, large: 131_072 } as const

/** All VMs of a drive by one method, or each as planned; greedy random reads. */
export function driveSetup(
  { link, functions, preset }: PlanDrive,
  method: MethodChoice,
  blockBytes: number
): StorageSetup {
  return {
    drive: preset,
    link,
    storageCores: 0,
    flows: functions.map((resolved): StorageFlow => ({
      method: method === 'planned' ? plannedMethodOf(resolved) : method,
      backend: 'qemu',
      blockBytes,
      readShare: 1,
      inFlight: inFlightOf(resolved.vm.vcpus),
      offeredKiops: null,
      weight: 1
    }))
  }
}
