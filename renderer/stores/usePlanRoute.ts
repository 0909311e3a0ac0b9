import { watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { usePlanStore } from './plan.ts'
import { useUiStore } from './ui.ts'

/** Keeps the open plan and the address of the place together: `/plan/<id>` opens a plan, opening one changes it. */
export function usePlanRoute(place: 'plan' | 'what-if' | 'provision'): void {
  const route = useRoute()
  const router = useRouter()
  const plans = usePlanStore()
  const ui = useUiStore()

  watch(
    () => (route.name === place ? route.params['plan'] : undefined),
    async (id): Promise<void> => {
      if (route.name !== place) return
      const opened = await plans.start(typeof id === 'string' && id !== '' ? id : undefined)
      if (opened.ok) return
      ui.toastError(opened.error)
      if (!plans.plan) await plans.start()
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
