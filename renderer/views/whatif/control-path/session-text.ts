/** The steps as text: to paste into a ticket, or to open in a sheet. */
import { csv } from '../../../ui/charts/csv.ts'
import { actionWords, partyNames } from './action-text.ts'
import { allSteps, type Session } from './session.ts'

/** The first `shown` steps under their actions, one line each: time since the action, who, what, exactly what. */
export function stepsText(session: Session, shown: number): string {
  const lines: string[] = []
  let entry = -1
  for (const placed of allSteps(session).slice(0, shown)) {
    const { step, beganNs } = placed
    if (placed.entry !== entry) {
      entry = placed.entry
      const asked = session.entries[entry]
      lines.push(`# ${asked === undefined ? '' : actionWords(asked.action)}`)
    }
    const who =
      step.from === step.to ? partyNames[step.from] : `${partyNames[step.from]} -> ${partyNames[step.to]}`
    const outcome = step.outcome === 'done' ? '' : ` [${step.outcome}]`
    const detail = step.detail === null ? '' : ` | ${step.detail.replaceAll('\n', ' | ')}`
    lines.push(`+${step.atNs - beganNs} ns  ${who}: ${step.text}${outcome}${detail}`)
  }
  return lines.join('\n')
}

/** The first `shown` steps as a table. */
export const stepsCsv = (session: Session, shown: number): string =>
  csv(
    ['action', 'at (ns)', 'takes (ns)', 'from', 'to', 'kind', 'text', 'outcome', 'detail', 'source'],
    allSteps(session)
      .slice(0, shown)
      .map(({ entry, step }) => {
        const asked = session.entries[entry]
        return [
          asked === undefined ? '' : actionWords(asked.action),
          step.atNs,
          step.durationNs,
          step.from,
          step.to,
          step.kind,
          step.text,
          step.outcome,
          step.detail ?? '',
          step.source ?? ''
        ]
      })
  )
