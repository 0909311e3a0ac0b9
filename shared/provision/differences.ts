import { functionAt, vfAt } from '../inventory/lookup.ts'
import type { InventoryFunction, InventoryHost, InventoryInterface } from '../inventory/types.ts'
import type { Plan } from '../plan/types.ts'
import type { Reading } from '../reading.ts'
import { isNetwork, pfOf, settingsOf, type ObservedPf } from '../planned/observed.ts'
import type { Difference } from './types.ts'
import { commandName, commandText, observedCommand, vfCommands } from '../drivers/vf-commands.ts'
import { wantedOn, type WantedPf, type WantedVf } from '../planned/wanted.ts'

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
  const wanted = wantedOn(plan, host.id)
  return [
    ...wanted.pfs.flatMap((pf) => pfDifferences(pf, host)),
    ...wanted.functions.flatMap(({ address }): readonly Difference[] => {
      const fn = functionAt(host, address)
      return fn === null ? [missing(address, 'function', 'present')] : boundToVfio(address, fn)
    })
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
    isAsWanted: (driver) => driver === 'vfio-pci',
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

function pfDifferences(wanted: WantedPf, host: InventoryHost): readonly Difference[] {
  const where = wanted.address
  const pf = pfOf(host, wanted.address)
  if (pf === undefined) return [missing(where, 'PF', 'present')]
  const { numVfs } = wanted
  const result: Difference[] = []
  if (wanted.mtu !== null) {
    const { mtu } = wanted
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
  if (isNetwork(pf.fn) && pf.fn.interfaces.length > 0 && wanted.vfs.length > 0)
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
  return [...result, ...wanted.vfs.flatMap((vf) => vfDifferences(vf, wanted, pf, host))]
}

function ofInterface<T>(
  pf: ObservedPf,
  what: string,
  wanted: string,
  read: (face: InventoryInterface) => Reading<T>,
  isAsWanted: (found: T) => boolean,
  text: (found: T) => string
): readonly Difference[] {
  const [face] = pf.fn.interfaces
  return face === undefined
    ? [missing(pf.fn.address, what, wanted)]
    : compare({ where: pf.fn.address, what, wanted, found: read(face), isAsWanted, text })
}

function vfDifferences(
  vf: WantedVf,
  wanted: WantedPf,
  pf: ObservedPf,
  host: InventoryHost
): readonly Difference[] {
  const where = `${wanted.address} VF ${vf.index}`
  const fn = vfAt(host, wanted.address, vf.index)
  if (fn === null) return [missing(where, 'VF', 'present')]
  // Of a PF whose number is left alone, only VFs that are given away have a wanted driver.
  const driver = vf.vm !== null ? boundToVfio(where, fn) : wanted.numVfs === null ? [] : leftToHost(where, fn)
  return [...settingDifferences(where, vf, pf), ...driver]
}

function settingDifferences(where: string, vf: WantedVf, pf: ObservedPf): readonly Difference[] {
  const observed = settingsOf(pf.sriov, vf.index)
  return vfCommands(vf.settings).flatMap(({ word, value }): readonly Difference[] => {
    const what = commandName(word)
    const wanted = commandText({ word, value })
    const unread = (reason: string): readonly Difference[] => [
      { kind: 'unread', where, what, wanted, found: `not readable: ${reason}` }
    ]
    if (!observed.known) return unread(observed.reason)
    if (observed.value === undefined) return unread('the PF driver does not list this VF')
    const found = observedCommand(observed.value, word)
    if (found === null) return unread('not reported by the PF driver')
    return found === value
      ? []
      : [{ kind: 'differs', where, what, wanted, found: commandText({ word, value: found }) }]
  })
}
