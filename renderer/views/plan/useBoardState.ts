import { Inbox, Monitor, Copy, Settings2, WandSparkles, Plus } from '@lucide/vue'
import { computed, nextTick, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { vfAt } from '#shared/inventory/lookup.ts'
import type { InventoryHost } from '#shared/inventory/types.ts'
import { describeFunction, functionKey, isSameFunction } from '#shared/plan/function-key.ts'
import { plannedHost } from '#shared/planned/planned-host.ts'
import { vmOf } from '#shared/plan/lookup.ts'
import type { AssignableFunction, Plan } from '#shared/plan/types.ts'
import { err, ok, type Result } from '#shared/result.ts'
import type { MenuEntry } from '../../ui/menu-entry.ts'
import { useCopy } from '../../stores/useCopy.ts'
import { dropTargets, targetName, type DropTarget } from '#shared/plan/drop-target.ts'
import { judgeMove } from '#shared/check/judge-move.ts'
import {
  describeFunctions,
  moveFunctions,
  explainMoveError,
  type MoveError
} from '#shared/plan/move-functions.ts'
import { newVm } from '#shared/plan/new-vm.ts'
import { dragSource, dropPlace } from '../../drag/pointer-drag.ts'
import { useFunctionDrag } from '../../drag/useFunctionDrag.ts'
import { usePlanInsightStore } from '../../stores/plan-insight.ts'
import { usePlanStore } from '../../stores/plan.ts'
import { usePresetsStore } from '../../stores/presets.ts'
import { useUiStore } from '../../stores/ui.ts'
import type { Board, BoardSelection } from './board-context.ts'
import { assignablePool } from '#shared/planned/pool.ts'
import { estimateAhead } from '#shared/simulate/plan-estimate/estimate-ahead.ts'
import { cargoKeys, NO_CHIPS, selectChip, type ChipSelection } from './chip-selection.ts'
import { bySeverity, groupBySubject } from '../../widgets/finding-subjects.ts'
import { macEdits } from '#shared/plan/generate-macs.ts'
import { usesByAddress } from '#shared/planned/function-state.ts'

/** Puts together what the board of one host shares. Call in the setup of the component that provides it. */
export function useBoardState(
  plan: ComputedRef<Plan>,
  host: ComputedRef<InventoryHost>,
  selection: ShallowRef<BoardSelection>
): Board {
  const plans = usePlanStore()
  const insight = usePlanInsightStore()
  const presets = usePresetsStore()
  const ui = useUiStore()
  const { copy } = useCopy()

  const chips = shallowRef<ChipSelection>(NO_CHIPS)
  /** Id of the VM that the next drop on "New VM" makes: known before, so that the drop can be judged. */
  const newVmId = shallowRef<string>(crypto.randomUUID())
  const fresh = computed(() => newVm(plan.value, host.value, newVmId.value))

  const selectedFunctions = computed(() =>
    selection.value.kind === 'functions' ? selection.value.functions : []
  )
  const selectedKeys = computed<ReadonlySet<string>>(() => new Set(selectedFunctions.value.map(functionKey)))
  const findings = computed(() => groupBySubject(insight.findings))

  const planned = computed(() => plannedHost(plan.value, host.value))
  const context = computed(() => ({ plan: plan.value, hosts: insight.hosts }))

  function originOf(functions: readonly AssignableFunction[]): DropTarget | null {
    const [first, ...others] = functions.map((fn) => vmOf(plan.value, fn)?.id ?? null)
    if (first === undefined || others.some((one) => one !== first)) return null
    return first === null ? { kind: 'pool' } : { kind: 'vm', vm: first }
  }

  function drop(functions: readonly AssignableFunction[], target: DropTarget): Result<unknown, MoveError> {
    const moved = moveFunctions(plan.value, functions, target, fresh.value)
    if (!moved.ok) return moved
    newVmId.value = crypto.randomUUID()
    const focused = document.activeElement?.closest<HTMLElement>('[data-chip]')?.dataset['chip']
    plans.replace(moved.value.label, moved.value.plan)
    void nextTick(() => refocus(focused ?? null))
    return ok(null)
  }

  /** The chip that had the focus may be a new element now, in another VM. */
  function refocus(chip: string | null): void {
    if (chip === null || document.activeElement !== document.body) return
    document.querySelector<HTMLElement>(`[data-chip="${CSS.escape(chip)}"]`)?.focus()
  }

  const judge: Parameters<typeof useFunctionDrag>[0]['judge'] = (functions, target, mayTake) =>
    judgeMove(context.value, functions, target, fresh.value, mayTake)

  const drag = useFunctionDrag({
    targets: (functions) =>
      dropTargets(
        plan.value,
        host.value.id,
        functions.some((fn) => vmOf(plan.value, fn) !== null)
      ),
    name: (target) => targetName(target, plan.value),
    origin: originOf,
    judge,
    drop
  })
  /** The estimate follows the drag: what would be, were the functions dropped on what is aimed at. */
  const ahead = computed(() => {
    const [held, over] = [drag.held.value, drag.over.value]
    const verdict = over && drag.verdictOn(over)
    if (!held || !over || !verdict || verdict.kind === 'refused') return null
    const moved = moveFunctions(plan.value, held.functions, over, fresh.value)
    return moved.ok
      ? estimateAhead(moved.value.plan, host.value, moved.value.vm, presets.byHost.get(host.value.id))
      : null
  })
  watch(drag.said, (text) => ui.announce(text, { isUrgent: true }))
  // A plan that changes under a drag (undo by key, another window) was judged for nothing.
  watch(plan, drag.cancel)

  function select(next: BoardSelection): void {
    selection.value = next
    if (next.kind !== 'functions') chips.value = NO_CHIPS
    else chips.value = { keys: next.functions.map(functionKey), anchor: chips.value.anchor }
  }

  const cargo: Board['cargo'] = (fn) => {
    const keys = new Set(cargoKeys(chips.value, functionKey(fn)))
    return keys.size > 1 ? selectedFunctions.value.filter((one) => keys.has(functionKey(one))) : [fn]
  }

  const clickChip: Board['clickChip'] = (fn, order, mode) => {
    chips.value = selectChip(chips.value, functionKey(fn), order.map(functionKey), mode)
    const known = new Map([...selectedFunctions.value, ...order, fn].map((one) => [functionKey(one), one]))
    const functions = chips.value.keys.flatMap((one) => known.get(one) ?? [])
    selection.value = functions.length > 0 ? { kind: 'functions', functions } : { kind: 'nothing' }
  }

  const give: Board['give'] = (functions, target) => {
    const verdict = judge(functions, target, true)
    return verdict.kind === 'refused' ? err(verdict) : drop(functions, target)
  }

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

  const functionMenu: Board['functionMenu'] = (fn) => {
    const functions = cargo(fn)
    const holder = originOf(functions)
    const vms = plan.value.vms.filter((vm) => vm.host === host.value.id)
    const macs = macEdits(plan.value, host.value, functions)
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

  return {
    plan,
    host,
    context,
    planned,
    pool: computed(() => assignablePool(planned.value)),
    uses: computed(() => usesByAddress(host.value)),
    selection,
    selectedKeys,
    drag,
    vDragSource: dragSource(drag),
    vDropPlace: dropPlace(drag),
    select,
    clickChip,
    cargo,
    give,
    findingsOf: (key) => bySeverity(findings.value.get(key) ?? []),
    ahead,
    estimatesOf(vm) {
      const now = insight.estimates.get(vm) ?? []
      // A card that has no figures yet does not grow under the pointer: its verdict says what the VM would get.
      return now.length > 0 ? (ahead.value?.estimates.get(vm) ?? now) : now
    },
    storageOf(vm) {
      // Rows neither come nor go under the pointer: only their figures change.
      const after = ahead.value?.storage.get(vm) ?? []
      return (insight.storage.get(vm) ?? []).map(
        (now) => after.find((one) => isSameFunction(one.function, now.function)) ?? now
      )
    },
    remarksOn: (vm) => insight.remarks.get(vm) ?? [],
    loadOf: (pf) => ahead.value?.loads.get(pf) ?? insight.loads.get(`${host.value.id}/${pf}`) ?? null,
    driveOf: (pf) => ahead.value?.drives.get(pf) ?? insight.drives.get(`${host.value.id}/${pf}`) ?? null,
    functionMenu
  }
}

/** The PCI address of a function today; null = a VF that does not exist yet. */
function addressOf(host: InventoryHost, fn: AssignableFunction): string | null {
  if (fn.kind === 'function') return fn.address
  return vfAt(host, fn.pf, fn.index)?.address ?? null
}
