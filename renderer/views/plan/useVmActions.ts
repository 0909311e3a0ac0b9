import { Pencil, Trash2, WandSparkles } from '@lucide/vue'
import type { FunctionClass } from '#shared/inventory/types.ts'
import { removeVm } from '#shared/plan/edits.ts'
import { describeFunction } from '#shared/plan/function-key.ts'
import { explainMoveError } from '#shared/plan/move-functions.ts'
import { proposeFunctions } from '#shared/place/propose.ts'
import type { PlanVm } from '#shared/plan/types.ts'
import type { MenuEntry } from '../../ui/menu-entry.ts'
import { usePlanStore } from '../../stores/plan.ts'
import { useUiStore } from '../../stores/ui.ts'
import type { Board, GiveError } from './board-context.ts'

/** What can be done with a VM, for its card, its menu and the inspector alike. */
export interface VmActions {
  /** Gives the VM the free VF that suits it best, and says why that one. */
  giveBest(vm: PlanVm, kind: FunctionClass): void
  remove(vm: PlanVm): void
  menu(vm: PlanVm): readonly MenuEntry[]
}

const KIND_NAMES: Partial<Record<FunctionClass, string>> = {
  network: 'network VF',
  nvme: 'NVMe VF',
  storage: 'storage VF',
  display: 'GPU VF',
  accelerator: 'accelerator VF'
}

/** The actions on the board that is given: the component that makes the board needs them as well. */
export function useVmActions(board: Pick<Board, 'context' | 'pool' | 'select' | 'give'>): VmActions {
  const plans = usePlanStore()
  const ui = useUiStore()
  const undo = { label: 'Undo', run: () => plans.undo() }

  function giveBest(vm: PlanVm, kind: FunctionClass): void {
    const proposal = proposeFunctions(board.context.value, vm.id, { count: 1, class: kind })
    const [best] = proposal?.placements ?? []
    if (!best) {
      const [passed] = proposal?.passedOver ?? []
      const detail = passed
        ? `${describeFunction(passed.function)}: ${passed.why}`
        : 'Choose more VFs on a port'
      ui.toast({ tone: 'refused', text: `No free ${KIND_NAMES[kind] ?? 'VF'} for ${vm.name}`, detail })
      return
    }
    const name = describeFunction(best.function)
    const given = board.give([best.function], { kind: 'vm', vm: vm.id })
    if (!given.ok) {
      ui.toast({
        tone: 'refused',
        text: `${name} suits best, but is refused`,
        detail: whyNotGiven(given.error)
      })
      return
    }
    const detail = [...best.reasons, ...best.drawbacks.map((one) => `but ${one}`)].join(', ')
    ui.toast({ tone: 'used', text: `${name} given to ${vm.name}`, detail, action: undo })
  }

  function remove(vm: PlanVm): void {
    const done = plans.edit(`Delete ${vm.name}`, (plan) => removeVm(plan, { vm: vm.id }))
    if (!done.ok) return
    board.select({ kind: 'nothing' })
    ui.toast({ tone: 'neutral', text: `${vm.name} deleted`, action: undo })
  }

  function menu(vm: PlanVm): readonly MenuEntry[] {
    const kinds = [...new Set(board.pool.value.pfs.map((pf) => pf.observed.class))]
    return [
      { kind: 'action', label: 'Edit', icon: Pencil, run: () => board.select({ kind: 'vm', vm: vm.id }) },
      ...kinds.map((kind) => ({
        kind: 'action' as const,
        label: `Give the best free ${KIND_NAMES[kind] ?? 'VF'}`,
        icon: WandSparkles,
        run: () => giveBest(vm, kind)
      })),
      { kind: 'separator' },
      { kind: 'action', label: 'Delete', icon: Trash2, isDanger: true, run: () => remove(vm) }
    ]
  }

  return { giveBest, remove, menu }
}

const whyNotGiven = (error: GiveError): string =>
  error.kind === 'refused' ? error.reasons.join('; ') : explainMoveError(error)
