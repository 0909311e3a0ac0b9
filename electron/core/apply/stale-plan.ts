import { checkPlan } from '#shared/check/check-plan.ts'
import { functionAt } from '#shared/inventory/lookup.ts'
import type { HostId, InventoryFunction, InventoryHost } from '#shared/inventory/types.ts'
import type { PciAddress } from '#shared/pci/address.ts'
import { marksOf } from '#shared/provision/identities.ts'
import type { Plan } from '#shared/plan/types.ts'

/**
 * Why a plan that was judged on `before` must not be applied to the host as it is now, one sentence each; empty =
 * nothing that concerns the plan has changed. Looked at are the identity of the machine and of every function the
 * plan names, and whether the check finds something that blocks and was not there.
 */
export const staleReasons = (plan: Plan, before: InventoryHost, now: InventoryHost): readonly string[] => {
  const changes = identityChanges(plan, before, now)
  return isAnotherMachine(before, now) ? changes : [...changes, ...newBlockers(plan, before, now)]
}

/** Whether this is another machine, or another card is where the plan names one; one sentence each. */
export function identityChanges(plan: Plan, before: InventoryHost, now: InventoryHost): readonly string[] {
  if (before.hostname === now.hostname && isAnotherInstallation(before, now)) {
    return [
      `${now.hostname} is another installation now: its machine-id is not the one it had when the plan was judged.`
    ]
  }
  if (isAnotherMachine(before, now)) {
    return [
      `The machine calls itself ${now.hostname} now; when the plan was judged it was ${before.hostname}.`
    ]
  }
  return namedFunctions(plan, now.id).flatMap((address) =>
    functionChanges(address, functionAt(before, address), functionAt(now, address))
  )
}

const isAnotherMachine = (before: InventoryHost, now: InventoryHost): boolean =>
  before.hostname !== now.hostname || isAnotherInstallation(before, now)

/** Another machine-id is another installation, whatever it calls itself. */
const isAnotherInstallation = (
  { identity: before }: InventoryHost,
  { identity: now }: InventoryHost
): boolean => before.machineId.known && now.machineId.known && before.machineId.value !== now.machineId.value

/** PFs and functions that the plan names on a host. */
function namedFunctions(plan: Plan, host: HostId): readonly PciAddress[] {
  const named = [
    ...plan.pfs.filter((pf) => pf.host === host).map((pf) => pf.address),
    ...plan.vfs.filter((vf) => vf.host === host).map((vf) => vf.pf),
    ...plan.assignments
      .filter((assignment) => assignment.function.host === host)
      .map(({ function: fn }) => (fn.kind === 'vf' ? fn.pf : fn.address))
  ]
  return [...new Set(named)]
}

function functionChanges(
  address: PciAddress,
  before: InventoryFunction | null,
  now: InventoryFunction | null
): readonly string[] {
  if (!now) return [`${address} is gone.`]
  if (!before) return []
  const ids = (fn: InventoryFunction): string => `${fn.vendorId}:${fn.deviceId}`
  if (ids(before) !== ids(now))
    return [`${address} is ${ids(now)} now, it was ${ids(before)}: the hardware was moved.`]
  const was = marksOf(before).mac
  const is = marksOf(now).mac
  return was !== null && is !== null && was !== is
    ? [`${address} is another card of the same kind now: its MAC is ${is}, it was ${was}.`]
    : []
}

function newBlockers(plan: Plan, before: InventoryHost, now: InventoryHost): readonly string[] {
  const blocking = (host: InventoryHost) =>
    checkPlan({ plan, hosts: new Map([[host.id, host]]) }).filter(({ blocks }) => blocks.kind !== 'nothing')
  const known = new Set(blocking(before).map((finding) => finding.id))
  return blocking(now)
    .filter((finding) => !known.has(finding.id))
    .map((finding) => `${finding.message}.`.replace(/\.\.$/, '.'))
}
