import { readonly, ref, type Ref } from 'vue'

const TICK_MS = 20_000
const now = ref(Date.now())
let ticking: ReturnType<typeof setInterval> | undefined

/** The time in ms, three times a minute; one clock for all that show how long ago something was. */
export function useNow(): Readonly<Ref<number>> {
  ticking ??= setInterval(() => (now.value = Date.now()), TICK_MS)
  return readonly(now)
}
