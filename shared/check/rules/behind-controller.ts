import { controllerAbove, functionsBehind } from '../../inventory/lookup.ts'
import { listed } from '../../listed.ts'
import { describeFunction } from '../../plan/function-key.ts'
import type { PlannedHost } from '../../planned/planned-host.ts'
import type { RuleContext } from '../context.ts'
import { finding } from '../finding.ts'
import type { Finding } from '../types.ts'

/**
 * What hangs behind a controller that is no PCI bridge (drives behind Intel's VMD) does its DMA in the name of the
 * controller, so it goes to a VM with the controller or not at all.
 */
export const behindController = ({ hosts }: RuleContext): readonly Finding[] => hosts.flatMap(findings)

function findings(host: PlannedHost): readonly Finding[] {
  const { inventory } = host
  if (inventory === null) return []
  return host.assigned.flatMap(({ function: fn, address, vm }) => {
    const above = address === null ? null : controllerAbove(inventory, address)
    if (address === null || above === null) return []
    const driver = above.driver.known && above.driver.value !== null ? ` (${above.driver.value})` : ''
    const isGivenToo = host.assigned.some((one) => one.address === above.address)
    const siblings = functionsBehind(inventory, above.address).filter((one) => one !== address)
    const others = siblings.length === 0 ? '' : `, with ${listed(siblings)} behind it`
    return [
      finding({
        rule: 'behind-controller',
        severity: 'error',
        subject: { kind: 'function', function: fn },
        message: isGivenToo
          ? `${describeFunction(fn)} cannot go to ${vm.name} beside ${above.address}${driver}, behind which it hangs`
          : `${describeFunction(fn)} cannot go to ${vm.name} on its own: it hangs behind ${above.address}${driver}`,
        why:
          'Its DMA carries the address of the controller, so the IOMMU cannot tell them apart; and when the controller ' +
          'leaves its driver, what is behind it vanishes from the host. Sources: vmd_probe and vmd_remove in ' +
          'drivers/pci/controller/vmd.c; pci_real_dma_dev in drivers/iommu.',
        fixes: [
          isGivenToo
            ? { label: `Give ${above.address} only: the VM finds the drives behind it` }
            : {
                label: `Switch off VMD for this slot in the BIOS, or give ${above.address} as a whole${others}`
              }
        ]
      })
    ]
  })
}
