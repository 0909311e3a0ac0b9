import { Copy, Inbox, Monitor, Plus, Settings2, WandSparkles } from '@lucide/vue'
import type { ComputedRef } from 'vue'
import { vfAt } from '#shared/inventory/lookup.ts'
import type { InventoryHost } from '#shared/inventory/types.ts'
import { describeFunction } from '#shared/plan/function-key.ts'
import type { AssignableFunction, Plan } from '#shared/plan/types.ts'
import type { DropTarget } from '#shared/plan/drop-target.ts'
import { describeFunctions, explainMoveError } from '#shared/plan/move-functions.ts'
import type { DragBoard } from '../../drag/useFunctionDrag.ts'
import { useLabStore } from '../../stores/lab.ts'
import { usePlanStore } from '../../stores/plan.ts'
import { useUiStore } from '../../stores/ui.ts'
import { useCopy } from '../../stores/useCopy.ts'
import type { MenuEntry } from '../../ui/menu-entry.ts'
import type { Board } from './board-context.ts'
import { macEdits } from '#shared/plan/generate-macs.ts'

/** What the menu of a chip needs of the board. */
export interface FunctionMenuNeeds {
  readonly plan: ComputedRef<Plan>
  readonly host: ComputedRef<InventoryHost>
  readonly dragged: Board['dragged']
  readonly originOf: DragBoard['origin']
  readonly judge: DragBoard['judge']
  readonly drop: DragBoard['drop']
  readonly select: Board['select']
}

/** What can be done with a chip, or with the selection it belongs to: every drop is there for the keyboard, too. */
export function useFunctionMenus(needs: FunctionMenuNeeds): Board['functionMenu'] {
  const { plan, host, dragged, originOf, judge, drop, select } = needs
  const plans = usePlanStore()
  const lab = useLabStore()
  const ui = useUiStore()
  const { copy } = useCopy()

  function assignEntry(
    functions: readonly AssignableFunction[],
    target: DropTarget,
    label: string
  ): MenuEntry {
    const verdict = judge(functions, target, true)
    const refusal = verdict.kind === 'refused' ? verdict.reasons.join('; ') : null
    return {
      kind: 'action',
      label: verdict.kind === 'warning' ? `${label} (with a warning)` : label,
      icon: target.kind === 'new-vm' ? Plus : Monitor,
      ...(refusal === null ? {} : { disabledReason: refusal }),
      run: () => {
        const done = drop(functions, target)
        ui.announce(
          done.ok ? `${describeFunctions(functions)}: ${label}` : explainMoveError(done.error),
          done.ok ? {} : { isUrgent: true }
        )
      }
    }
  }

  return (fn) => {
    const functions = dragged(fn)
    const holder = originOf(functions)
    const vms = plan.value.vms.filter((vm) => vm.host === host.value.id)
    const macs = macEdits(plan.value, host.value, functions, lab.inventories.values())
    const address = addressOf(host.value, fn)
    return [
      { kind: 'heading', label: describeFunctions(functions) },
      {
        kind: 'submenu',
        label: 'Assign to',
        icon: Monitor,
        entries: [
          ...vms.map((vm) => assignEntry(functions, { kind: 'vm', vm: vm.id }, vm.name)),
          ...(vms.length > 0 ? [{ kind: 'separator' as const }] : []),
          assignEntry(functions, { kind: 'new-vm' }, 'New VM')
        ]
      },
      ...(holder?.kind === 'pool'
        ? []
        : [{ ...assignEntry(functions, { kind: 'pool' }, 'Take back'), icon: Inbox }]),
      { kind: 'separator' },
      {
        kind: 'action',
        label: 'Settings',
        icon: Settings2,
        run: () => select({ kind: 'functions', functions })
      },
      ...(macs
        ? [
            {
              kind: 'action' as const,
              label: functions.length > 1 ? 'Generate MACs' : 'Generate MAC',
              icon: WandSparkles,
              run: () => plans.replace(macs.label, macs.plan)
            }
          ]
        : []),
      ...(address === null
        ? []
        : [
            {
              kind: 'action' as const,
              label: 'Copy address',
              icon: Copy,
              run: () => void copy(address, `address of ${describeFunction(fn)}`)
            }
          ])
    ]
  }
}

/** The PCI address of a function today; null = a VF that does not exist yet. */
function addressOf(host: InventoryHost, fn: AssignableFunction): string | null {
  if (fn.kind === 'function') return fn.address
  return vfAt(host, fn.pf, fn.index)?.address ?? null
}
