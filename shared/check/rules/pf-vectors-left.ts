import type { InventoryHost } from '../../inventory/types.ts'
import type { PlannedPf } from '../../planned/planned-pf.ts'
import type { RuleContext } from '../context.ts'
import { finding } from '../finding.ts'
import type { Finding } from '../types.ts'

/**
 * PF drivers that take interrupt vectors for every CPU before their VFs get any: what is left limits the number of
 * VFs. Source for ice: ice_ena_msix_range in drivers/net/ethernet/intel/ice/ice_main.c (one for each CPU, as many and
 * 4 more for RDMA, 4 for itself) and ice_set_per_vf_res in ice_sriov.c (at least 2 for each VF, else ENOSPC).
 */
const DRIVERS: ReadonlyMap<string, { readonly own: (cpus: number) => number; readonly perVf: number }> =
  new Map([['ice', { own: (cpus) => 4 + cpus + (cpus + 4), perVf: 2 }]])

/** Whether the vectors of a PF suffice for its VFs on a host with many CPUs. */
export const pfVectorsLeft = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) =>
    host.inventory === null ? [] : host.pfs.flatMap((pf) => shortage(host.inventory as InventoryHost, pf))
  )

function shortage(host: InventoryHost, pf: PlannedPf): readonly Finding[] {
  const row = pf.driver === null ? undefined : DRIVERS.get(pf.driver)
  const vectors = pf.observed?.msixVectors
  const cpus = host.cpu.logicalCpus
  if (row === undefined || !vectors?.known || vectors.value === null || !cpus.known) return []
  if (pf.entry === null || pf.numVfs === (pf.sriov?.numVfs ?? 0)) return []
  const left = Math.max(0, vectors.value - row.own(cpus.value))
  const enough = Math.floor(left / row.perVf)
  if (pf.numVfs <= enough) return []
  return [
    finding({
      rule: 'pf-vectors-left',
      severity: 'warning',
      subject: { kind: 'pf', host: host.id, address: pf.address },
      message:
        `${pf.numVfs} VFs of ${pf.address} (${pf.driver}) may not find enough interrupts: of ${vectors.value} MSI-X vectors ` +
        `the driver takes up to ${row.own(cpus.value)} for the ${cpus.value} CPUs, which leaves ${left} for VFs of ${row.perVf} each`,
      why:
        'Then the write to sriov_numvfs fails with "No space left on device". Sources: ice_ena_msix_range in ice_main.c ' +
        'and ice_set_per_vf_res in ice_sriov.c, drivers/net/ethernet/intel/ice.',
      fixes: [
        ...(enough === 0 ? [] : [{ label: `Plan ${enough} VFs or fewer` }]),
        {
          label:
            'Switch off RDMA of the PF (devlink dev param enable_roce and enable_iwarp), which frees its vectors'
        }
      ]
    })
  ]
}
