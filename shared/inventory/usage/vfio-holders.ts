import { readOr } from '../../reading.ts'
import type { HostSnapshot, SnapshotFunction } from '../../snapshot/types.ts'
import type { Sighting } from './sighting.ts'

/** What holders of VFIO devices are seen from. */
export type VfioReadings = Pick<HostSnapshot, 'functions' | 'vfioUsers'>

/**
 * Processes that hold VFIO devices. A holder of a group holds every function of it that is bound to VFIO. Where the
 * holders could not be read, every function that is bound to VFIO may have one.
 */
export function vfioHolders({ functions, vfioUsers }: VfioReadings): readonly Sighting[] {
  const bound = functions.filter(isOnVfio)
  if (!vfioUsers.known) {
    const doubt = {
      kind: 'guest',
      what: 'whether a process holds its VFIO device',
      reason: vfioUsers.reason
    } as const
    return bound.map(({ address }) => ({ at: address, doubt }))
  }
  const byGroup = groupBy(bound, (fn) => readOr(fn.iommuGroup, null))
  const byDevice = groupBy(functions, (fn) => fn.vfioDevice)
  const held = new Set<string>()
  const seen = new Set<string>()
  const sightings: Sighting[] = []
  for (const { pid, command, vm, holds } of vfioUsers.value) {
    const functionsHeld = (holds.kind === 'device' ? byDevice : byGroup).get(holds.number) ?? []
    for (const { address } of functionsHeld) {
      held.add(address)
      const key = `${address} ${pid}`
      if (seen.has(key)) continue
      seen.add(key)
      sightings.push({
        at: address,
        use: vm === null ? { kind: 'vfio', pid, command } : { kind: 'vm', vm, pid }
      })
    }
  }
  const idle = bound.filter(({ address }) => !held.has(address))
  return [
    ...sightings,
    ...idle.map(({ address }) => ({ at: address, evidence: 'no process holds its VFIO device' }))
  ]
}

const isOnVfio = (fn: SnapshotFunction): boolean => /vfio/.test(readOr(fn.driver, null) ?? '')

function groupBy(
  functions: readonly SnapshotFunction[],
  numberOf: (fn: SnapshotFunction) => number | null
): ReadonlyMap<number, readonly SnapshotFunction[]> {
  const groups = new Map<number, SnapshotFunction[]>()
  for (const fn of functions) {
    const number = numberOf(fn)
    if (number === null) continue
    const group = groups.get(number)
    if (group) group.push(fn)
    else groups.set(number, [fn])
  }
  return groups
}
