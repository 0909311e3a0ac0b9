/** FLR of one VF: what the hardware loses, and the 100 ms for which it must not be touched. */
import { COMMAND, HEADER } from '../device/config-header.ts'
import { resetOutcome } from '../device/flr.ts'
import type { VfFunction } from '../device/vf-function.ts'
import type { EmulatedHost } from '../emulated-host.ts'
import { NS_PER_MS } from '../timeline.ts'
import { bitNames } from '../words.ts'

/**
 * Resets only VF `vf`. `why` is the cause, as a sentence. What Linux saved of its configuration is written back
 * afterwards, except for a VM's: its hypervisor has switched bus mastering and interrupts off before.
 */
export function resetFunction(machine: EmulatedHost, vf: VfFunction, why: string): void {
  const { timeline } = machine
  timeline.tell({
    from: 'host-kernel',
    to: 'device',
    kind: 'config',
    text: why,
    detail: `${machine.addressOf(vf)}: Device Control bit 15, Initiate Function Level Reset`,
    source: 'PCI Express Base 5.0, 6.6.2'
  })
  const lost = [
    vf.config.isBusMaster ? 'Bus Master Enable' : '',
    vf.msix.isEnabled ? 'MSI-X' : '',
    vf.tx.isEnabled || vf.rx.isEnabled ? 'its queues' : ''
  ].filter((part) => part !== '')
  const isRestored = vf.config.isBusMaster && machine.users.get(vf.index)?.kind === 'host'
  vf.reset()
  timeline.tell({
    from: 'device',
    kind: 'state',
    text: `VF ${vf.index} is reset; the other functions do not notice`,
    detail:
      lost.length === 0
        ? 'nothing was set up'
        : `cleared: ${lost.join(', ')}; its place in configuration space stays`,
    source: 'PCI Express Base 5.0, 9.2.2.2'
  })
  timeline.tell({
    from: 'host-kernel',
    kind: 'state',
    text: 'The kernel leaves the function alone for 100 ms',
    // A NIC is back within the wait: it never answers with retry status.
    durationNs: resetOutcome(0).atMs * NS_PER_MS,
    source: 'PCI Express Base 5.0, 6.6.2; linux pcie_flr'
  })
  if (isRestored) {
    vf.config.write16(HEADER.COMMAND, COMMAND.BUS_MASTER)
    timeline.tell({
      from: 'host-kernel',
      to: 'device',
      kind: 'config',
      text: 'The kernel writes back the configuration that it had saved',
      detail: `Command <- ${bitNames(COMMAND.BUS_MASTER, COMMAND)}`,
      source: 'linux drivers/pci/pci.c, pci_dev_save_and_disable and pci_dev_restore'
    })
  }
  machine.drivers.functionReset(vf)
}
