/**
 * How many VFs a PF driver allows, beyond what the capability says.
 *
 * Source: linux drivers/net/ethernet/intel/ixgbe/ixgbe_sriov.c (pools shared with traffic classes and macvlan);
 * igb: 7 of 8 (`sriov_totalvfs` on the virtual lab host). Checked: row 66.
 */
import { err, ok, type Result } from '../result.ts'
import { pfDriver } from './pf-drivers.ts'

/** What ixgbe's pools are shared among. */
export interface IxgbePools {
  /** Traffic classes in use, 1 to 8. */
  readonly trafficClasses: number
  /** macvlan offload pools. */
  readonly macvlans: number
}

/** Most VFs of ixgbe by traffic classes (`pf-drivers/intel.ts`). */
const POOLS = pfDriver('ixgbe')?.pools ?? { oneClass: 0, upToFour: 0, upToEight: 0 }

/** Most VFs of an ixgbe PF: 63, 31 or 15 by traffic classes, less one for every macvlan pool. */
export const ixgbeMaxVfs = ({ trafficClasses, macvlans }: IxgbePools): number => {
  const { oneClass, upToFour, upToEight } = POOLS
  return Math.max(0, (trafficClasses > 4 ? upToEight : trafficClasses > 1 ? upToFour : oneClass) - macvlans)
}

/** Refusal as sysfs gives it. */
export interface TooManyVfs {
  readonly kind: 'too-many-vfs'
  readonly wanted: number
  readonly max: number
  /** ERANGE: sysfs asks the driver only up to `sriov_totalvfs`, which ixgbe sets to 63. */
  readonly errno: 'EPERM' | 'ERANGE'
}

/** Whether ixgbe creates `numVfs`. */
export function ixgbeAllowsVfs(numVfs: number, pools: IxgbePools): Result<number, TooManyVfs> {
  const max = ixgbeMaxVfs(pools)
  return numVfs <= max
    ? ok(numVfs)
    : err({ kind: 'too-many-vfs', wanted: numVfs, max, errno: numVfs > POOLS.oneClass ? 'ERANGE' : 'EPERM' })
}
