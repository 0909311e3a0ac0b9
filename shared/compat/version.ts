/**
 * Version order of drivers, firmware and kernels: the leading run of numbers, split at `.`, `-`, `_` and blanks,
 * compared number by number; a missing number is 0, whatever follows the run is ignored. Not semver, which would
 * refuse "2.10.19.82", "24.04-0.6.6" and "1.5.65.0".
 */
export function versionNumbers(text: string): readonly number[] {
  const [run = ''] = /^(?!0x)\d+(?:[.\-_ ]\d+(?![A-Za-z\d]))*/.exec(text.trim().replace(/^v/, '')) ?? []
  return run === '' ? [] : run.split(/[.\-_ ]/).map(Number)
}

/** Below 0 where `a` is older, above 0 where it is newer, 0 where the order sees no difference. */
export function compareVersions(a: string, b: string): number {
  const left = versionNumbers(a)
  const right = versionNumbers(b)
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

const COMPARATOR = /^(>=|<=|>|<|=)(.+)$/

/** Whether `range` is one or more of `>=x`, `<=x`, `>x`, `<x`, `=x`, separated by blanks. */
export const isVersionRange = (range: string): boolean =>
  range.split(' ').every((part) => {
    const bound = COMPARATOR.exec(part)?.[2]
    return bound !== undefined && versionNumbers(bound.replace(/^-/, '')).length > 0
  })

/** Whether a version lies in a range. Whole numbers, negative ones too, compare as numbers. */
export function isInRange(version: string, range: string): boolean {
  return range.split(' ').every((part) => {
    const [, operator = '=', bound = part] = COMPARATOR.exec(part) ?? []
    const whole = /^-?\d+$/
    const order =
      whole.test(version) && whole.test(bound)
        ? Number(version) - Number(bound)
        : compareVersions(version, bound)
    switch (operator) {
      case '>=':
        return order >= 0
      case '<=':
        return order <= 0
      case '>':
        return order > 0
      case '<':
        return order < 0
      default:
        return order === 0
    }
  })
}
