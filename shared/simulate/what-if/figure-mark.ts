import type { MethodChoice } from '../types.ts'

/** A measured figure at its place in a sweep, beside the predicted line. */
export interface FigureMark {
  readonly kind: 'published' | 'measured'
  /** In the unit of the input that is swept. */
  readonly x: number
  /** In the unit of the metric that is looked at. */
  readonly y: number
  /** The method whose line it belongs to. */
  readonly series: MethodChoice
  /** In full: what, and where it is from. */
  readonly text: string
}
