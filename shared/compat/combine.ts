import type { CompatData, CompatFile, Rule } from './types.ts'

/**
 * Puts files together. A file with a higher priority wins: its `overrides` take rules of lower files out, and its
 * rule replaces one of a lower file that matches on exactly the same. Disabled rules are left out.
 */
export function combineCompat(files: readonly CompatFile[]): CompatData {
  const highestFirst = [...files].sort((a, b) => b.priority - a.priority)
  const lowestFirst = highestFirst.toReversed()
  return {
    sources: Object.assign({}, ...lowestFirst.map((file) => file.sources)),
    protocols: highestFirst.flatMap((file) => file.protocols ?? []),
    capabilities: highestFirst.flatMap((file) => file.capabilities ?? []),
    rules: combinedRules(highestFirst),
    devices: highestFirst.flatMap((file) => file.devices ?? [])
  }
}

function combinedRules(highestFirst: readonly CompatFile[]): readonly Rule[] {
  const overridden = new Set<string>()
  const taken = new Set<string>()
  return highestFirst.flatMap((file) => {
    const rules = (file.rules ?? []).filter((rule) => !overridden.has(rule.id) && !taken.has(matchKey(rule)))
    for (const rule of rules) {
      taken.add(matchKey(rule))
      for (const id of rule.overrides ?? []) overridden.add(id)
    }
    return rules.filter((rule) => rule.disabled !== true)
  })
}

const matchKey = (rule: Rule): string =>
  JSON.stringify(Object.entries(rule.match).sort(([a], [b]) => (a < b ? -1 : 1)))
