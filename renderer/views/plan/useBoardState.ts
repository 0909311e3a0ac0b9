import { computed, nextTick, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { InventoryHost } from '#shared/inventory/types.ts'
import { isSameFunction } from '#shared/plan/function-key.ts'
import { plannedHost } from '#shared/planned/planned-host.ts'
import { vmOf } from '#shared/plan/lookup.ts'
import type { AssignableFunction, Plan } from '#shared/plan/types.ts'
import { err, ok, type Result } from '#shared/result.ts'
import { dropTargets, targetName, type DropTarget } from '#shared/plan/drop-target.ts'
import { judgeMove } from '#shared/check/judge-move.ts'
import { moveFunctions, type MoveError } from '#shared/plan/move-functions.ts'
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
import { bySeverity, groupBySubject } from '../../widgets/finding-subjects.ts'
import { useBoardSelection } from './useBoardSelection.ts'
import { useFunctionMenus } from './useFunctionMenus.ts'

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

  const { selectedKeys, select, clickChip, dragged } = useBoardSelection(selection)
  /** Id of the VM that the next drop on "New VM" makes: known before, so that the drop can be judged. */
  const newVmId = shallowRef<string>(crypto.randomUUID())
  const fresh = computed(() => newVm(plan.value, host.value, newVmId.value))

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

  const judge: Parameters<typeof useFunctionDrag>[0]['judge'] = (functions, target, canReassign) =>
    judgeMove(context.value, functions, target, fresh.value, canReassign)

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

  const give: Board['give'] = (functions, target) => {
    const verdict = judge(functions, target, true)
    return verdict.kind === 'refused' ? err(verdict) : drop(functions, target)
  }

  const functionMenu = useFunctionMenus({ plan, host, dragged, originOf, judge, drop, select })

  return {
    plan,
    host,
    context,
    planned,
    pool: computed(() => assignablePool(planned.value)),
    selection,
    selectedKeys,
    drag,
    vDragSource: dragSource(drag),
    vDropPlace: dropPlace(drag),
    select,
    clickChip,
    dragged,
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
