import type { FunctionUsage, FunctionUse } from '../inventory/types.ts'
import { classOfUse, describeDoubt, describeUse } from '../inventory/usage/describe-usage.ts'
import type { PlannedVf } from './planned-pf.ts'

/**
 * What a VF slot is when a free one is looked for.
 * `given`: the plan gives it to a VM. `running`: a VM or a process has it open on the host right now.
 * `host`: the host itself uses it (an address, a bridge, a mount). `unclear`: what would tell could not be read.
 */
export type SlotState =
  | { readonly kind: 'given'; readonly vm: string; readonly isRunning: boolean }
  | { readonly kind: 'running'; readonly by: string }
  | { readonly kind: 'host'; readonly why: string }
  | { readonly kind: 'unclear'; readonly why: string }
  | { readonly kind: 'free' }

const isOpen = (use: FunctionUse): boolean => ['guest', 'process'].includes(classOfUse(use))
const holder = (use: FunctionUse): string => (use.kind === 'vm' ? use.vm : describeUse(use))

/**
 * The state of a function. `vm` is the name of the VM that the plan gives it to; null = none. `usage`: what is known of
 * its use today; null = it does not exist yet.
 */
export function functionState(vm: string | null, usage: FunctionUsage | null): SlotState {
  const { uses, doubts }: Pick<FunctionUsage, 'uses' | 'doubts'> = usage ?? { uses: [], doubts: [] }
  const open = uses.find(isOpen)
  if (vm !== null) return { kind: 'given', vm, isRunning: open !== undefined }
  if (open) return { kind: 'running', by: holder(open) }
  const [use] = uses
  if (use) return { kind: 'host', why: describeUse(use) }
  const [doubt] = doubts
  return doubt ? { kind: 'unclear', why: describeDoubt(doubt) } : { kind: 'free' }
}

/** The same for a VF slot. */
export const slotState = (slot: PlannedVf): SlotState =>
  functionState(slot.vm?.name ?? null, slot.observed?.usage ?? null)

/** The state in words, as tips and screen readers say it. */
export function describeState(state: SlotState): string {
  switch (state.kind) {
    case 'given':
      return `given to ${state.vm}${state.isRunning ? ', in use right now' : ''}`
    case 'running':
      return `held by ${state.by}`
    case 'host':
      return `used by the host: ${state.why}`
    case 'unclear':
      return `use cannot be ruled out: ${state.why}`
    case 'free':
      return 'free'
  }
}
