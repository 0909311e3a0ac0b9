import { checkPlan } from '#shared/check/check-plan.ts'
import { functionAt } from '#shared/inventory/lookup.ts'
import type { HostId, InventoryFunction, InventoryHost } from '#shared/inventory/types.ts'
import type { PciAddress } from '#shared/pci/address.ts'
import type { Plan } from '#shared/plan/types.ts'

/**
 * Why a plan that was judged on `before` must not be applied to the host as it is now, one sentence each; empty =
 * nothing that concerns the plan has changed. Looked at are the identity of the machine and of every function the
 * plan names, who uses them, and whether the checks find an error that was not there.
 */
export function changesThatMatter(plan: Plan, before: InventoryHost, now: InventoryHost): readonly string[] {
  if (before.hostname !== now.hostname) {
    return [
      `The machine calls itself ${now.hostname} now; when the plan was judged it was ${before.hostname}.`
    ]
  }
  const functions = namedFunctions(plan, now.id).flatMap((address) =>
    functionChanges(address, functionAt(before, address), functionAt(now, address))
  )
  return [...functions, ...newErrors(plan, before, now)]
}

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
  return []
}

function newErrors(plan: Plan, before: InventoryHost, now: InventoryHost): readonly string[] {
  const errors = (host: InventoryHost) =>
    checkPlan({ plan, hosts: new Map([[host.id, host]]) }).filter((finding) => finding.severity === 'error')
  const known = new Set(errors(before).map((finding) => finding.id))
  return errors(now)
    .filter((finding) => !known.has(finding.id))
    .map((finding) => `${finding.message}.`.replace(/\.\.$/, '.'))
}
