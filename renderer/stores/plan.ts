import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type { HostId } from '#shared/inventory/types.ts'
import type { Request } from '#shared/ipc/contract.ts'
import type { Failure } from '#shared/failure.ts'
import type { PlanSummary } from '#shared/lab/plan-summary.ts'
import type { PlanEditError } from '#shared/plan/edit-error.ts'
import { renamePlan } from '#shared/plan/edits.ts'
import { formatPlanFile } from '#shared/plan/file.ts'
import * as timeline from '#shared/plan/history.ts'
import { emptyPlan } from '#shared/plan/plan.ts'
import type { Plan } from '#shared/plan/types.ts'
import { err, ok, type Result } from '#shared/result.ts'
import { invoke, onEvent } from '../api.ts'
import { createPlanAutosave } from './plan-autosave.ts'

/** Edits under the same `together` that follow each other within this time are one undo step. */
const TOGETHER_MS = 1200

/** The request's type has mutable arrays; nobody writes to them. */
const asRequest = (plan: Plan): Request<'plans.save'>['plan'] => plan as Request<'plans.save'>['plan']

const fileName = (plan: Plan): string => {
  const plain = plan.name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '')
  return `${plain.slice(0, 80) || 'plan'}.vfplan.json`
}

/**
 * The plan that is open, with its history, and the list of all plans. It changes through `edit` and `replace`
 * alone, so that every change is one labelled undo step and is saved.
 */
export const usePlanStore = defineStore('plan', () => {
  /** Newest change first. */
  const summaries = shallowRef<readonly PlanSummary[]>([])
  const isListed = ref(false)
  const listError = shallowRef<Failure | null>(null)
  const history = shallowRef<timeline.History | null>(null)
  /** The host whose board or provisioning is shown; null = none chosen. */
  const host = ref<HostId | null>(null)
  let lastTogether = { key: '', at: 0 }
  let stopFollowing: (() => void) | null = null

  const plan = computed<Plan | null>(() => history.value?.present ?? null)
  /** What undo and redo would do, for their tooltips; null = nothing. */
  const undoLabel = computed(() => (history.value ? timeline.undoLabel(history.value) : null))
  const redoLabel = computed(() => (history.value ? timeline.redoLabel(history.value) : null))
  /** Hosts that the plan says something about, in order of first mention. */
  const hostsOfPlan = computed<readonly HostId[]>(() => {
    const it = plan.value
    return it ? [...new Set([...it.vms, ...it.pfs, ...it.vfs].map((one) => one.host))] : []
  })

  const keep = (summary: PlanSummary): void => {
    summaries.value = [summary, ...summaries.value.filter((one) => one.id !== summary.id)]
  }

  const autosave = createPlanAutosave(async (what) => {
    const saved = await invoke('plans.save', { plan: asRequest(what) })
    if (saved.ok) keep(saved.value)
    return saved
  })

  // A window that goes away takes nothing with it that was typed in the last moment.
  const onLeave = (): void => void autosave.flush()
  window.addEventListener('pagehide', onLeave)
  onScopeDispose(() => {
    window.removeEventListener('pagehide', onLeave)
    stopFollowing?.()
  })

  function show(next: Plan): void {
    history.value = timeline.startHistory(next)
    lastTogether = { key: '', at: 0 }
    const [first] = hostsOfPlan.value
    if (first !== undefined && !hostsOfPlan.value.includes(host.value ?? '')) host.value = first
  }

  /** Asks for the list of plans again. */
  async function list(): Promise<void> {
    const answer = await invoke('plans.list')
    if (answer.ok) summaries.value = [...answer.value].sort((a, b) => b.updatedAt.localeCompare(a.updatedAt))
    listError.value = answer.ok ? null : answer.error
    isListed.value = true
  }

  /**
   * Lists the plans and opens the one with this id; without an id the one that was changed last, if none is open
   * yet. From the first call on, the list follows what the main process changes.
   */
  async function start(id?: string): Promise<Result<null, Failure>> {
    stopFollowing ??= onEvent('plans.changed', () => void list())
    await list()
    const wanted = id ?? (history.value ? undefined : summaries.value[0]?.id)
    return wanted === undefined ? ok(null) : open(wanted)
  }

  /** Opens a plan in place of the one that is open, which is saved first. */
  async function open(id: string): Promise<Result<null, Failure>> {
    if (plan.value?.id === id) return ok(null)
    await autosave.flush()
    const answer = await invoke('plans.get', { plan: id })
    if (!answer.ok) return answer
    if (!answer.value) {
      await list()
      return err({ kind: 'no-such-plan', message: 'This plan no longer exists', fix: 'Choose another plan' })
    }
    show(answer.value)
    return ok(null)
  }

  /** Saves a plan that is not in the database and opens it: a new one, or one that was just deleted. */
  async function adopt(next: Plan): Promise<Result<null, Failure>> {
    await autosave.flush()
    const saved = await invoke('plans.save', { plan: asRequest(next) })
    if (!saved.ok) return saved
    keep(saved.value)
    show(next)
    return ok(null)
  }

  const create = (name: string): Promise<Result<null, Failure>> =>
    adopt(emptyPlan({ id: crypto.randomUUID(), name: name.trim() }))

  async function duplicate(id: string, name: string): Promise<Result<null, Failure>> {
    await autosave.flush()
    const copy = await invoke('plans.duplicate', { plan: id, name })
    if (!copy.ok) return copy
    await list()
    show(copy.value)
    return ok(null)
  }

  /** Deletes a plan and gives it back, so that `adopt` can undo that. */
  async function remove(id: string): Promise<Result<Plan | null, Failure>> {
    await autosave.flush()
    const before = await invoke('plans.get', { plan: id })
    if (!before.ok) return before
    const removed = await invoke('plans.remove', { plan: id })
    if (!removed.ok) return removed
    summaries.value = summaries.value.filter((one) => one.id !== id)
    if (plan.value?.id === id) {
      history.value = null
      const [next] = summaries.value
      if (next) await open(next.id)
    }
    return ok(before.value)
  }

  /** Renames any plan; the open one as an undo step. */
  async function rename(id: string, name: string): Promise<Result<null, Failure>> {
    if (plan.value?.id !== id) {
      const opened = await open(id)
      if (!opened.ok) return opened
    }
    const edited = edit(`Rename to ${name}`, (before) => renamePlan(before, { name }))
    if (edited.ok) return ok(null)
    const why = edited.error.kind === 'bad-value' ? edited.error.why : 'the plan is gone'
    return err({ kind: 'bad-name', message: `The plan was not renamed: ${why}`, fix: 'Choose another name' })
  }

  /** Asks for a plan file and opens it; true = one was imported, false = the dialog was closed. */
  async function importFile(): Promise<Result<boolean, Failure>> {
    await autosave.flush()
    const answer = await invoke('plans.import-file')
    if (!answer.ok) return answer
    if (!answer.value) return ok(false)
    await list()
    show(answer.value)
    return ok(true)
  }

  /** Saves the open plan to a file; null = nothing open, or the dialog was closed. */
  async function exportFile(): Promise<Result<{ readonly paths: readonly string[] } | null, Failure>> {
    if (!plan.value) return ok(null)
    const file = { name: fileName(plan.value), content: formatPlanFile(plan.value), isExecutable: false }
    return invoke('files.save', { files: [file] })
  }

  function commit(next: Plan, label: string, together?: string): void {
    const current = history.value
    if (!current || next === current.present) return
    const now = performance.now()
    const continues =
      together !== undefined && lastTogether.key === together && now - lastTogether.at < TOGETHER_MS
    lastTogether = { key: together ?? '', at: now }
    history.value =
      continues && current.past.length > 0
        ? timeline.record(timeline.undo(current), next, label)
        : timeline.record(current, next, label)
    autosave.changed(next)
  }

  /** Changes the plan by one of the edits. `together` joins quick repetitions (a stepper) to one undo step. */
  function edit(
    label: string,
    change: (plan: Plan) => Result<Plan, PlanEditError>,
    together?: string
  ): Result<Plan, PlanEditError> {
    if (!plan.value) return err({ kind: 'bad-value', field: 'plan', value: '', why: 'no plan is open' })
    const result = change(plan.value)
    if (result.ok) commit(result.value, label, together)
    return result
  }

  /** Puts a whole plan in place, as one undo step: a fix, a move of several functions. */
  const replace = (label: string, next: Plan): void => commit(next, label)

  function travel(to: (history: timeline.History) => timeline.History): void {
    if (!history.value) return
    const next = to(history.value)
    if (next === history.value) return
    history.value = next
    lastTogether = { key: '', at: 0 }
    autosave.changed(next.present)
  }
  const undo = (): void => travel(timeline.undo)
  const redo = (): void => travel(timeline.redo)

  return {
    summaries,
    isListed,
    listError,
    history,
    host,
    plan,
    undoLabel,
    redoLabel,
    hostsOfPlan,
    saveState: autosave.state,
    flush: autosave.flush,
    list,
    start,
    open,
    adopt,
    create,
    duplicate,
    remove,
    rename,
    importFile,
    exportFile,
    edit,
    replace,
    undo,
    redo
  }
})
