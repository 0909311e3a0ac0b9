/**
 * Flows that share resources, as flat arrays: what `maxMinShares` solves. Flow `f` uses the resources
 * `resource[start[f]] .. resource[start[f + 1] - 1]`, each at most once, and takes `cost` of a resource's
 * capacity for every unit of its own rate. The unit of rates is up to the caller (here: M frames/s).
 */
export interface FlowProblem {
  readonly flows: number
  readonly resources: number
  /** Length `flows + 1`. */
  readonly start: Int32Array
  readonly resource: Int32Array
  /** Capacity used per unit of rate, > 0; parallel to `resource`. */
  readonly cost: Float64Array
  /** Per resource, >= 0. */
  readonly capacity: Float64Array
  /** Per flow: the most it can take by itself (its demand or a limit of its own); Infinity = greedy. */
  readonly limit: Float64Array
  /** Per flow: a rate it gets before others share; 0 = none. */
  readonly floor: Float64Array
  /** Per flow, > 0: a flow of weight 2 rises twice as fast. */
  readonly weight: Float64Array
}

/** `Solution.bottleneck` of a flow that is held by its own limit and not by a resource. */
export const OWN_LIMIT = -1

/** Rates and reasons, per flow and per resource. */
export interface Solution {
  readonly rate: Float64Array
  /** Used capacity per resource. */
  readonly load: Float64Array
  /** The resource that stopped each flow, or `OWN_LIMIT`. */
  readonly bottleneck: Int32Array
}

/** The most that rounding may put on a resource beyond its capacity, relative. */
export const TOLERANCE = 1e-9
