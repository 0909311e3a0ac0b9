import { ref, watch, type Ref } from 'vue'

/** A number that this machine remembers, for looks only (widths of panes): nothing that matters lives here. */
export function useStoredNumber(key: string, initial: number): Ref<number> {
  const stored = Number(localStorage.getItem(`vflab.${key}`) ?? NaN)
  const value = ref(Number.isFinite(stored) ? stored : initial)
  watch(value, (next) => localStorage.setItem(`vflab.${key}`, String(next)))
  return value
}
