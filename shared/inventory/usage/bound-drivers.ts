import { isAssignmentDriver } from '../../iommu/viability.ts'
import { classOf } from '../../pci/class-code.ts'
import type { HostSnapshot } from '../../snapshot/types.ts'
import { isBinder } from './binders.ts'
import type { Sighting } from './sighting.ts'

/** What the use by drivers of the host is seen from. */
export type DriverReadings = Pick<HostSnapshot, 'functions'>

/**
 * Functions of which no other reading tells whether they are in use: `isTold` says of which one does. Without a driver
 * nothing on the host uses them. A driver of the host may serve the kernel itself with it (encryption, DMA copies) or
 * devices below it (USB, Fibre Channel, sound): no sign of use is known for these, and so none is missing. Bridges are
 * left out: they cannot be given, and their use is that of what lies behind them.
 */
export const driverUses = (
  { functions }: DriverReadings,
  isTold: (at: Sighting['at']) => boolean
): readonly Sighting[] =>
  functions.flatMap((fn): readonly Sighting[] => {
    if (classOf(fn.classCode) === 'bridge' || isTold(fn.address)) return []
    const driver = fn.driver.known ? fn.driver.value : null
    if (driver !== null && (isAssignmentDriver(driver) || isBinder(driver))) return []
    if (fn.driver.known && driver === null) return [{ at: fn.address, evidence: 'no driver is bound to it' }]
    const reason = fn.driver.known
      ? `what uses a device of ${driver ?? ''} shows nowhere that VF Lab reads`
      : fn.driver.reason
    const what = fn.driver.known
      ? `whether ${driver ?? ''} serves the host with it`
      : 'whether a driver of the host uses it'
    return [{ at: fn.address, doubt: { kind: 'driver', what, reason } }]
  })
