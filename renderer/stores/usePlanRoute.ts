import { watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { usePlanStore } from './plan.ts'
import { useUiStore } from './ui.ts'

/** Places that show the open plan. There is one open plan: what is opened in one of them is open in all. */
export type PlanPlace = 'plan' | 'what-if' | 'provision'

/**
 * Keeps the open plan and the address of the place together: `/plan/<id>` opens a plan, opening one changes the
 * address. An address without a plan, or of a plan that no longer exists, becomes that of the open plan.
 */
export function usePlanRoute(place: PlanPlace): void {
  const route = useRoute()
  const router = useRouter()
  const plans = usePlanStore()
  const ui = useUiStore()

  const idOfRoute = (): string | undefined => {
    const id = route.name === place ? route.params['plan'] : undefined
    return typeof id === 'string' && id !== '' ? id : undefined
  }
  async function pointAtOpenPlan(): Promise<void> {
    const id = plans.plan?.id
    if (route.name !== place || idOfRoute() === id) return
    await router.replace({ name: place, params: id === undefined ? {} : { plan: id }, query: route.query })
  }

  watch(
    idOfRoute,
    async (id): Promise<void> => {
      if (route.name !== place) return
      const opened = await plans.start(id)
      if (opened.ok) return
      ui.toastError(opened.error)
      if (!plans.plan) await plans.start()
      await pointAtOpenPlan()
    },
    { immediate: true }
  )
  watch(() => plans.plan?.id, pointAtOpenPlan)
  // Coming back to an address without a plan, while one is open.
  if (idOfRoute() === undefined) void pointAtOpenPlan()
}
