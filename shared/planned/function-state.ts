import type { FunctionUse, InventoryHost } from '../inventory/types.ts'
import { classOfUse, describeUse } from '../inventory/usage/describe-usage.ts'
import type { PciAddress } from '../pci/address.ts'
import type { PlannedVf } from './planned-pf.ts'

/**
 * What a VF slot is in the eyes of somebody who looks for a free one.
 * `given`: the plan gives it to a VM. `running`: a VM or a process has it open on the host right now.
 * `host`: the host itself uses it (an address, a bridge, a mount). `free`: nobody.
 */
export type SlotState =
  | { readonly kind: 'given'; readonly vm: string; readonly isRunning: boolean }
  | { readonly kind: 'running'; readonly by: string }
  | { readonly kind: 'host'; readonly why: string }
  | { readonly kind: 'free' }

const isOpen = (use: FunctionUse): boolean => ['guest', 'process'].includes(classOfUse(use))
const holder = (use: FunctionUse): string => (use.kind === 'vm' ? use.vm : describeUse(use))

/** Uses of every function of a host that has any, by address. */
export const usesByAddress = (host: InventoryHost): ReadonlyMap<PciAddress, readonly FunctionUse[]> =>
  new Map(host.functions.filter((fn) => fn.usage.uses.length > 0).map((fn) => [fn.address, fn.usage.uses]))

/** The state of a function. `vm` is the name of the VM that the plan gives it to; null = none. */
export function functionState(vm: string | null, uses: readonly FunctionUse[]): SlotState {
  const open = uses.find(isOpen)
  if (vm !== null) return { kind: 'given', vm, isRunning: open !== undefined }
  if (open) return { kind: 'running', by: holder(open) }
  const [use] = uses
  return use ? { kind: 'host', why: describeUse(use) } : { kind: 'free' }
}

/** The same for a VF slot. `uses` are those of the VF at its address today; empty for one that does not exist. */
export const slotState = (slot: PlannedVf, uses: readonly FunctionUse[]): SlotState =>
  functionState(slot.vm?.name ?? null, uses)

/** The state in words, as tips and screen readers say it. */
export function describeState(state: SlotState): string {
  switch (state.kind) {
    case 'given':
      return `given to ${state.vm}${state.isRunning ? ', in use right now' : ''}`
    case 'running':
      return `held by ${state.by}`
    case 'host':
      return `used by the host: ${state.why}`
    case 'free':
      return 'free'
  }
}
