import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref } from 'vue'
import type { HostId } from '#shared/inventory/types.ts'
import type { Request } from '#shared/ipc/contract.ts'
import type { Failure } from '#shared/failure.ts'
import { renamePlan } from '#shared/plan/edits.ts'
import { formatPlanFile } from '#shared/plan/file.ts'
import { emptyPlan } from '#shared/plan/plan.ts'
import type { Plan } from '#shared/plan/types.ts'
import { hostsOf } from '#shared/planned/hosts-of-plan.ts'
import { err, ok, type Result } from '#shared/result.ts'
import { invoke, onEvent } from '../api.ts'
import { createPlanAutosave } from './open-plan/plan-autosave.ts'
import { planFileName } from './open-plan/plan-file-name.ts'
import { createPlanHistory } from './open-plan/plan-history.ts'
import { createPlanList } from './open-plan/plan-list.ts'

/** The request's type has mutable arrays; nothing writes to them. */
const asRequest = (plan: Plan): Request<'plans.save'>['plan'] => plan as Request<'plans.save'>['plan']

const noSuchPlan: Failure = {
  kind: 'no-such-plan',
  message: 'This plan no longer exists',
  fix: 'Choose another plan'
}

/**
 * The one open plan, with its history, and the list of all plans. The plan changes by `edit` and `replace` only, so
 * that every change is one labelled undo step and is saved.
 */
export const usePlanStore = defineStore('plan', () => {
  const { keep, drop, ...plans } = createPlanList()
  const autosave = createPlanAutosave(async (what) => {
    const saved = await invoke('plans.save', { plan: asRequest(what) })
    if (saved.ok) keep(saved.value)
    return saved
  })
  const { begin, ...open } = createPlanHistory(autosave.changed, () => performance.now())
  /** The host whose board or provisioning is shown; null = none chosen. */
  const host = ref<HostId | null>(null)
  /** Counts what was asked to be opened: the answer to an older question opens nothing. */
  let asked = 0
  let stopFollowing: (() => void) | null = null

  /** Hosts that the plan says something about, in order of first mention. */
  const hostsOfPlan = computed<readonly HostId[]>(() => (open.plan.value ? hostsOf(open.plan.value) : []))

  // A window that goes away takes nothing with it that was typed in the last moment.
  const onLeave = (): void => void autosave.flush()
  window.addEventListener('pagehide', onLeave)
  onScopeDispose(() => {
    window.removeEventListener('pagehide', onLeave)
    stopFollowing?.()
  })

  function show(next: Plan): void {
    asked++
    begin(next)
    const [first] = hostsOfPlan.value
    if (first !== undefined && !hostsOfPlan.value.includes(host.value ?? '')) host.value = first
  }

  /**
   * Lists the plans and opens the one with this id; without an id the one that was changed last, if none is open
   * yet. From the first call on, the list follows what the main process changes.
   */
  async function start(id?: string): Promise<Result<null, Failure>> {
    stopFollowing ??= onEvent('plans.changed', () => void plans.list())
    await plans.list()
    const wanted = id ?? (open.plan.value ? undefined : plans.summaries.value[0]?.id)
    return wanted === undefined ? ok(null) : openPlan(wanted)
  }

  /** Opens a plan in place of the one that is open, which is saved first. */
  async function openPlan(id: string): Promise<Result<null, Failure>> {
    const question = ++asked
    if (open.plan.value?.id === id) return ok(null)
    await autosave.flush()
    const answer = await invoke('plans.get', { plan: id })
    if (!answer.ok) return answer
    if (!answer.value) {
      await plans.list()
      return err(noSuchPlan)
    }
    if (question === asked) show(answer.value)
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
    await plans.list()
    show(copy.value)
    return ok(null)
  }

  /** Deletes a plan and gives it back, so that `adopt` can undo that. The next in the list is opened instead. */
  async function remove(id: string): Promise<Result<Plan | null, Failure>> {
    await autosave.flush()
    const before = await invoke('plans.get', { plan: id })
    if (!before.ok) return before
    const removed = await invoke('plans.remove', { plan: id })
    if (!removed.ok) return removed
    drop(id)
    if (open.plan.value?.id === id) {
      begin(null)
      const [next] = plans.summaries.value
      if (next) await openPlan(next.id)
    }
    return ok(before.value)
  }

  /** Renames any plan; the open one as an undo step. */
  async function rename(id: string, name: string): Promise<Result<null, Failure>> {
    const opened = await openPlan(id)
    if (!opened.ok) return opened
    const edited = open.edit(`Rename to ${name}`, (before) => renamePlan(before, { name }))
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
    await plans.list()
    show(answer.value)
    return ok(true)
  }

  /** Saves the open plan to a file; null = nothing open, or the dialog was closed. */
  async function exportFile(): Promise<Result<{ readonly paths: readonly string[] } | null, Failure>> {
    const plan = open.plan.value
    if (!plan) return ok(null)
    const file = { name: planFileName(plan.name), content: formatPlanFile(plan), isExecutable: false }
    return invoke('files.save', { files: [file] })
  }

  return {
    ...plans,
    ...open,
    host,
    hostsOfPlan,
    saveState: autosave.state,
    flush: autosave.flush,
    start,
    open: openPlan,
    adopt,
    create,
    duplicate,
    remove,
    rename,
    importFile,
    exportFile
  }
})
