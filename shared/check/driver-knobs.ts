/**
 * Which per-VF settings a PF driver takes. A driver does not announce this: it refuses with EOPNOTSUPP or EINVAL
 * when the setting is written, so the plan has to know. One row per driver, each with where it was seen.
 */
import type { PlanVfSettings } from '../plan/types.ts'

/** A setting as it appears in messages and in `ip link set PF vf N`. */
export type Knob = keyof PlanVfSettings

/** What one driver takes. A knob that is not mentioned is taken. */
export interface DriverKnobs {
  /** Knobs that are refused whatever the value, with what the kernel answers. */
  readonly refused: Partial<Readonly<Record<Knob, string>>>
  /** Link states that have an effect. */
  readonly linkStates: readonly NonNullable<PlanVfSettings['linkState']>[]
  /** 802.1ad port VLANs: taken, refused, or taken only in a mode or firmware that cannot be seen from outside. */
  readonly vlan8021ad: 'yes' | 'no' | 'depends'
  /** Refuses a maximum rate while the PF has no link. */
  readonly rateNeedsLink: boolean
  /** Smallest maximum rate in Mbit/s that is taken (0, no limit, always is). */
  readonly lowestMaxTxRate: number
  /** The rate is cut down to a multiple of this many Mbit/s. */
  readonly rateStepMbps: number
  /** Link speed in Mbit/s at which alone rates can be limited; null = any. */
  readonly onlyAtMbps: number | null
  readonly source: string
}

const DEFAULTS = {
  refused: {},
  linkStates: ['auto', 'enable', 'disable'],
  vlan8021ad: 'no',
  rateNeedsLink: true,
  lowestMaxTxRate: 1,
  rateStepMbps: 1,
  onlyAtMbps: null
} as const

const KNOBS: ReadonlyMap<string, DriverKnobs> = new Map<string, DriverKnobs>([
  [
    'igb',
    {
      ...DEFAULTS,
      refused: {
        minTxRate: 'igb answers EINVAL: it has no minimum rate',
        linkState: 'igb answers EOPNOTSUPP: it cannot force the link state of a VF'
      },
      source: 'tried on an 82576 under Linux 6.1 and 6.12'
    }
  ],
  [
    'ixgbe',
    {
      ...DEFAULTS,
      refused: { minTxRate: 'ixgbe answers EINVAL: it has no minimum rate' },
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
      ...DEFAULTS,
      refused: { minTxRate: 'i40e answers EINVAL: it has no minimum rate' },
      lowestMaxTxRate: 50,
      rateStepMbps: 50,
      source:
        'drivers/net/ethernet/intel/i40e/i40e_virtchnl_pf.c and i40e.h; k8snetworkplumbingwg/sriov-cni#107'
    }
  ],
  [
    'ice',
    {
      ...DEFAULTS,
      vlan8021ad: 'depends',
      source: 'drivers/net/ethernet/intel/ice/ice_sriov.c, ice_set_vf_bw and ice_is_supported_port_vlan_proto'
    }
  ],
  [
    'mlx5_core',
    {
      ...DEFAULTS,
      rateNeedsLink: false,
      source: 'drivers/net/ethernet/mellanox/mlx5/core/en_main.c, mlx5e_set_vf_vlan and mlx5e_set_vf_rate'
    }
  ],
  [
    'bnxt_en',
    {
      ...DEFAULTS,
      vlan8021ad: 'depends',
      source: 'drivers/net/ethernet/broadcom/bnxt/bnxt_sriov.c, bnxt_set_vf_vlan and bnxt_set_vf_bw'
    }
  ]
])

/** The row of a PF driver; null = nothing is known about it, so nothing is said. */
export const knobsOf = (driver: string | null): DriverKnobs | null =>
  driver === null ? null : (KNOBS.get(driver) ?? null)

/** How a knob is called in messages. */
export const KNOB_NAMES: Readonly<Record<Knob, string>> = {
  mac: 'MAC',
  vlan: 'VLAN',
  qos: 'VLAN priority',
  vlanProtocol: 'VLAN protocol',
  trust: 'trust',
  spoofchk: 'spoof checking',
  minTxRate: 'minimum rate',
  maxTxRate: 'maximum rate',
  linkState: 'link state'
}
