/** Measured results beside what was predicted. */
import type { PredictedMetric } from './predicted.ts'
import type { MeasuredResult } from './result.ts'

/** One measured result and the number that answers it. */
export interface Comparison {
  readonly measured: MeasuredResult
  /** null = the scenario says nothing about this. */
  readonly predicted: PredictedMetric | null
  /** (predicted - measured) / measured; null without a prediction or where 0 was measured. */
  readonly error: number | null
  /** Whether the measurement lies in the range of the prediction; null without one. */
  readonly isInRange: boolean | null
}

/** All results in their order. */
export const compare = (
  results: readonly MeasuredResult[],
  predictions: readonly PredictedMetric[]
): readonly Comparison[] =>
  results.map((measured): Comparison => {
    const predicted = predictions.find((each) => answers(each, measured)) ?? null
    if (predicted === null) return { measured, predicted, error: null, isInRange: null }
    const { value, low, high } = predicted.band
    return {
      measured,
      predicted,
      error: measured.value === 0 ? null : (value - measured.value) / measured.value,
      isInRange: measured.value >= low && measured.value <= high
    }
  })

const answers = (predicted: PredictedMetric, { metric, context }: MeasuredResult): boolean =>
  predicted.metric === metric &&
  predicted.layer === context.layer &&
  predicted.scope === context.scope &&
  (predicted.direction === undefined || predicted.direction === context.direction)
