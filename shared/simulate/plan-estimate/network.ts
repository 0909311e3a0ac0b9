/** The network functions of a plan, with the port behind each: the common ground of all its layouts. */
import type { HostId, InventoryFunction } from '../../inventory/types.ts'
import type { VmId } from '../../plan/types.ts'
import type { Values } from '../../calibration/parameters.ts'
import type { RateLimits } from '../../drivers/rate-limit.ts'
import type { PlanContext } from '../../planned/plan-context.ts'
import { hostInputs, type HostInputs } from './host-facts.ts'
import { hostValues, presetNotes } from './host-values.ts'
import { hasKnownSpeed, portFacts, type PortFacts } from './port.ts'
import { plannedRates, vfSettings } from './rates.ts'
import { resolveAssignments, type Resolution, type ResolvedFunction } from '../../planned/resolve.ts'

/** One network function of one VM. */
export interface NetworkFunction {
  readonly resolved: ResolvedFunction
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
  readonly resolution: Resolution
  /** Network functions of which nobody knows how fast their wire is: they have no number. */
  readonly withoutSpeed: readonly ResolvedFunction[]
}

/** Reads the plan's network functions off the inventory. */
export function planNetwork(context: PlanContext): PlanNetwork {
  const resolution = resolveAssignments(context)
  const settings = vfSettings(context.plan)
  const ports = new Map<string, PortFacts>()
  const hosts = new Map<HostId, HostInputs>()
  const valuesOf = hostValues(context)
  const network = resolution.known.filter(({ owner }) => owner.class === 'network')
  const functions = network
    .filter(({ owner }) => hasKnownSpeed(owner))
    .map((resolved): NetworkFunction => {
      const { host, owner } = resolved
      const key = `${host.id} ${owner.address}`
      const facts = ports.get(key) ?? portFacts(host, owner, context.plan)
      ports.set(key, facts)
      if (!hosts.has(host.id)) {
        const inputs = hostInputs(host)
        hosts.set(host.id, { ...inputs, notes: [...presetNotes(context, host), ...inputs.notes] })
      }
      return { resolved, facts, ...plannedRates(context.plan, settings, resolved, facts.port) }
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
  return { functions, byVm, hosts, valuesOf, sharers, resolution, withoutSpeed }
}
