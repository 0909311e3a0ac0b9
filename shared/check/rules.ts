import type { RuleContext } from './context.ts'
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
import { partsOfCard } from './rules/parts-of-card.ts'
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
import type { Finding } from './types.ts'

/** One rule: reads the plan laid over the hosts, writes findings, knows no other rule. */
type Rule = (context: RuleContext) => readonly Finding[]

/**
 * In the order in which findings about one thing are read: what makes the others pointless comes first.
 * docs/findings.md shows what each says; the name of a rule's file is that of its findings.
 */
export const RULES: readonly Rule[] = [
  planValues,
  hostKnown,
  toolsPresent,
  assignmentValid,
  functionExists,
  iommuOn,
  iommuGroup,
  reservedRegions,
  behindController,
  partsOfCard,
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
