/** "a", "a and b", "a, b and c"; past `limit` the rest is counted. */
export function listed(items: readonly string[], limit = 6): string {
  const shown =
    items.length > limit ? [...items.slice(0, limit - 1), `${items.length - limit + 1} more`] : items
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`
}
