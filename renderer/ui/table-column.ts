/** A column of a VirtualTable. */
export interface TableColumn<Row> {
  readonly id: string
  readonly label: string
  /** A CSS grid track, for example "minmax(160px, 1fr)" or "72px". */
  readonly width: string
  readonly align?: 'start' | 'end'
  /** What the cell shows where the table gets no `cell-<id>` slot. */
  readonly text?: (row: Row) => string
  /** What the column sorts by; a column without it cannot be sorted. */
  readonly sortBy?: (row: Row) => string | number
  /** What the heading means, where that is not plain. */
  readonly tip?: string
}

/** The column a table is sorted by. */
export interface TableSort {
  readonly column: string
  readonly isDescending: boolean
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** Sorted copy; rows that compare equal keep their order. "host-10" comes after "host-9". */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  sort: TableSort | null
): readonly Row[] {
  const sortBy = columns.find((column) => column.id === sort?.column)?.sortBy
  if (sort === null || sortBy === undefined) return rows
  const sign = sort.isDescending ? -1 : 1
  return rows
    .map((row) => ({ row, value: sortBy(row) }))
    .sort((a, b) =>
      typeof a.value === 'number' && typeof b.value === 'number'
        ? sign * (a.value - b.value)
        : sign * collator.compare(String(a.value), String(b.value))
    )
    .map(({ row }) => row)
}

/** The next state of a heading that is clicked: ascending, descending, unsorted. */
export function nextSort(sort: TableSort | null, column: string): TableSort | null {
  if (sort?.column !== column) return { column, isDescending: false }
  return sort.isDescending ? null : { column, isDescending: true }
}
