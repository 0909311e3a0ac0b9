import { expect, it } from 'vitest'
import { nextSort, sortRows, type TableColumn } from './table-column.ts'

interface Row {
  readonly name: string
  readonly vfs: number
}
const columns: readonly TableColumn<Row>[] = [
  { id: 'name', label: 'Name', width: '1fr', sortBy: (row) => row.name },
  { id: 'vfs', label: 'VFs', width: '40px', sortBy: (row) => row.vfs },
  { id: 'note', label: 'Note', width: '40px' }
]
const rows: readonly Row[] = [
  { name: 'node-10', vfs: 8 },
  { name: 'Node-9', vfs: 64 },
  { name: 'node-1', vfs: 8 }
]
const names = (sorted: readonly Row[]): readonly string[] => sorted.map(({ name }) => name)

it('sorts numbers inside names as numbers, whatever the case', () => {
  expect(names(sortRows(rows, columns, { column: 'name', isDescending: false }))).toEqual([
    'node-1',
    'Node-9',
    'node-10'
  ])
})

it('keeps the order of rows that are equal', () => {
  expect(names(sortRows(rows, columns, { column: 'vfs', isDescending: false }))).toEqual([
    'node-10',
    'node-1',
    'Node-9'
  ])
})

it('leaves rows alone without a sort, or by a column that cannot be sorted', () => {
  expect(sortRows(rows, columns, null)).toBe(rows)
  expect(sortRows(rows, columns, { column: 'note', isDescending: true })).toBe(rows)
})

it('goes from ascending over descending back to unsorted', () => {
  const up = nextSort(null, 'name')
  const down = nextSort(up, 'name')
  expect([up, down, nextSort(down, 'name')]).toEqual([
    { column: 'name', isDescending: false },
    { column: 'name', isDescending: true },
    null
  ])
})
