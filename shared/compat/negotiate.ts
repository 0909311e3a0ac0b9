import type { Facts, Hit, Negotiation, ProtocolRow } from './types.ts'
import { isInRange } from './version.ts'

/** The outcome of every handshake for which both sides are known. */
export interface NegotiationOutcome {
  readonly negotiated: readonly Negotiation[]
  /** Handshakes that fail or end below what the VF driver wants. */
  readonly hits: readonly Hit[]
}

/** Plays the handshakes between a PF driver and a VF driver, protocol by protocol. */
export function negotiate(rows: readonly ProtocolRow[], facts: Facts): NegotiationOutcome {
  const fitting = rows.filter((row) => fits(row, facts))
  const pairs = fitting
    .filter((row) => row.side === 'vf')
    .flatMap((vf) => {
      const pf = fitting.find((row) => row.side === 'pf' && row.proto === vf.proto)
      return pf ? [{ pf, vf }] : []
    })
  const outcomes = pairs.map(({ pf, vf }) =>
    pf.level !== undefined && vf.level !== undefined
      ? compareLevels(pf, vf, pf.level, vf.level)
      : firstAccepted(pf, vf)
  )
  return {
    negotiated: outcomes.map((one) => one.negotiation),
    hits: outcomes.flatMap((one) => (one.hit ? [one.hit] : []))
  }
}

function fits(row: ProtocolRow, facts: Facts): boolean {
  if (facts[`${row.side}.driver`] !== row.driver || facts[`${row.side}.origin`] !== row.origin) return false
  return (
    isWithin(row.version, facts[`${row.side}.version`]) && isWithin(row.kernel, facts[`${row.side}.kernel`])
  )
}

const isWithin = (range: string | undefined, fact: unknown): boolean =>
  range === undefined || (typeof fact === 'string' && isInRange(fact, range))

interface Outcome {
  readonly negotiation: Negotiation
  readonly hit: Hit | null
}

const sources = (pf: ProtocolRow, vf: ProtocolRow): readonly string[] => [...new Set([pf.source, vf.source])]

/** The VF driver asks for its versions in turn, until the PF driver takes one. */
function firstAccepted(pf: ProtocolRow, vf: ProtocolRow): Outcome {
  const tries = vf.tries ?? []
  const accepted = tries.findIndex((version) => pf.accepts?.includes(version))
  const version = tries[accepted] ?? null
  const refused = accepted < 0 ? tries : tries.slice(0, accepted)
  const negotiation = { protocol: pf.proto, version, refused, source: sources(pf, vf) }
  if (version !== null) return { negotiation, hit: null }
  const why = `${vf.driver} speaks ${pf.proto} ${tries.join(', ')}, ${pf.driver} takes ${pf.accepts?.join(', ') ?? 'none of it'}`
  return { negotiation, hit: { ...handshakeHit(pf, vf), verdict: 'unsupported', why } }
}

/**
 * QAT: the VF sends its level. A PF that is older than its VF answers "unknown", and the VF goes on at its own
 * risk; level 0 is refused. Source: Linux 6.12 drivers/crypto/intel/qat, adf_pfvf compatibility check.
 */
function compareLevels(pf: ProtocolRow, vf: ProtocolRow, pfLevel: number, vfLevel: number): Outcome {
  const level = Math.min(pfLevel, vfLevel)
  const negotiation = { protocol: pf.proto, version: `level ${level}`, refused: [], source: sources(pf, vf) }
  if (vfLevel > 0 && vfLevel <= pfLevel) return { negotiation, hit: null }
  const hit: Hit =
    vfLevel === 0
      ? { ...handshakeHit(pf, vf), verdict: 'unsupported', why: 'the PF driver refuses a VF of level 0' }
      : {
          ...handshakeHit(pf, vf),
          verdict: 'works-with-limits',
          why: `the VF driver has level ${vfLevel}, the PF driver level ${pfLevel}: it answers "unknown" and the VF goes on`,
          fix: 'a host kernel as new as the guest’s'
        }
  return { negotiation, hit }
}

const handshakeHit = (pf: ProtocolRow, vf: ProtocolRow): Omit<Hit, 'verdict' | 'why'> => ({
  rule: `handshake-${pf.proto}`,
  layer: 'protocol',
  fix: null,
  source: sources(pf, vf),
  confidence: 'high'
})
