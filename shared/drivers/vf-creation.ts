/**
 * How long it takes until VFs exist and are probed.
 *
 * Modelled: the kernel's fixed waits and a time per VF by driver. Left out: udev, network configuration of new
 * interfaces, growth beyond the counts that were measured (mlx5 grows faster than linearly above 16).
 * Sources: linux drivers/pci/iov.c, nmstate PR 1704, sriov-network-operator issue 1015. Checked: rows 67, 69.
 */
import { defaultValues, type Values } from '../calibration/parameters.ts'
import { pfDriver } from './pf-drivers.ts'

/** Seconds, and whether the count lies where times were measured. */
export interface CreationTime {
  readonly seconds: number
  readonly isExtrapolated: boolean
}

/** Time from writing `count` to `sriov_numvfs` until all VFs are there; `driver` null = one of which nothing is known. */
export function vfCreationTime(
  driver: string | null,
  count: number,
  values: Values = defaultValues
): CreationTime {
  if (count <= 0) return { seconds: 0, isExtrapolated: false }
  const wait = values['ctrl.vfEnableWait'] / 1000
  const model = pfDriver(driver)?.creation ?? null
  if (model === null) return { seconds: wait + values['ctrl.defaultVf'] * count, isExtrapolated: true }
  const [fewest, most] = model.measured
  return {
    seconds: (model.base === null ? wait : values[model.base]) + values[model.perVf] * count,
    isExtrapolated: count < fewest || count > most
  }
}
