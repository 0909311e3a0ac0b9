import type { VfKnob } from './types.ts'

/** A value of a knob that a driver does not take. */
export interface Refusal {
  readonly knob: VfKnob
  /** The value as it stands in a step. */
  readonly refuses: (value: string) => boolean
  /** Completes "DRIVER ...", for example "cannot guarantee a minimum rate". */
  readonly reason: string
}

/** What is particular about bringing up VFs with one PF driver. */
export interface DriverRecipe {
  /** The PF's interface must be up before `sriov_numvfs` is written. */
  readonly needsPfUpForVfs: boolean
  /** Knobs that the driver refuses while the PF has no carrier. */
  readonly carrierKnobs: readonly VfKnob[]
  /** Whether VFs have knobs of `ip link set vf` at all. */
  readonly hasVfKnobs: boolean
  readonly refusals: readonly Refusal[]
  /** Shown to the user when VFs of this driver are given away; null = nothing to say. */
  readonly note: string | null
  /** Where each fact of the row comes from. */
  readonly source: string
}

/** The order in which a VF's knobs are set: trust before the MAC that needs it, rates last since they wait for the link. */
export const KNOB_ORDER: readonly VfKnob[] = [
  'trust',
  'mac',
  'vlan',
  'spoofchk',
  'link-state',
  'max-tx-rate',
  'min-tx-rate'
]

const noMinimum: Refusal = {
  knob: 'min-tx-rate',
  refuses: (value) => value !== '0',
  reason: 'cannot guarantee a minimum rate'
}
const only8021q: Refusal = {
  knob: 'vlan',
  refuses: (value) => value.includes('802.1ad'),
  reason: 'takes port VLANs of protocol 802.1Q only'
}

const cautious: DriverRecipe = {
  needsPfUpForVfs: false,
  carrierKnobs: ['max-tx-rate', 'min-tx-rate'],
  hasVfKnobs: true,
  refusals: [],
  note: null,
  source: 'no particular knowledge: rates wait for the link because most drivers compare them with its speed'
}

const recipes: Readonly<Record<string, DriverRecipe>> = {
  igb: {
    ...cautious,
    carrierKnobs: ['max-tx-rate'],
    refusals: [
      noMinimum,
      only8021q,
      {
        knob: 'link-state',
        refuses: (value) => value !== 'auto',
        reason: 'cannot set the link state of a VF'
      }
    ],
    source:
      'tried on kernels 6.1 and 6.12: min_tx_rate EINVAL, max_tx_rate EINVAL without carrier, ' +
      'proto 802.1ad EPROTONOSUPPORT, state EOPNOTSUPP (igb has no ndo_set_vf_link_state)'
  },
  ixgbe: {
    ...cautious,
    carrierKnobs: ['max-tx-rate'],
    refusals: [
      noMinimum,
      only8021q,
      {
        knob: 'max-tx-rate',
        refuses: (value) => value !== '0' && Number(value) <= 10,
        reason: 'limits a VF to more than 10 Mbit/s only'
      },
      {
        knob: 'link-state',
        refuses: (value) => value === 'enable',
        reason: 'accepts link state "enable" but does nothing'
      }
    ],
    source:
      'ixgbe_sriov.c: ixgbe_ndo_set_vf_bw (link up at 10 Gbit/s, minimum refused, more than 10 Mbit/s), ' +
      'ixgbe_ndo_set_vf_vlan (EPROTONOSUPPORT), ixgbe_ndo_set_vf_link_state (ENABLE "not supported")'
  },
  i40e: {
    ...cautious,
    carrierKnobs: ['max-tx-rate'],
    refusals: [noMinimum, only8021q],
    source:
      'i40e_virtchnl_pf.c: i40e_ndo_set_vf_bw (minimum refused; rate compared with the link speed), ' +
      'i40e_ndo_set_vf_port_vlan (EPROTONOSUPPORT), EAGAIN while a VF is in reset: the script tries again'
  },
  ice: {
    ...cautious,
    source:
      'ice_sriov.c: ice_set_vf_bw and ice_min_tx_rate_oversubscribed (sum of minima against the link speed), ' +
      'ice_is_supported_port_vlan_proto (802.1ad in double VLAN mode only, which cannot be seen from here)'
  },
  mlx5_core: {
    ...cautious,
    carrierKnobs: [],
    refusals: [only8021q],
    note: 'A MAC set on a VF of mlx5_core is seen by its driver when it is loaded the next time.',
    source: 'mlx5 en_main.c: mlx5e_set_vf_vlan (EPROTONOSUPPORT); mlx5e_set_vf_rate does not look at the link'
  },
  bnxt_en: {
    ...cautious,
    needsPfUpForVfs: true,
    source:
      'bnxt_sriov.c: bnxt_sriov_configure ("Reject SRIOV config request since if is down!" and returns 0, so ' +
      'the write succeeds and NumVFs stays), bnxt_set_vf_bw (against the link speed); qos and 802.1ad depend on firmware'
  },
  nvme: {
    ...cautious,
    hasVfKnobs: false,
    note:
      'NVMe VFs stay offline until their secondary controllers get queue and interrupt resources ' +
      '("nvme virt-mgmt"); this is not part of the plan.',
    source:
      'NVM Express base specification, virtualization enhancements; tried: "Device not ready; CSTS=0x2" before virt-mgmt'
  }
}

/** The recipe of a PF driver; a driver without a row is treated cautiously. */
export function recipeFor(driver: string | null): DriverRecipe {
  return (driver !== null && Object.hasOwn(recipes, driver) ? recipes[driver] : undefined) ?? cautious
}

/** Why `driver` does not take `value` for `knob`, or null where it does as far as is known. */
export function refusalOf(driver: string | null, knob: VfKnob, value: string): string | null {
  const refusal = recipeFor(driver).refusals.find((row) => row.knob === knob && row.refuses(value))
  return refusal?.reason ?? null
}
