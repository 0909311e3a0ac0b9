import { watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { usePlanStore } from '../../stores/plan.ts'
import { useUiStore } from '../../stores/ui.ts'

/** Keeps the open plan and the address of the place together: `/plan/<id>` opens a plan, opening one changes it. */
export function usePlanRoute(place: 'plan' | 'provision'): void {
  const route = useRoute()
  const router = useRouter()
  const plans = usePlanStore()
  const ui = useUiStore()

  watch(
    () => (route.name === place ? route.params['plan'] : undefined),
    async (id) => {
      if (typeof id !== 'string' || id === '' || id === plans.plan?.id) return
      const opened = await plans.open(id)
      if (!opened.ok) ui.toastError(opened.error)
    },
    { immediate: true }
  )
  watch(
    () => plans.plan?.id,
    (id) => {
      if (route.name === place && (route.params['plan'] || undefined) !== id) {
        void router.replace({ name: place, params: id === undefined ? {} : { plan: id } })
      }
    },
    { immediate: true }
  )
}
