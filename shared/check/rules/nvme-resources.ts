import type { Finding } from '../types.ts'
import { finding } from '../finding.ts'
import { listed } from '../../listed.ts'
import type { RuleContext } from '../context.ts'

/** An NVMe VF is a secondary controller and stays offline until it gets queues and interrupts. */
export const nvmeResources = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) =>
    host.pfs
      .filter((pf) => pf.observed?.class === 'nvme' && pf.assigned.length > 0)
      .map((pf) =>
        finding({
          rule: 'nvme-resources',
          severity: 'info',
          subject: { kind: 'pf', host: host.id, address: pf.address },
          message: `The NVMe VFs of ${pf.address} for ${listed([...new Set(pf.assigned.map((one) => one.vm.name))])} need queue and interrupt resources`,
          why:
            'A new secondary controller is offline ("Device not ready, CSTS=0x2") until the primary one gives it flexible ' +
            'resources (NVM Express base specification, Virtualization Management command).',
          fixes: [
            {
              label:
                'On the host: nvme virt-mgmt with action 8 for resource types 0 and 1, then action 9, for each secondary controller'
            }
          ]
        })
      )
  )
