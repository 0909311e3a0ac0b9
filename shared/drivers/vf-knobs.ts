import { KNOB_NAMES } from './driver-knobs.ts'
import type { VfSettings } from '../inventory/types.ts'
import type { PlanVfSettings } from '../plan/types.ts'
import { KNOB_ORDER } from './driver-recipes.ts'
import type { VfKnob } from './vf-knob.ts'

/** One planned knob in the words of `ip link set`. */
export interface KnobSetting {
  readonly knob: VfKnob
  readonly value: string
}

const onOff = (value: boolean): string => (value ? 'on' : 'off')

/**
 * VLAN, priority and protocol are one attribute for the kernel: setting the VLAN alone sets priority 0 and 802.1Q.
 * So a planned VLAN always means all three.
 */
const vlanText = (vlan: number, qos: number, protocol: '802.1Q' | '802.1ad'): string =>
  protocol === '802.1ad' ? `${vlan} qos ${qos} proto 802.1ad` : qos === 0 ? `${vlan}` : `${vlan} qos ${qos}`

/** The planned knobs of one VF in the order in which they are set. Absent knobs are left as they are. */
export function knobSettings(settings: PlanVfSettings): readonly KnobSetting[] {
  const values: Partial<Record<VfKnob, string>> = {}
  if (settings.trust !== undefined) values.trust = onOff(settings.trust)
  if (settings.mac !== undefined) values.mac = settings.mac
  if (settings.vlan !== undefined)
    values.vlan = vlanText(settings.vlan, settings.qos ?? 0, settings.vlanProtocol ?? '802.1Q')
  if (settings.spoofchk !== undefined) values.spoofchk = onOff(settings.spoofchk)
  if (settings.linkState !== undefined) values['link-state'] = settings.linkState
  if (settings.maxTxRate !== undefined) values['max-tx-rate'] = `${settings.maxTxRate}`
  if (settings.minTxRate !== undefined) values['min-tx-rate'] = `${settings.minTxRate}`
  return KNOB_ORDER.flatMap((knob) => {
    const value = values[knob]
    return value === undefined ? [] : [{ knob, value }]
  })
}

/** What the PF driver holds for a knob, in the same words; null = the driver does not report it. */
export function observedKnob(observed: VfSettings, knob: VfKnob): string | null {
  switch (knob) {
    case 'trust':
      return observed.trust === null ? null : onOff(observed.trust)
    case 'mac':
      return observed.mac ?? 'none'
    case 'vlan':
      return vlanText(observed.vlan, observed.qos, observed.vlanProtocol)
    case 'spoofchk':
      return observed.spoofchk === null ? null : onOff(observed.spoofchk)
    case 'link-state':
      return observed.linkState
    case 'max-tx-rate':
      return `${observed.maxTxRate}`
    case 'min-tx-rate':
      return `${observed.minTxRate}`
  }
}

/** The knob that carries a planned setting: VLAN, priority and protocol go together. */
export const KNOB_OF_SETTING: Readonly<Record<keyof PlanVfSettings, VfKnob>> = {
  trust: 'trust',
  mac: 'mac',
  vlan: 'vlan',
  qos: 'vlan',
  vlanProtocol: 'vlan',
  spoofchk: 'spoofchk',
  linkState: 'link-state',
  maxTxRate: 'max-tx-rate',
  minTxRate: 'min-tx-rate'
}

/** How a knob is called in messages: VLAN stands for its priority and protocol too. */
export const KNOB_LABELS: Readonly<Record<VfKnob, string>> = {
  trust: KNOB_NAMES.trust,
  mac: KNOB_NAMES.mac,
  vlan: KNOB_NAMES.vlan,
  spoofchk: KNOB_NAMES.spoofchk,
  'link-state': KNOB_NAMES.linkState,
  'max-tx-rate': KNOB_NAMES.maxTxRate,
  'min-tx-rate': KNOB_NAMES.minTxRate
}

/** A knob's value as people read it: "VLAN 100, priority 3", "200 Mbit/s", "no limit". */
export function knobValueText(knob: VfKnob, value: string): string {
  if (knob === 'max-tx-rate') return value === '0' ? 'no limit' : `${value} Mbit/s`
  if (knob === 'min-tx-rate') return value === '0' ? 'none' : `${value} Mbit/s`
  if (knob === 'vlan') {
    if (value === '0') return 'none'
    return value.replace(/ qos (\d)/, ', priority $1').replace(' proto ', ', ')
  }
  return value
}
