import { builtinData } from '../compat/builtin.ts'
import { comparePciAddresses } from '../pci/address.ts'
import { compareText } from '../plan/order.ts'
import type { PciAddress } from '../pci/address.ts'
import { plannedHosts } from '../planned/planned-host.ts'
import type { CheckContext, RuleContext } from './context.ts'
import { acsOverride } from './rules/acs-override.ts'
import { assignmentValid } from './rules/assignment-valid.ts'
import { attributeSupported } from './rules/attribute-supported.ts'
import { driverPair } from './rules/driver-pair.ts'
import { functionExists } from './rules/function-exists.ts'
import { functionResets } from './rules/function-resets.ts'
import { givenPfHasNoVfs } from './rules/given-pf-has-no-vfs.ts'
import { hostKnown } from './rules/host-known.ts'
import { inUseNow } from './rules/in-use-now.ts'
import { iommuGroup } from './rules/iommu-group.ts'
import { iommuOn } from './rules/iommu-on.ts'

import { macUnique } from './rules/mac-unique.ts'
import { numVfsLimit } from './rules/num-vfs-limit.ts'
import { numVfsRecreate } from './rules/num-vfs-recreate.ts'
import { numaMatch } from './rules/numa-match.ts'
import { msixVectors } from './rules/msix-vectors.ts'
import { nvmeResources } from './rules/nvme-resources.ts'
import { behindController } from './rules/behind-controller.ts'
import { outlivesNoReboot } from './rules/outlives-no-reboot.ts'
import { pfVectorsLeft } from './rules/pf-vectors-left.ts'
import { reservedRegions } from './rules/reserved-regions.ts'
import { pfCanMakeVfs } from './rules/pf-can-make-vfs.ts'
import { pfDriverReadable } from './rules/pf-driver-readable.ts'
import { pfHasInterface } from './rules/pf-has-interface.ts'
import { pfLinkUp } from './rules/pf-link-up.ts'
import { planValues } from './rules/plan-values.ts'
import { rateLimits } from './rules/rate-limits.ts'
import { toolsPresent } from './rules/tools-present.ts'
import { vfBarSpace } from './rules/vf-bar-space.ts'
import { vfBesideBridge } from './rules/vf-beside-bridge.ts'
import { vfBusRange } from './rules/vf-bus-range.ts'
import { vfExists } from './rules/vf-exists.ts'
import { vfHasOneVm } from './rules/vf-has-one-vm.ts'
import { vfSettingsReadable } from './rules/vf-settings-readable.ts'
import { vlanSettings } from './rules/vlan-settings.ts'
import { vfMacAtStart } from './rules/vf-mac-at-start.ts'
import { vfioTakes } from './rules/vfio-takes.ts'
import { spoofchkNeedsMac } from './rules/spoofchk-needs-mac.ts'
import { vmFitsHost } from './rules/vm-fits-host.ts'
import { vmNameUnique } from './rules/vm-name-unique.ts'
import type { Finding, Severity } from './types.ts'

/** One rule: reads the plan laid over the hosts, writes findings, knows no other rule. */
type Rule = (context: RuleContext) => readonly Finding[]

/** In the order in which findings about one thing are read: what makes the others pointless comes first. */
const RULES: readonly Rule[] = [
  planValues,
  hostKnown,
  toolsPresent,
  assignmentValid,
  functionExists,
  iommuOn,
  iommuGroup,
  reservedRegions,
  behindController,
  acsOverride,
  vfHasOneVm,
  givenPfHasNoVfs,
  pfDriverReadable,
  pfCanMakeVfs,
  pfHasInterface,
  numVfsLimit,
  vfBarSpace,
  vfBusRange,
  pfVectorsLeft,
  vfExists,
  inUseNow,
  numVfsRecreate,
  driverPair,
  macUnique,
  attributeSupported,
  spoofchkNeedsMac,
  vfMacAtStart,
  vfioTakes,
  vfSettingsReadable,
  vlanSettings,
  rateLimits,
  numaMatch,
  functionResets,
  msixVectors,
  pfLinkUp,
  vfBesideBridge,
  nvmeResources,
  vmNameUnique,
  vmFitsHost,
  outlivesNoReboot
]

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
