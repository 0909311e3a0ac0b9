/** Every PF driver of which something is known; a driver is added by a row in one of the lists. */
import type { PfDriver, VfMaking } from './pf-driver.ts'
import { ACCELERATOR_DRIVERS } from './pf-drivers/accelerators.ts'
import { BROADCOM_MARVELL_DRIVERS } from './pf-drivers/broadcom-marvell.ts'
import { INTEL_DRIVERS } from './pf-drivers/intel.ts'
import { NVIDIA_DRIVERS } from './pf-drivers/nvidia.ts'
import { OTHER_DEVICE_DRIVERS } from './pf-drivers/other-devices.ts'
import { OTHER_NETWORK_DRIVERS } from './pf-drivers/other-networks.ts'
import { setsRate, type VfWord } from './vf-commands.ts'

/** All rows, by maker. */
export const PF_DRIVERS: readonly PfDriver[] = [
  ...INTEL_DRIVERS,
  ...NVIDIA_DRIVERS,
  ...BROADCOM_MARVELL_DRIVERS,
  ...OTHER_NETWORK_DRIVERS,
  ...ACCELERATOR_DRIVERS,
  ...OTHER_DEVICE_DRIVERS
]

const BY_NAME: ReadonlyMap<string, PfDriver> = new Map(
  PF_DRIVERS.flatMap((row) => [row.name, ...row.aliases].map((name) => [name, row] as const))
)

/** The row of a driver by any of its names; null = nothing is known about it, or there is none. */
export const pfDriver = (name: string | null): PfDriver | null =>
  name === null ? null : (BY_NAME.get(name) ?? null)

/** How a driver of this origin makes VFs; where the origin matters and is not known, as the kernel's own does. */
export function makingOf({ making }: PfDriver, origin: 'in-tree' | 'out-of-tree' | 'unknown'): VfMaking {
  if (making.kind !== 'by-origin') return making
  return origin === 'out-of-tree' ? making.outOfTree : making.inTree
}

/**
 * Whether the driver refuses this call while the PF has no link. One of which nothing is known is taken to compare rates
 * with the speed of the link, as most do: waiting does no harm.
 */
export const needsCarrier = (driver: string | null, word: VfWord): boolean =>
  setsRate(word) && (pfDriver(driver)?.rates.needLink ?? true)
