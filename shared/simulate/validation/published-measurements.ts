import { controlRows } from './rows/control-rows.ts'
import { platformRows } from './rows/platform-rows.ts'
import type { CalibrationRow } from './rows/row.ts'
import { softwareRows } from './rows/software-rows.ts'

/**
 * Published measurements that the model is tuned and judged by, in order of number. Numbers are those of the
 * design's table; a row may hold several figures. Nothing is tuned to any other data.
 */
export const publishedMeasurements: readonly CalibrationRow[] = [
  ...platformRows,
  ...softwareRows,
  ...controlRows
]
