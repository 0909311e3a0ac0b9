import type { Condition, Fact, Facts, FactPath, Rule } from './types.ts'
import { isInRange, versionNumbers } from './version.ts'

/** Whether a rule applies: yes, no, or yes if only some more were known. */
export type Match =
  { readonly kind: 'yes' | 'no' } | { readonly kind: 'missing'; readonly paths: readonly FactPath[] }

/** Whether one fact meets a condition. A list of facts meets it where one of them does. */
function meets(fact: Fact, condition: Condition): boolean {
  if (typeof condition === 'boolean') return fact === condition
  if (typeof condition !== 'string') return condition.some((one) => meets(fact, one))
  if (typeof fact === 'object') return fact.some((one) => meets(one, condition))
  const text = String(fact)
  if (condition.startsWith('!=')) return text !== condition.slice(2)
  if (condition.startsWith('~')) return sharesTwoNumbers(text, condition.slice(1))
  return /^[<>=]/.test(condition) ? isInRange(text, condition) : text === condition
}

/** Firmware of a family counts as one release where its first two numbers are equal: 9.55 0x8000fdf4 is 9.55. */
function sharesTwoNumbers(a: string, b: string): boolean {
  const [left, right] = [versionNumbers(a), versionNumbers(b)]
  return left.length >= 2 && left[0] === right[0] && left[1] === right[1]
}

/**
 * Matches a rule. A version asked of an in-tree driver is no missing fact: such a driver goes by its kernel.
 * Features are what is to be used, so none given means none wanted.
 */
export function matchRule(rule: Rule, facts: Facts): Match {
  const missing: FactPath[] = []
  let hasMet = false
  for (const [path, condition] of Object.entries(rule.match)) {
    const fact = facts[path]
    if (fact !== undefined) {
      if (!meets(fact, condition)) return { kind: 'no' }
      hasMet = true
    } else if (path === 'features' || isInTreeVersion(path, facts)) {
      return { kind: 'no' }
    } else {
      missing.push(path)
    }
  }
  if (missing.length === 0) return { kind: 'yes' }
  return hasMet ? { kind: 'missing', paths: missing } : { kind: 'no' }
}

const isInTreeVersion = (path: FactPath, facts: Facts): boolean =>
  (path === 'pf.version' && facts['pf.origin'] === 'in-tree') ||
  (path === 'vf.version' && facts['vf.origin'] === 'in-tree')
