/**
 * Which per-VF settings a PF driver takes: the one place that knows. A driver does not announce this; it refuses
 * when the setting is written, so plan checks, compiled scripts and the tests' kernel model all ask here. One row
 * per driver, each with where it was seen.
 */
import type { PlanVfSettings } from './vf-settings.ts'

/** A setting of a VF. */
export type Knob = keyof PlanVfSettings

/** What one driver takes. MAC, VLAN, priority, trust and spoof checking are taken by every driver listed. */
export interface DriverKnobs {
  /** Takes a minimum rate other than 0. */
  readonly hasMinTxRate: boolean
  /** Link states that have an effect; others are taken without one. Empty = the driver has no link state at all. */
  readonly linkStates: readonly NonNullable<PlanVfSettings['linkState']>[]
  /** 802.1ad port VLANs: refused, or taken only in a mode or firmware that cannot be seen from outside. */
  readonly vlan8021ad: 'refused' | 'depends'
  /** Refuses rates while the PF has no link. */
  readonly ratesNeedLink: boolean
  /** Smallest maximum rate in Mbit/s that can be set (0, no limit, always is). */
  readonly lowestMaxTxRate: number
  /** What becomes of a maximum rate below that. */
  readonly belowLowest: 'refused' | 'raised'
  /** The rate is cut down to a multiple of this many Mbit/s. */
  readonly rateStepMbps: number
  /** Link speed in Mbit/s at which alone rates can be limited; null = any. */
  readonly onlyAtMbps: number | null
  readonly source: string
}

const USUAL: Omit<DriverKnobs, 'source'> = {
  hasMinTxRate: true,
  linkStates: ['auto', 'enable', 'disable'],
  vlan8021ad: 'refused',
  ratesNeedLink: true,
  lowestMaxTxRate: 1,
  belowLowest: 'refused',
  rateStepMbps: 1,
  onlyAtMbps: null
}

const KNOBS: ReadonlyMap<string, DriverKnobs> = new Map<string, DriverKnobs>([
  [
    'igb',
    {
      ...USUAL,
      hasMinTxRate: false,
      linkStates: [],
      source: 'tried on an 82576 under Linux 6.1 and 6.12'
    }
  ],
  [
    'ixgbe',
    {
      ...USUAL,
      hasMinTxRate: false,
      linkStates: ['auto', 'disable'],
      lowestMaxTxRate: 11,
      onlyAtMbps: 10_000,
      source:
        'drivers/net/ethernet/intel/ixgbe/ixgbe_sriov.c, ixgbe_ndo_set_vf_bw, ixgbe_ndo_set_vf_vlan and ixgbe_ndo_set_vf_link_state'
    }
  ],
  [
    'i40e',
    {
      ...USUAL,
      hasMinTxRate: false,
      lowestMaxTxRate: 50,
      belowLowest: 'raised',
      rateStepMbps: 50,
      source:
        'drivers/net/ethernet/intel/i40e/i40e_virtchnl_pf.c and i40e.h; k8snetworkplumbingwg/sriov-cni#107'
    }
  ],
  [
    'ice',
    {
      ...USUAL,
      vlan8021ad: 'depends',
      source: 'drivers/net/ethernet/intel/ice/ice_sriov.c, ice_set_vf_bw and ice_is_supported_port_vlan_proto'
    }
  ],
  [
    'mlx5_core',
    {
      ...USUAL,
      ratesNeedLink: false,
      source: 'drivers/net/ethernet/mellanox/mlx5/core/en_main.c, mlx5e_set_vf_vlan and mlx5e_set_vf_rate'
    }
  ],
  [
    'bnxt_en',
    {
      ...USUAL,
      vlan8021ad: 'depends',
      source: 'drivers/net/ethernet/broadcom/bnxt/bnxt_sriov.c, bnxt_set_vf_vlan and bnxt_set_vf_bw'
    }
  ]
])

/** The row of a PF driver; null = nothing is known about it, so nothing is said. */
export const knobsOf = (driver: string | null): DriverKnobs | null =>
  driver === null ? null : (KNOBS.get(driver) ?? null)
