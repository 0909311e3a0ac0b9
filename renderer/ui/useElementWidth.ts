import { onScopeDispose, ref, watch, type Ref } from 'vue'

/** The width of an element in px, followed; 0 until it is there. */
export function useElementWidth(element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<number>> {
  const width = ref(0)
  const observer = new ResizeObserver(([entry]) => (width.value = Math.round(entry?.contentRect.width ?? 0)))
  watch(
    element,
    (now) => {
      observer.disconnect()
      if (now === null) return
      width.value = Math.round(now.getBoundingClientRect().width)
      observer.observe(now)
    },
    { immediate: true, flush: 'post' }
  )
  onScopeDispose(() => observer.disconnect())
  return width
}
