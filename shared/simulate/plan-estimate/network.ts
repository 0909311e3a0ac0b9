/** The network functions of a plan, with the port behind each: the common ground of all its layouts. */
import type { HostId, InventoryFunction } from '../../inventory/types.ts'
import type { VmId } from '../../plan/types.ts'
import type { Values } from '../../calibration/parameters.ts'
import type { RateLimits } from '../../drivers/rate-limit.ts'
import type { EstimateContext } from './estimate-context.ts'
import { hostInputs, type HostInputs } from './host-facts.ts'
import { hostValues, presetNotes } from './host-values.ts'
import { hasKnownSpeed, portFacts, type PortFacts } from './port.ts'
import { plannedRates } from './rates.ts'
import {
  assignedFunctions,
  isLocated,
  type AssignedFunction,
  type LocatedFunction
} from '../../planned/assigned-function.ts'
import type { PlannedPf } from '../../planned/planned-pf.ts'
import { pfAt, plannedHosts } from '../../planned/planned-host.ts'

/** One network function of one VM. */
export interface NetworkFunction {
  readonly resolved: LocatedFunction
  readonly facts: PortFacts
  readonly rates: RateLimits
  readonly notes: readonly string[]
}

/** The plan's network, by VM in the plan's order. */
export interface PlanNetwork {
  readonly functions: readonly NetworkFunction[]
  readonly byVm: ReadonlyMap<VmId, readonly NetworkFunction[]>
  readonly hosts: ReadonlyMap<HostId, HostInputs>
  /** Inputs of the model that hold on a host. */
  readonly valuesOf: (host: HostId) => Values
  /** VMs with a function of each port. */
  readonly sharers: ReadonlyMap<InventoryFunction, number>
  /** Every function that a VM of the plan has, of whatever class, in the plan's order. */
  readonly assigned: readonly AssignedFunction[]
  /** Network functions whose wire speed is not known: they have no number. */
  readonly withoutSpeed: readonly LocatedFunction[]
}

/** Reads the plan's network functions off the inventory. */
export function planNetwork(context: EstimateContext): PlanNetwork {
  const assigned = assignedFunctions(context)
  const planned = new Map(plannedHosts(context).map((host) => [host.id, host]))
  const ports = new Map<string, ReturnType<typeof portUnder>>()
  const hosts = new Map<HostId, HostInputs>()
  const valuesOf = hostValues(context)
  const network = assigned.filter(isLocated).filter(({ owner }) => owner.class === 'network')
  const functions = network
    .filter(({ owner }) => hasKnownSpeed(owner))
    .map((resolved): NetworkFunction => {
      const { host, owner } = resolved
      const on = planned.get(host.id)
      const key = `${host.id} ${owner.address}`
      const port = ports.get(key) ?? portUnder(on ? pfAt(on, owner.address) : null, owner)
      ports.set(key, port)
      if (!hosts.has(host.id)) {
        const inputs = hostInputs(host)
        hosts.set(host.id, { ...inputs, notes: [...presetNotes(context, host), ...inputs.notes] })
      }
      return { resolved, facts: port.facts, ...plannedRates(port.pf, resolved, port.facts.port) }
    })
  const byVm = new Map<VmId, NetworkFunction[]>()
  for (const fn of functions) {
    const of = byVm.get(fn.resolved.vm.id)
    if (of === undefined) byVm.set(fn.resolved.vm.id, [fn])
    else of.push(fn)
  }
  const vmsOf = new Map<InventoryFunction, Set<VmId>>()
  for (const { resolved } of functions) {
    const vms = vmsOf.get(resolved.owner) ?? new Set()
    vmsOf.set(resolved.owner, vms.add(resolved.vm.id))
  }
  const sharers = new Map([...vmsOf].map(([owner, vms]) => [owner, vms.size]))
  const withoutSpeed = network.filter(({ owner }) => !hasKnownSpeed(owner))
  return { functions, byVm, hosts, valuesOf, sharers, assigned, withoutSpeed }
}

/** The port of a function, and what the plan wants of it; `pf` null = it is no PF. */
const portUnder = (pf: PlannedPf | null, owner: InventoryFunction) => ({
  pf,
  facts: portFacts(owner, pf?.entry?.mtu)
})
