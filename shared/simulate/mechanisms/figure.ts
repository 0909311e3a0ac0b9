import type { Topic } from '../../calibration/parameter.ts'
import { topicSpread } from '../cost/spread.ts'
import type { Figure, Outcome, PointReport } from '../report.ts'
import type { MechanismScenario } from '../scenario/scenario.ts'

/** A number with the band of its topic. */
export const figure = (
  id: string,
  label: string,
  unit: string,
  value: number,
  topic: Topic,
  isExtrapolated = false
): Figure => {
  const spread = topicSpread(topic)
  return {
    id,
    label,
    unit,
    band: { value, low: value * (1 - spread), high: value * (1 + spread), isExtrapolated }
  }
}

/** A number that is so by definition. */
export const exact = (id: string, label: string, unit: string, value: number): Figure => ({
  id,
  label,
  unit,
  band: { value, low: value, high: value, isExtrapolated: false }
})

/** A report of figures. */
export const figures = (
  kind: MechanismScenario['kind'],
  list: readonly Figure[],
  notes: readonly string[] = []
): PointReport => ({ kind, figures: list, outcomes: [], notes })

/** A report of one outcome. */
export const outcome = (
  kind: MechanismScenario['kind'],
  { id, label, text }: Outcome,
  list: readonly Figure[] = []
): PointReport => ({ kind, figures: list, outcomes: [{ id, label, text }], notes: [] })
