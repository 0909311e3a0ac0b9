import type { InventoryFunction } from '../../inventory/types.ts'
import type { Finding } from '../types.ts'
import { finding } from '../finding.ts'
import type { RuleContext } from '../context.ts'
import type { AssignedFunction } from '../../planned/assigned-function.ts'
import type { PlannedHost } from '../../planned/planned-host.ts'

/** A VF with fewer interrupts than its VM has vCPUs leaves some of them without a queue of their own. */
export const msixVectors = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) => host.assigned.flatMap((given) => findings(host, given)))

function findings(host: PlannedHost, given: AssignedFunction): readonly Finding[] {
  const fn = given.observed ?? sibling(host, given)
  // An NVMe VF gets its vectors from the primary controller, later: see nvme-resources.
  if (!fn || fn.class !== 'network') return []
  const { msixVectors: vectors } = fn
  if (!vectors.known || vectors.value === null) return []
  // One vector is for the mailbox.
  const queues = Math.max(1, vectors.value - 1)
  const { vm } = given
  if (vm.vcpus <= queues) return []
  const name =
    given.function.kind === 'vf' ? `VF ${given.function.index} of ${given.function.pf}` : fn.address
  return [
    finding({
      rule: 'msix-vectors',
      severity: 'info',
      subject: { kind: 'function', function: given.function },
      message: `${name} has ${vectors.value} MSI-X ${vectors.value === 1 ? 'vector' : 'vectors'}: at most ${queues} of the ${vm.vcpus} vCPUs of ${vm.name} get a queue with its own interrupt`,
      why: 'A driver makes one queue per vCPU as far as there are vectors, and needs one more for the mailbox.',
      fixes: [
        {
          label:
            'Where the driver allows it, give the VF more: sriov_vf_msix_count of the VF while nothing is bound to it'
        }
      ]
    })
  ]
}

/** VFs of one PF are alike: where this one does not exist yet, another one tells. */
function sibling(host: PlannedHost, { function: fn }: AssignedFunction): InventoryFunction | null {
  if (fn.kind !== 'vf') return null
  const [first] = host.pfs.find((pf) => pf.address === fn.pf)?.sriov?.vfs ?? []
  return first === undefined ? null : (host.index.functions.get(first) ?? null)
}
