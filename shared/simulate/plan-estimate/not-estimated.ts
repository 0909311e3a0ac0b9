/** Everything of a plan for which the simulator has no number, with the reason: nothing is left out in silence. */
import { plannedMethodOf } from './estimate-plan.ts'
import type { EstimateContext } from './estimate-context.ts'
import { planNetwork } from './network.ts'
import { methodObstacle } from './notes.ts'
import { isLocated, whyNotLocated } from '../../planned/assigned-function.ts'
import { portLabel } from './port.ts'
import type { NotEstimated } from '../types.ts'

const MODELLED = new Set(['network', 'nvme', 'storage', 'display', 'accelerator'])

/** Reasons in the order of the plan's VMs; functions that were not found come after those of the VM as a whole. */
export function notEstimated(context: EstimateContext): readonly NotEstimated[] {
  const network = planNetwork(context)
  const missingOf = groupBy(
    network.assigned.filter((one) => whyNotLocated(one) !== null),
    ({ vm }) => vm.id
  )
  const knownOf = groupBy(network.assigned.filter(isLocated), ({ vm }) => vm.id)
  return context.plan.vms.flatMap((vm): NotEstimated[] => {
    const missing = missingOf.get(vm.id) ?? []
    const known = knownOf.get(vm.id) ?? []
    const functions = network.byVm.get(vm.id) ?? []
    const reasons: NotEstimated[] = []
    if (missing.length === 0 && known.length === 0)
      reasons.push({ vm: vm.id, function: null, reason: 'no function is assigned to it' })
    else if (known.length > 0 && known.every(({ owner }) => owner.class !== 'network'))
      reasons.push({ vm: vm.id, function: null, reason: 'it has no network function' })
    if (functions.length > 0 && plannedMethodOf(functions) !== 'sriov') {
      const obstacle = methodObstacle(functions, 'sriov')
      if (obstacle !== null) reasons.push({ vm: vm.id, function: null, reason: `SR-IOV: ${obstacle}` })
    }
    for (const one of missing) {
      const reason = whyNotLocated(one)
      if (reason !== null) reasons.push({ vm: vm.id, function: one.function, reason })
    }
    for (const { owner, function: fn } of known.filter((each) => network.withoutSpeed.includes(each)))
      reasons.push({
        vm: vm.id,
        function: fn,
        reason:
          `${portLabel(owner)}: its speed is not known (link down, and no preset for ` +
          `${owner.vendorId}:${owner.deviceId})`
      })
    for (const { owner, host, function: fn } of known) {
      if (host.id !== vm.host)
        reasons.push({ vm: vm.id, function: fn, reason: `${owner.address} is on another host than the VM` })
      else if (!MODELLED.has(owner.class))
        reasons.push({ vm: vm.id, function: fn, reason: `${owner.address} (${owner.class}) is not modelled` })
    }
    return reasons
  })
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}
