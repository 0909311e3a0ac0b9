import {
  defaultRangeExtractor,
  observeElementRect,
  useVirtualizer,
  type Range,
  type Rect,
  type Virtualizer
} from '@tanstack/vue-virtual'
import { computed, toValue, watch, type ComputedRef, type MaybeRefOrGetter, type Ref } from 'vue'

/** Rows built beyond each edge, so that scrolling shows no gaps. */
const OVERSCAN_ROWS = 8
/** Size assumed until the element has one (and where there is no layout at all, as in tests). */
const UNMEASURED = { width: 800, height: 640 }

/** What a list builds, and how it shows a row. */
export interface VirtualRows {
  /** Indices of the rows to build, in order. */
  readonly indices: ComputedRef<readonly number[]>
  readonly totalPx: ComputedRef<number>
  /** Scrolls as little as needed to show the row. */
  readonly reveal: (index: number) => void
}

/** The size of the scroller; without a layout the size that is assumed. */
const observeRect = (instance: Virtualizer<HTMLElement, HTMLElement>, tell: (rect: Rect) => void) =>
  observeElementRect(instance, (rect) => tell(rect.height > 0 ? rect : UNMEASURED))

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
  const rowPx = computed(() => toValue(options.rowHeightPx))
  const virtualizer = useVirtualizer<HTMLElement, HTMLElement>(
    computed(() => {
      const keep = toValue(options.keep ?? -1)
      return {
        count: toValue(options.count),
        getScrollElement: () => scroller.value,
        estimateSize: () => rowPx.value,
        overscan: OVERSCAN_ROWS,
        initialRect: UNMEASURED,
        observeElementRect: observeRect,
        // Rows begin below the header, so that much less of them is in sight.
        scrollPaddingEnd: toValue(options.headerPx ?? 0),
        rangeExtractor: (range: Range) => {
          const shown = defaultRangeExtractor(range)
          return keep >= 0 && keep < range.count && !shown.includes(keep) ? [...shown, keep] : shown
        }
      }
    })
  )
  // Heights are remembered: another density makes them new.
  watch(rowPx, () => virtualizer.value.measure())

  return {
    indices: computed(() => virtualizer.value.getVirtualItems().map(({ index }) => index)),
    totalPx: computed(() => virtualizer.value.getTotalSize()),
    reveal: (index) => {
      if (index >= 0) virtualizer.value.scrollToIndex(index, { align: 'auto' })
    }
  }
}
