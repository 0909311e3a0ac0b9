import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h, nextTick, shallowRef } from 'vue'
import { noSelection, type ListSelection } from '../ui/list-selection.ts'
import VirtualTable from './VirtualTable.vue'

interface Row {
  readonly key: string
  readonly level: number
}
const columns = [
  { id: 'key', label: 'Key', width: '1fr', text: (row: Row) => row.key, sortBy: (row: Row) => row.key }
]
const selection = shallowRef<ListSelection>(noSelection)
const opened: string[] = []
const toggled: string[] = []

function mountTable(rows: readonly Row[], more: Record<string, unknown> = {}): VueWrapper {
  const host = defineComponent(
    () => () =>
      h(VirtualTable as never, {
        label: 'Rows',
        rows,
        rowKey: (row: Row) => row.key,
        columns,
        selects: 'many',
        selection: selection.value,
        'onUpdate:selection': (next: ListSelection) => (selection.value = next),
        onOpen: (row: Row) => opened.push(row.key),
        onToggle: (row: Row) => toggled.push(row.key),
        ...more
      })
  )
  return mount(host, { global: { plugins: [createPinia()] }, attachTo: document.body })
}
const many = Array.from({ length: 10_000 }, (_, at) => ({ key: `row-${at}`, level: 1 }))
function activate(key: string): Promise<void> {
  selection.value = { ...noSelection, active: key }
  return nextTick()
}
const picked = (): readonly string[] => [...selection.value.selected]

beforeEach(() => {
  selection.value = noSelection
  opened.length = 0
  toggled.length = 0
})

describe('a table of ten thousand', () => {
  it('builds only rows in sight, and says how many there are', () => {
    const table = mountTable(many)
    expect(table.findAll('[data-key]').length).toBeLessThan(80)
    expect(table.get('[role=grid]').attributes('aria-rowcount')).toBe('10001')
  })

  it('keeps the active row built when it is far away, so that a screen reader can follow', async () => {
    const table = mountTable(many)
    const grid = table.get('[role=grid]')
    await grid.trigger('keydown', { key: 'End' })
    const active = grid.attributes('aria-activedescendant') ?? ''
    expect(document.getElementById(active)?.dataset['key']).toBe('row-9999')
  })

  it('walks with arrows without picking, picks with Space, extends with Shift', async () => {
    const grid = mountTable(many).get('[role=grid]')
    await grid.trigger('keydown', { key: 'ArrowDown' })
    await grid.trigger('keydown', { key: 'ArrowDown' })
    expect(picked()).toEqual([])
    await grid.trigger('keydown', { key: ' ' })
    await grid.trigger('keydown', { key: 'ArrowDown', shiftKey: true })
    expect(picked()).toEqual(['row-1', 'row-2'])
  })

  it('picks all with Mod+A and none with the box in the head', async () => {
    const table = mountTable(many)
    await table.get('[role=grid]').trigger('keydown', { key: 'a', ctrlKey: true })
    expect(picked().length).toBe(10_000)
    await table.get('[role=checkbox]').trigger('click')
    expect(picked()).toEqual([])
  })

  it('opens on click and on Enter, and leaves what was ticked', async () => {
    const table = mountTable(many)
    await table.get('[data-key=row-3] .check-cell').trigger('click')
    await table.get('[data-key=row-5]').trigger('click')
    await table.get('[role=grid]').trigger('keydown', { key: 'Enter' })
    expect(opened).toEqual(['row-5', 'row-5'])
    expect(picked()).toEqual(['row-3'])
  })
})

describe('a tree', () => {
  const rows = [
    { key: 'root', level: 1 },
    { key: 'pf', level: 2 },
    { key: 'vf', level: 3 },
    { key: 'other', level: 1 }
  ]
  const tree = {
    level: (row: Row) => row.level,
    isOpen: (row: Row) => (row.key === 'other' ? false : row.key === 'vf' ? null : true)
  }

  it('tells level and state of each row', () => {
    const table = mountTable(rows, { tree, selects: 'one' })
    expect(table.find('[role=treegrid]').exists()).toBe(true)
    expect(table.get('[data-key=vf]').attributes()).toMatchObject({ 'aria-level': '3' })
    expect(table.get('[data-key=vf]').attributes('aria-expanded')).toBeUndefined()
    expect(table.get('[data-key=other]').attributes('aria-expanded')).toBe('false')
  })

  it('goes to the parent with Left, closes it with Left again, opens with Right', async () => {
    const grid = mountTable(rows, { tree, selects: 'one' }).get('[role=treegrid]')
    await activate('vf')
    await grid.trigger('keydown', { key: 'ArrowLeft' })
    expect(selection.value.active).toBe('pf')
    await grid.trigger('keydown', { key: 'ArrowLeft' })
    await activate('other')
    await grid.trigger('keydown', { key: 'ArrowRight' })
    expect(toggled).toEqual(['pf', 'other'])
  })
})
