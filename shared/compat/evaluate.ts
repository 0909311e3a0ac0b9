import { sharedCapabilities } from './capabilities.ts'
import { matchRule } from './condition.ts'
import { deviceByPfId } from './devices.ts'
import { negotiate } from './negotiate.ts'
import type { CompatData, CompatResult, Confidence, Facts, Hit, Rule, Verdict } from './types.ts'

const WEIGHT: Readonly<Record<Verdict, number>> = {
  unsupported: 0,
  'works-with-limits': 1,
  unknown: 2,
  supported: 3
}
const CONFIDENCES: readonly Confidence[] = ['low', 'medium', 'high']

/**
 * Judges one pair of PF driver and VF driver: ids and drivers from the device table, the handshakes, the
 * capability flags, then every rule that matches. One "unsupported" decides, then one "works-with-limits", then
 * an explicit "unknown"; "supported" needs a rule that names both sides; nothing known is "unknown".
 */
export function evaluatePair(facts: Facts, data: CompatData): CompatResult {
  const resolved = resolveDevice(facts, data)
  const { negotiated, hits: handshakes } = negotiate(data.protocols, resolved)
  const mailbox = negotiated.find((one) => one.protocol === 'ixgbe-mbx')?.version
  const complete: Facts = mailbox ? { ...resolved, mbx: mailbox } : resolved

  const matches = data.rules.map((rule) => ({ rule, match: matchRule(rule, complete) }))
  const matched = matches.flatMap(({ rule, match }) => (match.kind === 'yes' ? [rule] : []))
  const hits = [...handshakes, ...matched.map((rule) => hitOf(rule, complete))].sort(
    (a, b) => WEIGHT[a.verdict] - WEIGHT[b.verdict]
  )
  const supporting = new Set(matched.filter(namesBothSides).map((rule) => rule.id))
  const counting = hits.filter((hit) => hit.verdict !== 'supported' || supporting.has(hit.rule))
  const verdict = counting[0]?.verdict ?? 'unknown'
  return {
    verdict,
    confidence: lowest(counting.filter((hit) => hit.verdict === verdict).map((hit) => hit.confidence)),
    hits,
    negotiated,
    capabilities: sharedCapabilities(data.capabilities, complete),
    testedRow: matched.find((rule) => rule.layer === 'matrix' && rule.verdict === 'supported')?.id ?? null,
    needs: matches.flatMap(({ rule, match }) =>
      match.kind === 'missing' ? [{ rule: rule.id, missing: match.paths }] : []
    )
  }
}

/** Fills in the VF's id from the device table: a model's first one, as the others are those under Hyper-V. */
function resolveDevice(facts: Facts, data: CompatData): Facts {
  const pfId = facts['pf.pciId']
  if (typeof pfId !== 'string' || facts['vf.pciId'] !== undefined) return facts
  const [vfId] = deviceByPfId(data, pfId)?.vf ?? []
  return vfId === undefined ? facts : { ...facts, 'vf.pciId': vfId }
}

/** A row about only one side (a tested host, an appliance's drivers) says nothing about the pair. */
function namesBothSides(rule: Rule): boolean {
  const paths = Object.keys(rule.match)
  return paths.some((path) => path.startsWith('pf.')) && paths.some((path) => path.startsWith('vf.'))
}

/** Distribution kernels carry fixes of later ones, and open issues may be closed: both cost one step of confidence. */
function hitOf(rule: Rule, facts: Facts): Hit {
  const steps = (rule.layer === 'issue' ? 1 : 0) + (goesByDistroKernel(rule, facts) ? 1 : 0)
  const confidence = CONFIDENCES[Math.max(0, CONFIDENCES.indexOf(rule.confidence) - steps)] ?? 'low'
  return {
    rule: rule.id,
    layer: rule.layer,
    verdict: rule.verdict,
    why: rule.why,
    fix: rule.fix ?? null,
    source: rule.source,
    confidence
  }
}

/** A release such as "6.8.0-88-generic" or "6.12.0-55.9.1.el10_0", unlike a plain "6.12.117". */
const goesByDistroKernel = (rule: Rule, facts: Facts): boolean =>
  (['pf', 'vf'] as const).some((side) => {
    const kernel = facts[`${side}.kernel`]
    return rule.match[`${side}.kernel`] !== undefined && typeof kernel === 'string' && kernel.includes('-')
  })

const lowest = (confidences: readonly Confidence[]): Confidence =>
  CONFIDENCES.find((one) => confidences.includes(one)) ?? 'low'
