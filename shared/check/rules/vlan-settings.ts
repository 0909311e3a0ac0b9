import { setVfSettings } from '../../plan/edits.ts'
import { describeFunction, vfFunction } from '../../plan/function-key.ts'
import type { PlanVf } from '../../plan/types.ts'
import type { Finding } from '../types.ts'
import { editFix, finding } from '../finding.ts'
import type { RuleContext } from '../context.ts'

/** Priority and protocol are parts of a port VLAN tag: without a VLAN there is no tag. */
export const vlanSettings = ({ plan }: RuleContext): readonly Finding[] => plan.vfs.flatMap(findings)

function findings(vf: PlanVf): readonly Finding[] {
  const { vlan = 0, qos = 0, vlanProtocol = '802.1Q' } = vf.settings
  if (vlan !== 0 || (qos === 0 && vlanProtocol === '802.1Q')) return []
  const fn = vfFunction(vf)
  const what = qos === 0 ? `protocol ${vlanProtocol}` : `priority ${qos}`
  return [
    finding({
      rule: 'vlan-settings',
      severity: 'error',
      subject: { kind: 'function', function: fn },
      message: `${describeFunction(fn)} has VLAN ${what} but no VLAN`,
      why: 'VLAN, priority and protocol are one attribute; drivers refuse a priority or a protocol without a VLAN.',
      fixes: [
        editFix('Leave out priority and protocol', (plan) => {
          const { qos: _qos, vlanProtocol: _protocol, ...settings } = vf.settings
          return setVfSettings(plan, { host: vf.host, pf: vf.pf, index: vf.index, settings })
        }),
        { label: 'Set a VLAN from 1 to 4094' }
      ]
    })
  ]
}
