import type { PlanVfSettings } from '#shared/plan/types.ts'

const onOff = (value: boolean): string => (value ? 'on' : 'off')
const rate = (mbps: number): string => (mbps === 0 ? 'none' : `${mbps} Mbit/s`)

/** The planned settings of a VF as short phrases, in the order of the inspector; absent knobs are left out. */
export function describeSettings(settings: PlanVfSettings): readonly string[] {
  const { mac, vlan, qos, vlanProtocol, trust, spoofchk, minTxRate, maxTxRate, linkState } = settings
  return [
    ...(mac === undefined ? [] : [`MAC ${mac}`]),
    ...(vlan === undefined ? [] : [vlan === 0 ? 'no VLAN' : `VLAN ${vlan}`]),
    ...(qos === undefined ? [] : [`QoS ${qos}`]),
    ...(vlanProtocol === undefined ? [] : [vlanProtocol]),
    ...(trust === undefined ? [] : [`trust ${onOff(trust)}`]),
    ...(spoofchk === undefined ? [] : [`spoofchk ${onOff(spoofchk)}`]),
    ...(minTxRate === undefined ? [] : [`min ${rate(minTxRate)}`]),
    ...(maxTxRate === undefined ? [] : [`max ${rate(maxTxRate)}`]),
    ...(linkState === undefined ? [] : [`link ${linkState}`])
  ]
}
