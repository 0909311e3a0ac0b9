import type { HostId } from '../inventory/types.ts'
import type { Plan, VmId } from './types.ts'

/** Where functions can be dropped: a VM, a VM that the drop itself makes, or back into the pool. */
export type DropTarget =
  { readonly kind: 'pool' } | { readonly kind: 'vm'; readonly vm: VmId } | { readonly kind: 'new-vm' }

/** One string per target, for maps. */
export const targetKey = (target: DropTarget): string =>
  target.kind === 'vm' ? `vm/${target.vm}` : target.kind

/** How announcements name a target. */
export function targetName(target: DropTarget, plan: Plan): string {
  switch (target.kind) {
    case 'pool':
      return 'the free pool'
    case 'new-vm':
      return 'a new VM'
    case 'vm':
      return plan.vms.find((vm) => vm.id === target.vm)?.name ?? 'a VM that is gone'
  }
}

/**
 * The targets on the board of one host, in the order in which the arrow keys visit them. The pool is one only
 * for what a VM has.
 */
export const dropTargets = (plan: Plan, host: HostId, isGiven: boolean): readonly DropTarget[] => [
  ...(isGiven ? [{ kind: 'pool' as const }] : []),
  ...plan.vms.filter((vm) => vm.host === host).map((vm) => ({ kind: 'vm' as const, vm: vm.id })),
  { kind: 'new-vm' }
]
