import {
  computed,
  onScopeDispose,
  ref,
  toValue,
  watch,
  type ComputedRef,
  type MaybeRefOrGetter,
  type Ref
} from 'vue'

/** Rows built beyond each edge, so that scrolling shows no gaps. */
const OVERSCAN_ROWS = 8
/** Height assumed until the element has one (and where there is no layout at all, as in tests). */
const UNMEASURED_HEIGHT_PX = 640

export interface VirtualRows {
  /** Indices of the rows to build, in order. */
  readonly indices: ComputedRef<readonly number[]>
  readonly totalPx: ComputedRef<number>
  /** Scrolls as little as needed to show the row. */
  readonly reveal: (index: number) => void
}

/**
 * Which rows of a long list of equal height have to exist. `headerPx` is a sticky header above them inside the
 * scroller; `keep` is a row that stays built wherever the list is scrolled (the active one: a screen reader
 * follows it by id).
 */
export function useVirtualRows(
  scroller: Readonly<Ref<HTMLElement | null>>,
  options: {
    readonly count: MaybeRefOrGetter<number>
    readonly rowHeightPx: MaybeRefOrGetter<number>
    readonly headerPx?: MaybeRefOrGetter<number>
    readonly keep?: MaybeRefOrGetter<number>
  }
): VirtualRows {
  const scrollTop = ref(0)
  const height = ref(UNMEASURED_HEIGHT_PX)
  const headerPx = (): number => toValue(options.headerPx ?? 0)

  const onScroll = (event: Event): void => {
    scrollTop.value = (event.currentTarget as HTMLElement).scrollTop
  }
  const resized = new ResizeObserver(([entry]) => {
    height.value = entry?.target.clientHeight || UNMEASURED_HEIGHT_PX
  })
  watch(
    scroller,
    (now, before) => {
      before?.removeEventListener('scroll', onScroll)
      resized.disconnect()
      now?.addEventListener('scroll', onScroll, { passive: true })
      if (now) resized.observe(now)
    },
    { immediate: true, flush: 'post' }
  )
  onScopeDispose(() => {
    scroller.value?.removeEventListener('scroll', onScroll)
    resized.disconnect()
  })

  const indices = computed(() => {
    const row = toValue(options.rowHeightPx)
    const count = toValue(options.count)
    // A list that shrank keeps its scroll position for a moment: never ask beyond its end.
    const top = Math.min(scrollTop.value, Math.max(0, count * row - height.value))
    const first = Math.max(0, Math.floor(top / row) - OVERSCAN_ROWS)
    const last = Math.min(count, Math.ceil((top + height.value) / row) + OVERSCAN_ROWS)
    const shown = Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at)
    const keep = toValue(options.keep ?? -1)
    if (keep >= 0 && keep < count && (keep < first || keep >= last)) shown.push(keep)
    return shown
  })

  function reveal(index: number): void {
    const element = scroller.value
    if (element === null || index < 0) return
    const row = toValue(options.rowHeightPx)
    const top = index * row
    const room = (element.clientHeight || height.value) - headerPx()
    if (top < element.scrollTop) element.scrollTop = top
    else if (top + row > element.scrollTop + room) element.scrollTop = top + row - room
  }

  return { indices, totalPx: computed(() => toValue(options.count) * toValue(options.rowHeightPx)), reveal }
}
