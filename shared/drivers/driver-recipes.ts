import { knobsOf } from './driver-knobs.ts'
import type { VfWord } from './vf-commands.ts'

/** What is particular about bringing up VFs with one PF driver. */
export interface DriverRecipe {
  /** The PF's interface must be up before `sriov_numvfs` is written. */
  readonly needsPfUpForVfs: boolean
  /** Shown to the user when VFs of this driver are given away; null = nothing to say. */
  readonly note: string | null
  /** Where each fact of the row comes from. */
  readonly source: string
}

const PLAIN: DriverRecipe = {
  needsPfUpForVfs: false,
  note: null,
  source: 'no driver but those below was seen to need anything else'
}

const RECIPES: ReadonlyMap<string, DriverRecipe> = new Map<string, DriverRecipe>([
  [
    'mlx5_core',
    {
      ...PLAIN,
      note: 'A MAC set on a VF of mlx5_core is seen by its driver when it is loaded the next time.',
      source:
        'mlx5/core: mlx5_eswitch_set_vport_mac writes the vport context, mlx5e_set_netdev_dev_addr reads it when loaded'
    }
  ],
  [
    'bnxt_en',
    {
      ...PLAIN,
      needsPfUpForVfs: true,
      source:
        'bnxt_sriov.c: bnxt_sriov_configure ("Reject SRIOV config request since if is down!" and returns 0, so ' +
        'the write succeeds and NumVFs stays)'
    }
  ],
  [
    'nvme',
    {
      ...PLAIN,
      note:
        'NVMe VFs stay offline until their secondary controllers get queue and interrupt resources ' +
        '("nvme virt-mgmt"); this is not part of the plan.',
      source:
        'NVM Express base specification, virtualization enhancements; tried: "Device not ready; CSTS=0x2" before virt-mgmt'
    }
  ]
])

/** The recipe of a PF driver; a driver without a row needs nothing in particular. */
export const recipeFor = (driver: string | null): DriverRecipe =>
  (driver === null ? undefined : RECIPES.get(driver)) ?? PLAIN

/**
 * Whether a driver refuses a setting while the PF has no link. One of which nothing is known is taken to compare rates
 * with the speed of the link, as most do: waiting does no harm.
 */
export const needsCarrier = (driver: string | null, word: VfWord): boolean =>
  (word === 'max-tx-rate' || word === 'min-tx-rate') && (knobsOf(driver)?.ratesNeedLink ?? true)
