/**
 * What Linux does when `sriov_numvfs` is written: the checks with their errno, the order, the waits.
 *
 * Modelled: the rules of sysfs, bus range, memory window, the time line of enabling and disabling.
 * Left out: probing by VF drivers (`device/vf-creation.ts` has its duration), failures half way.
 * Source: linux drivers/pci/pci-sysfs.c, drivers/pci/iov.c; tried on the virtual lab host (0 -> 2 works, 2 -> 2 is
 * nothing, 2 -> 3 EBUSY, above `sriov_totalvfs` ERANGE).
 */
import { err, ok, type Result } from '../../../result.ts'
import { CONTROL, SRIOV, VF_DISABLE_WAIT_MS, VF_ENABLE_WAIT_MS, type SriovCapability } from './capability.ts'

/** Where a PF sits, and what its driver and bridge allow. */
export interface PfPlace {
  readonly routingId: number
  /** Last bus number behind the bridge above; the PF's own bus on a root bus. */
  readonly lastBus: number
  /** `sriov_totalvfs`: the driver may allow fewer than the capability (igb: 7 of 8). */
  readonly driverMaxVfs: number
  /** Whether the PF driver can create VFs at all. */
  readonly hasSriovDriver: boolean
  /** Bytes that firmware and kernel reserved for each VF BAR; 0 = the BAR was not assigned. */
  readonly vfBarWindowBytes: readonly number[]
}

/** Why VFs are not created. */
export type NumVfsRefusal =
  | { readonly kind: 'no-driver'; readonly errno: 'ENOENT' }
  | { readonly kind: 'too-many'; readonly wanted: number; readonly max: number; readonly errno: 'ERANGE' }
  | { readonly kind: 'exists'; readonly numVfs: number; readonly wanted: number; readonly errno: 'EBUSY' }
  | {
      readonly kind: 'bus-out-of-range'
      readonly wanted: number
      readonly bus: number
      /** Buses that the bridge above forwards. */
      readonly firstBus: number
      readonly lastBus: number
      readonly errno: 'ENOMEM'
    }
  | { readonly kind: 'no-mmio'; readonly wanted: number; readonly bar: number; readonly errno: 'ENOMEM' }

/** Something that happens, in ms from the write. */
export interface SriovEvent {
  readonly atMs: number
  readonly kind: 'numvfs' | 'enable' | 'vf-added' | 'vf-removed' | 'disable' | 'done'
  /** VF index; null where the event is about the PF. */
  readonly vf: number | null
}

/**
 * Writes `wanted` to `sriov_numvfs` at `nowMs` and changes `capability` accordingly. The events are relative to
 * the write; an empty list means there was nothing to do.
 */
export function writeNumVfs(
  capability: SriovCapability,
  place: PfPlace,
  wanted: number,
  nowMs: number
): Result<readonly SriovEvent[], NumVfsRefusal> {
  const current = capability.vfCount
  if (wanted > place.driverMaxVfs)
    return err({ kind: 'too-many', wanted, max: place.driverMaxVfs, errno: 'ERANGE' })
  if (wanted === current) return ok([])
  if (!place.hasSriovDriver) return err({ kind: 'no-driver', errno: 'ENOENT' })
  if (wanted === 0) return ok(disable(capability, nowMs))
  if (current > 0) return err({ kind: 'exists', numVfs: current, wanted, errno: 'EBUSY' })
  return enable(capability, place, wanted, nowMs)
}

function enable(
  capability: SriovCapability,
  place: PfPlace,
  wanted: number,
  nowMs: number
): Result<readonly SriovEvent[], NumVfsRefusal> {
  const missing = capability.variant.vfBarBytes.findIndex(
    (bytes, bar) => bytes > 0 && (place.vfBarWindowBytes[bar] ?? 0) < capability.vfBarBytes(bar) * wanted
  )
  if (missing >= 0) return err({ kind: 'no-mmio', wanted, bar: missing, errno: 'ENOMEM' })
  // Offset and stride may change with NumVFs, so it is written before they are read.
  capability.write16(SRIOV.NUM_VFS, wanted, nowMs)
  const bus = capability.routingId(place.routingId, wanted - 1) >> 8
  if (bus > place.lastBus) {
    capability.write16(SRIOV.NUM_VFS, 0, nowMs)
    const { lastBus } = place
    return err({
      kind: 'bus-out-of-range',
      wanted,
      bus,
      firstBus: place.routingId >> 8,
      lastBus,
      errno: 'ENOMEM'
    })
  }
  const control = capability.read16(SRIOV.CONTROL) | CONTROL.VF_ENABLE | CONTROL.VF_MEMORY_SPACE_ENABLE
  capability.write16(SRIOV.CONTROL, control, nowMs)
  return ok([
    { atMs: 0, kind: 'numvfs', vf: null },
    { atMs: 0, kind: 'enable', vf: null },
    ...Array.from({ length: wanted }, (_, vf) => ({
      atMs: VF_ENABLE_WAIT_MS,
      kind: 'vf-added' as const,
      vf
    })),
    { atMs: VF_ENABLE_WAIT_MS, kind: 'done', vf: null }
  ])
}

function disable(capability: SriovCapability, nowMs: number): readonly SriovEvent[] {
  const count = capability.vfCount
  const off = ~(CONTROL.VF_ENABLE | CONTROL.VF_MEMORY_SPACE_ENABLE)
  capability.write16(SRIOV.CONTROL, capability.read16(SRIOV.CONTROL) & off, nowMs)
  capability.write16(SRIOV.NUM_VFS, 0, nowMs)
  return [
    ...Array.from({ length: count }, (_, vf) => ({ atMs: 0, kind: 'vf-removed' as const, vf })),
    { atMs: 0, kind: 'disable', vf: null },
    { atMs: VF_DISABLE_WAIT_MS, kind: 'numvfs', vf: null },
    { atMs: VF_DISABLE_WAIT_MS, kind: 'done', vf: null }
  ]
}

/** The line that the kernel logs for a refusal, behind driver and address; null = it logs none. */
export function refusalLine(refusal: NumVfsRefusal): string | null {
  switch (refusal.kind) {
    case 'no-driver':
      return 'driver does not support SR-IOV configuration via sysfs'
    case 'too-many':
      return null
    case 'exists':
      return `${refusal.numVfs} VFs already enabled. Disable before enabling ${refusal.wanted} VFs`
    case 'bus-out-of-range':
      return `can't enable ${refusal.wanted} VFs (bus ${hexBus(refusal.bus)} out of range of [bus ${busRange(refusal)}])`
    case 'no-mmio':
      return 'not enough MMIO resources for SR-IOV'
  }
}

const busRange = ({ firstBus, lastBus }: { readonly firstBus: number; readonly lastBus: number }): string =>
  firstBus === lastBus ? hexBus(firstBus) : `${hexBus(firstBus)}-${hexBus(lastBus)}`

const hexBus = (bus: number): string => bus.toString(16).padStart(2, '0')
