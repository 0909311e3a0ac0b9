import type { InventoryFunction, InventoryHost, InventoryInterface } from '../inventory/types.ts'
import type { Plan } from '../plan/types.ts'
import type { Reading } from '../reading.ts'
import { plannedHost, wholeFunctions } from '../planned/planned-host.ts'
import {
  isMentioned,
  isNetwork,
  isObserved,
  type ObservedPf,
  type PlannedPf,
  type PlannedVf
} from '../planned/planned-pf.ts'
import type { Difference } from './types.ts'
import { isVfioDriver } from '../drivers/vfio-drivers.ts'
import { commandName, commandText, observedCommand, vfCommands } from '../drivers/vf-commands.ts'

/** What is compared: a wanted value, and how a found one is shown. */
interface Comparison<T> {
  readonly where: string
  readonly what: string
  readonly wanted: string
  readonly found: Reading<T>
  readonly isAsWanted: (found: T) => boolean
  readonly text: (found: T) => string
}

/** Nothing where it is as wanted; an unread value is a difference of its own kind, never "as planned". */
function compare<T>(comparison: Comparison<T>): readonly Difference[] {
  const { where, what, wanted, found } = comparison
  if (!found.known) return [{ kind: 'unread', where, what, wanted, found: `not readable: ${found.reason}` }]
  if (comparison.isAsWanted(found.value)) return []
  return [{ kind: 'differs', where, what, wanted, found: comparison.text(found.value) }]
}

/**
 * Every way in which a host is not as planned, in order of the plan's PFs, VFs and functions; empty = as planned. It
 * is what `--verify` of the script says, from the inventory instead of from the host. A VF that a running VM holds
 * is bound to vfio-pci, which is as planned.
 */
export function differences(plan: Plan, host: InventoryHost): readonly Difference[] {
  const planned = plannedHost(plan, host)
  return [
    ...planned.pfs.flatMap(pfDifferences),
    ...wholeFunctions(planned).flatMap(({ function: { address }, observed }): readonly Difference[] =>
      observed === null ? [missing(address, 'function', 'present')] : boundToVfio(address, observed)
    )
  ]
}

const missing = (where: string, what: string, wanted: string): Difference => ({
  kind: 'missing',
  where,
  what,
  wanted,
  found: 'missing'
})

function boundToVfio(where: string, fn: InventoryFunction): readonly Difference[] {
  return compare({
    where,
    what: 'driver',
    wanted: 'vfio-pci',
    found: fn.driver,
    // A VFIO variant driver hands a VF out as it is, and can move a running guest.
    isAsWanted: isVfioDriver,
    text: (driver) => driver ?? 'none'
  })
}

/** Kept by the host: whatever driver the kernel chose, or none, but not vfio-pci and no override. */
function leftToHost(where: string, fn: InventoryFunction): readonly Difference[] {
  return [
    ...compare({
      where,
      what: 'driver',
      wanted: "the host's own",
      found: fn.driver,
      isAsWanted: (driver) => driver !== 'vfio-pci',
      text: (driver) => driver ?? 'none'
    }),
    ...compare({
      where,
      what: 'driver override',
      wanted: 'none',
      found: fn.driverOverride,
      isAsWanted: (override) => override === null,
      text: (override) => override ?? 'none'
    })
  ]
}

function pfDifferences(pf: PlannedPf): readonly Difference[] {
  const where = pf.address
  if (!isObserved(pf)) return [missing(where, 'PF', 'present')]
  const numVfs = pf.entry?.numVfs ?? null
  const mtu = pf.entry?.mtu
  const vfs = vfsToCompare(pf)
  const result: Difference[] = []
  if (mtu !== undefined) {
    result.push(
      ...ofInterface(
        pf,
        'MTU',
        `${mtu}`,
        (face) => face.mtu,
        (found) => found === mtu,
        (found) => `${found}`
      )
    )
  }
  if (numVfs !== null && pf.sriov.numVfs !== numVfs)
    result.push({ kind: 'differs', where, what: 'NumVFs', wanted: `${numVfs}`, found: `${pf.sriov.numVfs}` })
  if (numVfs !== null && numVfs > 0)
    result.push(
      ...compare({
        where,
        what: 'VF driver probing',
        wanted: 'on',
        found: pf.sriov.driversAutoprobe,
        isAsWanted: (on) => on,
        text: (on) => (on ? 'on' : 'off')
      })
    )
  if (isNetwork(pf) && pf.port !== null && vfs.length > 0)
    result.push(
      ...ofInterface(
        pf,
        'interface',
        'up',
        (face) => face.isUp,
        (up) => up,
        (up) => (up ? 'up' : 'down')
      )
    )
  return [...result, ...vfs.flatMap((vf) => vfDifferences(vf, pf))]
}

/** All VFs of a PF whose number is planned; else those of which the plan says something. */
const vfsToCompare = (pf: PlannedPf): readonly PlannedVf[] =>
  pf.entry === null ? pf.vfs.filter(isMentioned) : pf.vfs

function ofInterface<T>(
  pf: ObservedPf,
  what: string,
  wanted: string,
  read: (face: InventoryInterface) => Reading<T>,
  isAsWanted: (found: T) => boolean,
  text: (found: T) => string
): readonly Difference[] {
  return pf.port === null
    ? [missing(pf.address, what, wanted)]
    : compare({ where: pf.address, what, wanted, found: read(pf.port), isAsWanted, text })
}

function vfDifferences(vf: PlannedVf, pf: PlannedPf): readonly Difference[] {
  const where = `${pf.address} VF ${vf.index}`
  const fn = vf.observed
  if (fn === null) return [missing(where, 'VF', 'present')]
  // Of a PF whose number is left alone, only VFs that are given away have a wanted driver.
  const driver = vf.vm !== null ? boundToVfio(where, fn) : pf.entry === null ? [] : leftToHost(where, fn)
  return [...settingDifferences(where, vf), ...driver]
}

function settingDifferences(where: string, { settings, held }: PlannedVf): readonly Difference[] {
  return vfCommands(settings).flatMap(({ word, value }): readonly Difference[] => {
    const what = commandName(word)
    const wanted = commandText({ word, value })
    const unread = (reason: string): readonly Difference[] => [
      { kind: 'unread', where, what, wanted, found: `not readable: ${reason}` }
    ]
    if (!held.known) return unread(held.reason)
    const found = observedCommand(held.value, word)
    if (found === null) return unread('not reported by the PF driver')
    return found === value
      ? []
      : [{ kind: 'differs', where, what, wanted, found: commandText({ word, value: found }) }]
  })
}
