/**
 * How long it takes until VFs exist and are probed.
 *
 * Modelled: the kernel's fixed waits and a time per VF by driver. Left out: udev, network configuration of new
 * interfaces, growth beyond the counts that were measured (mlx5 grows faster than linearly above 16).
 * Sources: linux drivers/pci/iov.c, nmstate PR 1704, sriov-network-operator issue 1015. Checked: rows 67, 69.
 */
import type { NicDriver } from './nic-driver.ts'
import { defaultValues, type Values } from '../calibration/parameters.ts'

/** Seconds, and whether the count lies where times were measured. */
export interface CreationTime {
  readonly seconds: number
  readonly isExtrapolated: boolean
}

/** Time from writing `count` to `sriov_numvfs` until all VFs are there. */
export function vfCreationTime(
  driver: NicDriver | null,
  count: number,
  values: Values = defaultValues
): CreationTime {
  const wait = values['ctrl.vfEnableWait'] / 1000
  if (count <= 0) return { seconds: 0, isExtrapolated: false }
  switch (driver) {
    case 'i40e':
      return { seconds: wait + values['ctrl.i40eVf'] * count, isExtrapolated: count > 64 }
    case 'mlx5':
      return {
        seconds: values['ctrl.mlx5Base'] + values['ctrl.mlx5Vf'] * count,
        isExtrapolated: count < 4 || count > 16
      }
    case 'igb':
    case 'ixgbe':
    case 'ice':
    case null:
      return { seconds: wait + values['ctrl.defaultVf'] * count, isExtrapolated: true }
  }
}
