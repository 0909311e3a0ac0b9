import type { SavedHostFilter } from '#shared/lab/settings-schema.ts'
import { hostFilters } from './host-state.ts'

/** What a filter does, as it is typed and chosen; its name aside. */
export type FilterContent = Pick<SavedHostFilter, 'text' | 'state'>

/** Whether two filters narrow the list in the same way. */
export const isSameFilter = (a: FilterContent, b: FilterContent): boolean =>
  a.text.trim() === b.text.trim() && a.state === b.state

/** Whether there is anything to save. */
export const narrows = (filter: FilterContent): boolean => filter.text.trim() !== '' || filter.state !== 'all'

/** The list with one more filter, in order of name; one of the same name (whatever its case) is replaced. */
export function withFilter(
  filters: readonly SavedHostFilter[],
  added: SavedHostFilter
): readonly SavedHostFilter[] {
  return [...withoutFilter(filters, added.name), { ...added, text: added.text.trim() }].sort((a, b) =>
    a.name.localeCompare(b.name)
  )
}

/** The list without the filter of this name, whatever its case. */
export const withoutFilter = (
  filters: readonly SavedHostFilter[],
  name: string
): readonly SavedHostFilter[] => filters.filter((one) => one.name.toLowerCase() !== name.toLowerCase())

/** What a filter does, in words: `"rack-4", never scanned`. */
export function filterWords({ text, state }: FilterContent): string {
  const label = hostFilters.find(({ value }) => value === state)?.label ?? ''
  const words = [text.trim() === '' ? '' : `“${text.trim()}”`, state === 'all' ? '' : label.toLowerCase()]
  return words.filter(Boolean).join(', ') || label.toLowerCase()
}
