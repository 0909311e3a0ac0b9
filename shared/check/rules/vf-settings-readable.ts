import { missingVfSettings } from '../../inventory/vf-list-gaps.ts'
import type { Finding } from '../types.ts'
import { finding } from '../finding.ts'
import { listed } from '../../listed.ts'
import type { RuleContext } from '../context.ts'
import type { PlannedPf } from '../../planned/planned-pf.ts'

/** Settings of VFs that `ip` does not list can be made, and cannot be verified afterwards. */
export const vfSettingsReadable = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) => host.pfs.flatMap(findings))

function findings(pf: PlannedPf): readonly Finding[] {
  const { sriov } = pf
  const reason = sriov === null ? null : missingVfSettings(sriov)
  if (reason === null || !sriov?.vfSettings.known || pf.isRecreated) return []
  const listedVfs = new Set(sriov.vfSettings.value.map(({ index }) => index))
  const unread = pf.settings.filter(
    ({ index, settings }) => index < pf.numVfs && !listedVfs.has(index) && Object.keys(settings).length > 0
  )
  if (unread.length === 0) return []
  return [
    finding({
      rule: 'vf-settings-readable',
      severity: 'warning',
      subject: { kind: 'pf', host: pf.host, address: pf.address },
      message: `Settings of VF ${listed(unread.map(({ index }) => `${index}`))} of ${pf.address} can be made but not read back: ${reason}`,
      why: 'Verify and roll back rely on what ip shows. For these VFs the kernel is believed when it does not refuse a setting.',
      fixes: [{ label: 'Make fewer VFs, or give settings to the VFs that are listed' }]
    })
  ]
}
