import { usePlanStore } from '../stores/plan.ts'
import { useUiStore } from '../stores/ui.ts'

/** Asks for a plan file, opens it and says what came of it. */
export function usePlanImport(): () => Promise<void> {
  const plans = usePlanStore()
  const ui = useUiStore()
  return async () => {
    const imported = await plans.importFile()
    if (!imported.ok) ui.toastError(imported.error)
    else if (imported.value) ui.toast({ tone: 'info', text: `Plan "${plans.plan?.name ?? ''}" imported` })
  }
}
