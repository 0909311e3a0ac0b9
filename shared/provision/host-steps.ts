import { needsCarrier, pfDriver } from '../drivers/pf-drivers.ts'
import { vfCommands } from '../drivers/vf-commands.ts'
import { wholeFunctions, type PlannedHost } from '../planned/planned-host.ts'
import { isMentioned, isNetwork, isObserved, type ObservedPf } from '../planned/planned-pf.ts'
import type { Step } from './types.ts'

/** The steps that bring a host to the plan, PFs first. What the host does not show has none. */
export const hostSteps = (host: PlannedHost): readonly Step[] => [
  ...host.pfs.filter(isObserved).flatMap(pfSteps),
  ...wholeFunctions(host).map(({ function: { address }, vm }): Step => ({
    kind: 'bind-function',
    address,
    driver: 'vfio-pci',
    vm: vm.name
  }))
]

/** The steps of one PF, in the order its driver needs them. */
function pfSteps(planned: ObservedPf): readonly Step[] {
  const { address: pf, entry, observed, driver } = planned
  const hasInterface = isNetwork(planned) && observed.interfaces.length > 0
  const numVfs = entry?.numVfs ?? null
  // A PF whose number of VFs is left as it is keeps those that the plan does not name.
  const vfs = planned.vfs.filter((vf) => vf.willExist && (numVfs !== null || isMentioned(vf)))
  const linkUp: Step = { kind: 'set-link-up', pf }
  const isUpEarly = hasInterface && pfDriver(driver)?.needsPfUp === true && (numVfs ?? 0) > 0

  const steps: Step[] = []
  // Changing the MTU restarts the PF: done before there are VFs that would feel it.
  if (entry?.mtu !== undefined) steps.push({ kind: 'set-mtu', pf, mtu: entry.mtu })
  if (isUpEarly) steps.push(linkUp)
  if (numVfs !== null) {
    if (numVfs > 0) steps.push({ kind: 'hold-autoprobe', pf, forNumVfs: numVfs })
    steps.push({ kind: 'set-num-vfs', pf, from: planned.sriov.numVfs, to: numVfs })
  }
  // VFs of a NIC whose PF is down carry no traffic, whatever their own state.
  if (hasInterface && !isUpEarly && vfs.length > 0) steps.push(linkUp)
  for (const { index, settings } of vfs)
    for (const { word, value } of vfCommands(settings))
      steps.push({ kind: 'set-vf', pf, index, word, value, waitsForCarrier: needsCarrier(driver, word) })
  // A VF with an override binds although probing is held off; the others wait for probing to be on again.
  for (const { index, vm } of vfs)
    if (vm !== null) steps.push({ kind: 'bind-vf', pf, index, driver: 'vfio-pci', vm: vm.name })
  if (numVfs !== null && numVfs > 0) {
    steps.push({ kind: 'set-autoprobe', pf, value: true })
    for (const { index, vm } of vfs)
      if (vm === null) steps.push({ kind: 'bind-vf', pf, index, driver: null, vm: null })
  }
  return steps
}
