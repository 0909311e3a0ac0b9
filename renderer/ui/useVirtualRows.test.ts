import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { defineComponent, h, nextTick, ref, useTemplateRef } from 'vue'
import { useVirtualRows, type VirtualRows } from './useVirtualRows.ts'

function list(start: { readonly count: number; readonly keep?: number }) {
  const count = ref(start.count)
  const rowHeightPx = ref(20)
  const keep = ref(start.keep ?? -1)
  let rows: VirtualRows | undefined
  const wrapper = mount(
    defineComponent({
      setup() {
        rows = useVirtualRows(useTemplateRef<HTMLElement>('box'), { count, rowHeightPx, keep })
        return () => h('div', { ref: 'box' })
      }
    }),
    { attachTo: document.body }
  )
  const shown = (): readonly number[] => rows?.indices.value ?? []
  async function scrollTo(top: number): Promise<void> {
    await nextTick()
    wrapper.element.scrollTop = top
    wrapper.element.dispatchEvent(new Event('scroll'))
    await nextTick()
  }
  return { count, rowHeightPx, keep, shown, scrollTo, totalPx: () => rows?.totalPx.value }
}

describe('rows of a long list', () => {
  it('exist around what is in sight only, from the first one on', async () => {
    const { shown, totalPx } = list({ count: 100_000 })
    await nextTick()
    expect(shown()[0]).toBe(0)
    expect(shown().length).toBeLessThan(60)
    expect(totalPx()).toBe(2_000_000)
  })

  it('follow the scrolling, with some beyond each edge', async () => {
    const { shown, scrollTo } = list({ count: 1000 })
    await scrollTo(4000)
    expect(shown()).toContain(200)
    expect(shown()).toContain(195)
    expect(shown()).not.toContain(0)
  })

  it('include the kept one wherever it is, once', async () => {
    const { shown, keep } = list({ count: 1000, keep: 900 })
    await nextTick()
    expect(shown().at(-1)).toBe(900)
    keep.value = 3
    await nextTick()
    expect(shown().filter((index) => index === 3)).toHaveLength(1)
    keep.value = 1000
    await nextTick()
    expect(Math.max(...shown())).toBeLessThan(1000)
  })

  it('never go beyond the end of a list that shrank while it was scrolled', async () => {
    const { shown, count, scrollTo } = list({ count: 1000 })
    await scrollTo(15_000)
    count.value = 5
    await nextTick()
    expect(shown().every((index) => index < 5)).toBe(true)
  })

  it('take up the room of another density at once', async () => {
    const { rowHeightPx, totalPx } = list({ count: 100 })
    await nextTick()
    rowHeightPx.value = 32
    await nextTick()
    expect(totalPx()).toBe(3200)
  })

  it('are none of an empty list', async () => {
    const { shown, totalPx } = list({ count: 0 })
    await nextTick()
    expect(shown()).toEqual([])
    expect(totalPx()).toBe(0)
  })
})
