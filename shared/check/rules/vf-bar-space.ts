import type { Finding } from '../types.ts'
import { finding } from '../finding.ts'
import { listed } from '../../listed.ts'
import type { RuleContext } from '../context.ts'
import type { PlannedPf } from '../../planned/planned-pf.ts'

/** VFs need address space behind the bridge; a firmware that did not reserve it leaves a PF that can make none. */
export const vfBarSpace = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) => host.pfs.flatMap(findings))

function findings(pf: PlannedPf): readonly Finding[] {
  const bars = pf.sriov?.unassignedVfBars
  if (!bars?.known || bars.value.length === 0 || pf.numVfs === 0 || pf.numVfs === pf.sriov?.numVfs) return []
  const names = listed(bars.value.map((bar) => `VF BAR ${bar}`))
  return [
    finding({
      rule: 'vf-bar-space',
      severity: 'error',
      subject: { kind: 'pf', host: pf.host, address: pf.address },
      message: `${pf.address} can make none of its ${pf.numVfs} VFs: ${names} got no address space`,
      why:
        'The space for all VFs of a device is laid out at boot, behind the bridge above it. Where it did not fit, the write to ' +
        'sriov_numvfs fails with ENOMEM and the kernel logs "not enough MMIO resources for SR-IOV" (drivers/pci/iov.c).',
      fixes: [
        { label: 'Turn on SR-IOV support and "Above 4G decoding" in the BIOS' },
        { label: 'Else boot with pci=realloc=on on the kernel command line' }
      ]
    })
  ]
}
