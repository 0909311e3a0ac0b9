/**
 * Every way a plan can change. An edit takes a plan and arguments and gives a new plan, or says why not; it
 * knows only the plan. What needs a look at the hosts (limits, IOMMU groups, running VMs) is judged by
 * `shared/check`. Results keep the canonical order (`order.ts`) and are always valid by `planSchema`.
 */
import type { HostId } from '../inventory/types.ts'
import type { PciAddress } from '../pci/address.ts'
import { err, ok, type Result } from '../result.ts'
import type { HeldVf, PlanEditError } from './edit-error.ts'
import { acceptValue } from './edit-values.ts'
import { functionKey, isSameFunction } from './function-key.ts'
import { functionsOf, plannedPf, vmById, vmOf } from './lookup.ts'
import { comparePfs, compareVfs } from './order.ts'
import {
  assignableFunctionSchema,
  notesSchema,
  pfSchema,
  planNameSchema,
  vfSchema,
  vmSchema
} from './schema.ts'
import type { AssignableFunction, Plan, PlanPf, PlanVfSettings, PlanVm, VmId } from './types.ts'

/** What every edit gives. */
export type EditResult = Result<Plan, PlanEditError>

/** A PF of the plan. */
export interface PfArgs {
  readonly host: HostId
  readonly address: PciAddress
}

const withoutPf = (plan: Plan, args: PfArgs): readonly PlanPf[] =>
  plan.pfs.filter((pf) => pf.host !== args.host || pf.address !== args.address)

const withPf = (plan: Plan, pf: PlanPf): Plan => ({
  ...plan,
  pfs: [...withoutPf(plan, pf), pf].sort(comparePfs)
})

/** The VFs of a PF that VMs hold, in order of index, from `fromIndex` on. */
function heldVfs(plan: Plan, pf: PfArgs, fromIndex: number): readonly HeldVf[] {
  return plan.assignments
    .flatMap(({ function: fn, vm }) =>
      fn.kind === 'vf' && fn.host === pf.host && fn.pf === pf.address && fn.index >= fromIndex
        ? [{ index: fn.index, vm, vmName: vmById(plan, vm)?.name ?? vm }]
        : []
    )
    .sort((a, b) => a.index - b.index)
}

/**
 * Says how many VFs a PF shall have. Fewer than before is refused while VFs that would go are held by VMs or
 * have settings, unless `dropAssignments` is true: then both are taken out of the plan.
 */
export function setNumVfs(
  plan: Plan,
  args: PfArgs & { readonly numVfs: number; readonly dropAssignments?: boolean }
): EditResult {
  const { host, address, numVfs } = args
  const accepted = acceptValue(pfSchema, { ...plannedPf(plan, host, address), host, address, numVfs }, 'pf')
  if (!accepted.ok) return accepted
  const owner = vmOf(plan, { kind: 'function', host, address })
  if (owner && numVfs > 0) return err({ kind: 'pf-given-away', pf: address, vmName: owner.name })

  const held = heldVfs(plan, args, numVfs)
  const isBeyond = (vf: {
    readonly host: HostId
    readonly pf: PciAddress
    readonly index: number
  }): boolean => vf.host === host && vf.pf === address && vf.index >= numVfs
  const configured = plan.vfs.filter(isBeyond).map((vf) => vf.index)
  if ((held.length > 0 || configured.length > 0) && args.dropAssignments !== true) {
    return err({ kind: 'vfs-would-vanish', pf: address, numVfs, held, configured })
  }
  return ok({
    ...withPf(plan, accepted.value),
    assignments: plan.assignments.filter(({ function: fn }) => fn.kind !== 'vf' || !isBeyond(fn)),
    vfs: plan.vfs.filter((vf) => !isBeyond(vf))
  })
}

/** Takes the PF out of the plan: its number of VFs stays as it is on the host. VFs given to VMs stay given. */
export const leavePf = (plan: Plan, args: PfArgs): EditResult => ok({ ...plan, pfs: withoutPf(plan, args) })

/** MTU of the PF's interface in bytes; null = leave it as it is. The PF must have an entry (`setNumVfs`). */
export function setPfMtu(plan: Plan, args: PfArgs & { readonly mtu: number | null }): EditResult {
  const current = plannedPf(plan, args.host, args.address)
  if (!current) return err({ kind: 'pf-not-planned', pf: args.address })
  const { mtu: _left, ...rest } = current
  const accepted = acceptValue(pfSchema, args.mtu === null ? rest : { ...rest, mtu: args.mtu }, 'pf')
  return accepted.ok ? ok(withPf(plan, accepted.value)) : accepted
}

const nameTaken = (plan: Plan, vm: PlanVm): boolean =>
  plan.vms.some((other) => other.id !== vm.id && other.host === vm.host && other.name === vm.name)

/** Adds a VM. Names are unique per host, because that is how a hypervisor tells its VMs apart. */
export function addVm(plan: Plan, args: PlanVm): EditResult {
  const accepted = acceptValue(vmSchema, args, 'vm')
  if (!accepted.ok) return accepted
  const same = vmById(plan, args.id)
  if (same) return err({ kind: 'vm-id-taken', vm: args.id, vmName: same.name })
  if (nameTaken(plan, args)) return err({ kind: 'vm-name-taken', vmName: args.name, host: args.host })
  return ok({ ...plan, vms: [...plan.vms, accepted.value] })
}

/** What can change about a VM; absent = stays. `guestDriver: null` forgets it. */
export type VmChanges = Partial<Omit<PlanVm, 'id' | 'guestDriver'>> & {
  readonly guestDriver?: PlanVm['guestDriver'] | null
}

/** Changes a VM. It keeps its place in the list; it can leave its host only while it holds nothing. */
export function updateVm(plan: Plan, args: { readonly vm: VmId; readonly changes: VmChanges }): EditResult {
  const current = vmById(plan, args.vm)
  if (!current) return err({ kind: 'no-such-vm', vm: args.vm })
  const { guestDriver: before, ...rest } = current
  const { guestDriver: wanted, ...changes } = args.changes
  const guestDriver = wanted === undefined ? before : wanted
  const accepted = acceptValue(
    vmSchema,
    { ...rest, ...definedOnly(changes), ...(guestDriver ? { guestDriver } : {}) },
    'vm'
  )
  if (!accepted.ok) return accepted
  const next: PlanVm = accepted.value
  const functions = functionsOf(plan, args.vm)
  if (next.host !== current.host && functions.length > 0) {
    return err({ kind: 'vm-has-functions', vmName: current.name, host: next.host, functions })
  }
  if (nameTaken(plan, next)) return err({ kind: 'vm-name-taken', vmName: next.name, host: next.host })
  return ok({ ...plan, vms: plan.vms.map((vm) => (vm.id === args.vm ? next : vm)) })
}

const definedOnly = (values: object): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))

/** Removes a VM; its functions become free, their settings stay. */
export function removeVm(plan: Plan, args: { readonly vm: VmId }): EditResult {
  if (!vmById(plan, args.vm)) return err({ kind: 'no-such-vm', vm: args.vm })
  return ok({
    ...plan,
    vms: plan.vms.filter((vm) => vm.id !== args.vm),
    assignments: plan.assignments.filter((one) => one.vm !== args.vm)
  })
}

/**
 * Gives a function to a VM of the same host. Giving it to the VM that has it already changes nothing. Refused
 * where the plan contradicts itself: the function has another VM, the VF does not exist under the planned
 * numVfs, the VF's PF is given away, or the PF is planned with VFs.
 */
export function assign(
  plan: Plan,
  args: { readonly function: AssignableFunction; readonly vm: VmId }
): EditResult {
  const accepted = acceptValue(assignableFunctionSchema, args.function, 'function')
  if (!accepted.ok) return accepted
  const fn: AssignableFunction = accepted.value
  const vm = vmById(plan, args.vm)
  if (!vm) return err({ kind: 'no-such-vm', vm: args.vm })
  if (vm.host !== fn.host) return err({ kind: 'other-host', function: fn, vmName: vm.name, vmHost: vm.host })
  const owner = vmOf(plan, fn)
  if (owner?.id === vm.id) return ok(plan)
  if (owner) return err({ kind: 'already-given', function: fn, vm: owner.id, vmName: owner.name })
  const contradiction = fn.kind === 'vf' ? vfContradiction(plan, fn) : pfContradiction(plan, fn)
  if (contradiction) return err(contradiction)
  return ok({ ...plan, assignments: [...plan.assignments, { function: fn, vm: vm.id }] })
}

function vfContradiction(plan: Plan, fn: Extract<AssignableFunction, { kind: 'vf' }>): PlanEditError | null {
  const pfOwner = vmOf(plan, { kind: 'function', host: fn.host, address: fn.pf })
  if (pfOwner) return { kind: 'pf-given-away', pf: fn.pf, vmName: pfOwner.name }
  const pf = plannedPf(plan, fn.host, fn.pf)
  return pf && fn.index >= pf.numVfs
    ? { kind: 'vf-beyond-num-vfs', pf: fn.pf, index: fn.index, numVfs: pf.numVfs }
    : null
}

function pfContradiction(
  plan: Plan,
  fn: Extract<AssignableFunction, { kind: 'function' }>
): PlanEditError | null {
  const held = heldVfs(plan, fn, 0)
  const numVfs = plannedPf(plan, fn.host, fn.address)?.numVfs ?? null
  return held.length > 0 || (numVfs ?? 0) > 0
    ? { kind: 'pf-has-planned-vfs', pf: fn.address, numVfs, held }
    : null
}

/** Takes a function from its VM; its settings stay. */
export function unassign(plan: Plan, args: { readonly function: AssignableFunction }): EditResult {
  const rest = plan.assignments.filter((one) => !isSameFunction(one.function, args.function))
  return rest.length === plan.assignments.length
    ? err({ kind: 'not-given', function: args.function })
    : ok({ ...plan, assignments: rest })
}

/**
 * Replaces all settings of a VF; empty settings remove its entry. A MAC may be typed in upper case or with
 * dashes. The VF must exist under the planned numVfs.
 */
export function setVfSettings(
  plan: Plan,
  args: {
    readonly host: HostId
    readonly pf: PciAddress
    readonly index: number
    readonly settings: PlanVfSettings
  }
): EditResult {
  const { host, pf, index } = args
  const { mac } = args.settings
  const settings =
    mac === undefined
      ? args.settings
      : { ...args.settings, mac: mac.trim().toLowerCase().replaceAll('-', ':') }
  const accepted = acceptValue(vfSchema, { host, pf, index, settings: definedOnly(settings) }, 'vf')
  if (!accepted.ok) return accepted
  const key = functionKey({ kind: 'vf', host, pf, index })
  const others = plan.vfs.filter((vf) => functionKey({ kind: 'vf', ...vf }) !== key)
  if (Object.keys(accepted.value.settings).length === 0) return ok({ ...plan, vfs: others })
  const planned = plannedPf(plan, host, pf)
  if (planned && index >= planned.numVfs) {
    return err({ kind: 'vf-beyond-num-vfs', pf, index, numVfs: planned.numVfs })
  }
  return ok({ ...plan, vfs: [...others, accepted.value].sort(compareVfs) })
}

/** Renames the plan. */
export function renamePlan(plan: Plan, args: { readonly name: string }): EditResult {
  const name = acceptValue(planNameSchema, args.name, 'name')
  return name.ok ? ok({ ...plan, name: name.value }) : name
}

/** Replaces the notes, free text of at most 20,000 characters. */
export function setNotes(plan: Plan, args: { readonly notes: string }): EditResult {
  const notes = acceptValue(notesSchema, args.notes, 'notes')
  return notes.ok ? ok({ ...plan, notes: notes.value }) : notes
}
