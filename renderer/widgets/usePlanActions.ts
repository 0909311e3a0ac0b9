import { CopyPlus, FileDown, FileUp, Pencil, Plus, Redo2, Trash2, Undo2 } from '@lucide/vue'
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import type { Failure } from '#shared/failure.ts'
import type { Result } from '#shared/result.ts'
import type { Command } from '../stores/commands/command.ts'
import { useCommands } from '../stores/commands/registry.ts'
import type { MenuEntry } from '../ui/menu-entry.ts'
import { usePlanStore } from '../stores/plan.ts'
import { useUiStore } from '../stores/ui.ts'
import { usePlanImport } from './usePlanImport.ts'

/** What a name is being asked for. */
export type NameQuestion = 'create' | 'rename' | 'duplicate'

/** Everything that can be done with plans as such, for menu, palette and keys alike. */
export interface PlanActions {
  /** The open question for a name; null = none. */
  readonly question: ShallowRef<NameQuestion | null>
  /** The "…" menu of the open plan. */
  readonly menu: ComputedRef<readonly MenuEntry[]>
  /** Answers the question. Gives back why the name was not taken. */
  answer(name: string): Promise<string | null>
}

/** Offers the actions, as commands too, while the calling component lives. */
export function usePlanActions(): PlanActions {
  const plans = usePlanStore()
  const ui = useUiStore()
  const question = shallowRef<NameQuestion | null>(null)

  const noPlan = (): string | null => (plans.plan ? null : 'no plan is open')
  /** Shows a failure; the value where there was none. */
  function valueOf<T>(result: Result<T, Failure>): T | null {
    if (result.ok) return result.value
    ui.toastError(result.error)
    return null
  }

  async function answer(name: string): Promise<string | null> {
    const id = plans.plan?.id ?? ''
    const done =
      question.value === 'create'
        ? await plans.create(name)
        : question.value === 'duplicate'
          ? await plans.duplicate(id, name)
          : await plans.rename(id, name)
    if (!done.ok) return done.error.message
    question.value = null
    return null
  }

  async function remove(): Promise<void> {
    if (!plans.plan) return
    const removed = valueOf(await plans.remove(plans.plan.id))
    if (!removed) return
    ui.toast({
      tone: 'neutral',
      text: `Plan "${removed.name}" deleted`,
      action: { label: 'Undo', run: () => void plans.adopt(removed).then(valueOf) }
    })
  }

  const importFile = usePlanImport()

  async function exportFile(): Promise<void> {
    const saved = valueOf(await plans.exportFile())
    if (saved) ui.toast({ tone: 'info', text: 'Plan exported', detail: saved.paths.join(', ') })
  }

  const menuCommands: readonly Command[] = [
    {
      id: 'plan.new',
      title: 'New plan',
      group: 'Plan',
      icon: Plus,
      run: () => (question.value = 'create')
    },
    {
      id: 'plan.rename',
      title: 'Rename plan',
      group: 'Plan',
      icon: Pencil,
      disabledReason: noPlan,
      run: () => (question.value = 'rename')
    },
    {
      id: 'plan.duplicate',
      title: 'Duplicate plan',
      group: 'Plan',
      icon: CopyPlus,
      disabledReason: noPlan,
      run: () => (question.value = 'duplicate')
    },
    {
      id: 'plan.import',
      title: 'Import plan file',
      group: 'Plan',
      icon: FileUp,
      run: () => void importFile()
    },
    {
      id: 'plan.export',
      title: 'Export plan file',
      group: 'Plan',
      icon: FileDown,
      disabledReason: noPlan,
      run: () => void exportFile()
    },
    {
      id: 'plan.delete',
      title: 'Delete plan',
      group: 'Plan',
      icon: Trash2,
      disabledReason: noPlan,
      run: () => void remove()
    }
  ]
  useCommands([
    ...menuCommands,
    {
      id: 'plan.undo',
      title: 'Undo',
      group: 'Plan',
      icon: Undo2,
      keys: ['Mod+Z'],
      disabledReason: () => (plans.undoLabel === null ? 'nothing to undo' : null),
      run: plans.undo
    },
    {
      id: 'plan.redo',
      title: 'Redo',
      group: 'Plan',
      icon: Redo2,
      keys: ['Mod+Shift+Z', 'Mod+Y'],
      disabledReason: () => (plans.redoLabel === null ? 'nothing to redo' : null),
      run: plans.redo
    }
  ])

  const menu = computed<readonly MenuEntry[]>(() =>
    menuCommands.map((command) => {
      const reason = command.disabledReason?.() ?? null
      return {
        kind: 'action',
        label: command.title,
        run: command.run,
        isDanger: command.id === 'plan.delete',
        ...(command.icon ? { icon: command.icon } : {}),
        ...(reason === null ? {} : { disabledReason: reason })
      }
    })
  )

  return { question, menu, answer }
}
