import { onScopeDispose, readonly, ref, type Ref } from 'vue'

const LEAST_PX = 280
const MOST_PX = 620

/** Height for a chart that fills the window, px; `besidePx` is what stands above and below it. */
export function useChartHeight(besidePx: number): Readonly<Ref<number>> {
  const fitting = (): number => Math.max(LEAST_PX, Math.min(MOST_PX, window.innerHeight - besidePx))
  const height = ref(fitting())
  const follow = (): void => {
    height.value = fitting()
  }
  window.addEventListener('resize', follow)
  onScopeDispose(() => window.removeEventListener('resize', follow))
  return readonly(height)
}
