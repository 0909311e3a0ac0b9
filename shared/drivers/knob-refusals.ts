import { VF_ATTRIBUTES } from './vf-attributes.ts'
import type { PlanVfSettings } from './vf-settings.ts'
import { type DriverKnobs, type Knob } from './driver-knobs.ts'
import { listed } from '../listed.ts'

/** A setting that a PF driver does not take, whatever the state of its link. */
export interface KnobRefusal {
  readonly knob: Knob
  /** The kernel's answer; null = taken without any effect. */
  readonly errno: 'EINVAL' | 'EOPNOTSUPP' | 'EPROTONOSUPPORT' | null
  /** Whether it is certain; if not, it depends on a mode or firmware that cannot be seen from outside. */
  readonly isCertain: boolean
  /** Completes "DRIVER ...", for example "does not take a minimum rate". */
  readonly what: string
  /** One sentence with its full stop. */
  readonly why: string
}

/** The settings that a driver can have something against. */
export type JudgedSettings = Pick<PlanVfSettings, 'linkState' | 'maxTxRate' | 'minTxRate' | 'vlanProtocol'>

/** What a driver does not take of these settings; absent ones are not judged. */
export const knobRefusals = (knobs: DriverKnobs, settings: JudgedSettings): readonly KnobRefusal[] => [
  ...minTxRate(knobs, settings),
  ...linkState(knobs, settings),
  ...vlanProtocol(knobs, settings),
  ...maxTxRate(knobs, settings)
]

/** A minimum rate of 0 means none, which every driver takes. */
function minTxRate(knobs: DriverKnobs, { minTxRate = 0 }: JudgedSettings): readonly KnobRefusal[] {
  if (minTxRate === 0 || knobs.hasMinTxRate) return []
  return [
    {
      knob: 'minTxRate',
      errno: 'EINVAL',
      isCertain: true,
      what: `does not take a ${VF_ATTRIBUTES.minTxRate.name}`,
      why: 'It answers EINVAL: it cannot guarantee a rate.'
    }
  ]
}

function linkState(knobs: DriverKnobs, { linkState: state }: JudgedSettings): readonly KnobRefusal[] {
  if (state === undefined || knobs.linkStates.includes(state)) return []
  const hasNone = knobs.linkStates.length === 0
  return [
    {
      knob: 'linkState',
      errno: hasNone ? 'EOPNOTSUPP' : null,
      isCertain: true,
      what: hasNone
        ? `does not take a ${VF_ATTRIBUTES.linkState.name}`
        : `does nothing for link state ${state}`,
      why: hasNone
        ? 'It answers EOPNOTSUPP, also to auto: the VFs follow the link of the port.'
        : `It knows ${listed(knobs.linkStates)}.`
    }
  ]
}

function vlanProtocol(knobs: DriverKnobs, settings: JudgedSettings): readonly KnobRefusal[] {
  if (settings.vlanProtocol !== '802.1ad') return []
  const isRefused = knobs.vlan8021ad === 'refused'
  return [
    {
      knob: 'vlanProtocol',
      errno: 'EPROTONOSUPPORT',
      isCertain: isRefused,
      what: isRefused
        ? 'does not take an 802.1ad VLAN'
        : 'takes an 802.1ad VLAN only with the right firmware mode',
      why: isRefused
        ? 'It answers EPROTONOSUPPORT to everything but 802.1Q.'
        : 'ice needs double VLAN mode, bnxt_en a firmware capability; neither is visible from outside.'
    }
  ]
}

function maxTxRate(knobs: DriverKnobs, { maxTxRate = 0 }: JudgedSettings): readonly KnobRefusal[] {
  if (maxTxRate === 0 || maxTxRate >= knobs.lowestMaxTxRate || knobs.belowLowest === 'raised') return []
  return [
    {
      knob: 'maxTxRate',
      errno: 'EINVAL',
      isCertain: true,
      what: `limits a VF to ${knobs.lowestMaxTxRate} Mbit/s or more only`,
      why: 'It answers EINVAL to less.'
    }
  ]
}
