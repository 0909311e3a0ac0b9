import { builtinData } from '../compat/builtin.ts'
import { comparePciAddresses } from '../pci/address.ts'
import { compareText } from '../plan/order.ts'
import type { PciAddress } from '../pci/address.ts'
import { plannedHosts } from '../planned/planned-host.ts'
import type { CheckContext, RuleContext } from './context.ts'

import { RULES } from './rules.ts'
import type { Finding, Severity } from './types.ts'

const SEVERITIES: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 }

/**
 * Judges a plan: everything that will not work, costs something or is worth knowing. Errors first, then by host,
 * device and VF, then in the order of the rules: the same input gives the same list.
 */
export function checkPlan(context: CheckContext): readonly Finding[] {
  const ruleContext: RuleContext = {
    plan: context.plan,
    hosts: plannedHosts(context),
    inventories: context.hosts,
    compat: context.compat ?? builtinData
  }
  const vmHosts = new Map(context.plan.vms.map((vm) => [vm.id, vm.host]))
  return RULES.flatMap((rule) => rule(ruleContext))
    .map((finding, at) => ({ finding, place: placeOf(finding, vmHosts), at }))
    .sort(
      (a, b) =>
        SEVERITIES[a.finding.severity] - SEVERITIES[b.finding.severity] ||
        comparePlaces(a.place, b.place) ||
        a.at - b.at
    )
    .map((one) => one.finding)
}

/** Where a finding stands: plan, then host by host; within one the host, its devices, its groups, its VMs. */
interface Place {
  readonly host: string
  readonly kind: number
  readonly address: PciAddress | null
  readonly index: number
}

function placeOf({ subject }: Finding, vmHosts: ReadonlyMap<string, string>): Place {
  switch (subject.kind) {
    case 'plan':
      return { host: '', kind: 0, address: null, index: 0 }
    case 'host':
      return { host: subject.host, kind: 1, address: null, index: 0 }
    case 'pf':
      return { host: subject.host, kind: 2, address: subject.address, index: -1 }
    case 'function': {
      const fn = subject.function
      return fn.kind === 'vf'
        ? { host: fn.host, kind: 2, address: fn.pf, index: fn.index }
        : { host: fn.host, kind: 2, address: fn.address, index: -1 }
    }
    case 'group':
      return { host: subject.host, kind: 3, address: null, index: subject.group }
    case 'vm':
      return { host: vmHosts.get(subject.vm) ?? '', kind: 4, address: null, index: 0 }
  }
}

function comparePlaces(a: Place, b: Place): number {
  const byAddress = a.address !== null && b.address !== null ? comparePciAddresses(a.address, b.address) : 0
  return compareText(a.host, b.host) || a.kind - b.kind || byAddress || a.index - b.index
}
