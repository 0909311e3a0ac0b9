/** Values by path: what `grep -H '' FILE...` prints, `PATH:VALUE`, one entry for each file, in the order of the lines. */
export type PathValues = ReadonlyMap<string, readonly string[]>

/** A path may begin with a PCI address, whose colons are no separators. */
const PATH_LINE = /^((?:[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])?[^:]*):(.*)$/

/** Reads the lines of `grep -H`. Lines of another form are passed over. */
export function parsePathLines(lines: readonly string[]): PathValues {
  const values = new Map<string, string[]>()
  for (const line of lines) {
    const [, path, value] = PATH_LINE.exec(line) ?? []
    if (path === undefined || value === undefined) continue
    const known = values.get(path)
    if (known) known.push(value)
    else values.set(path, [value])
  }
  return values
}

/** The first line of a file, trimmed; null where it was not read or is blank. */
export const firstLine = (values: PathValues, path: string): string | null =>
  values.get(path)?.[0]?.trim() || null
