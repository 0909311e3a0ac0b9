/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/**
 * Max-min fair shares by progressive filling: all flows rise together, each at the speed of its weight, until a
 * resource is full or a flow has all it can take; those stop, the others go on. A flow with a floor starts at
 * its floor and joins when the others have come up to it. Floors that do not fit together are scaled down.
 *
 * Flows that share nothing, not even indirectly, do not influence each other, so every connected component is
 * filled by itself: with H hosts that is H small problems instead of one large one.
 * Source: Bertsekas and Gallager, Data Networks, section 6.5.2. Checked against the definition of max-min
 * fairness and against filling in tiny steps (fill.test.ts).
 */
import { components } from './components.ts'
import { OWN_LIMIT, TOLERANCE, type FlowProblem, type Solution } from './problem.ts'

const WAITING = 0
const RISING = 1
const STOPPED = 2

/** Fair shares of `problem`. Deterministic; O(rounds x entries) per component. */
export function maxMinShares(problem: FlowProblem): Solution {
  const state = new FillState(problem)
  const { order, ends } = components(problem)
  let from = 0
  for (const to of ends) {
    state.fill(order, from, to)
    from = to
  }
  return { rate: state.rate, load: state.load, bottleneck: state.bottleneck }
}

/** The arrays that filling works on; allocated once for a problem. */
class FillState {
  readonly rate: Float64Array
  readonly load: Float64Array
  readonly bottleneck: Int32Array
  private readonly slope: Float64Array
  private readonly floor: Float64Array
  private readonly phase: Uint8Array
  private readonly isSeen: Uint8Array
  private readonly isFull: Uint8Array
  private readonly touched: Int32Array
  private readonly problem: FlowProblem

  constructor(problem: FlowProblem) {
    this.problem = problem
    const { flows, resources } = problem
    this.rate = new Float64Array(flows)
    this.load = new Float64Array(resources)
    this.bottleneck = new Int32Array(flows).fill(OWN_LIMIT)
    this.slope = new Float64Array(resources)
    this.floor = new Float64Array(flows)
    this.phase = new Uint8Array(flows)
    this.isSeen = new Uint8Array(resources)
    this.isFull = new Uint8Array(resources)
    this.touched = new Int32Array(resources)
  }

  /** Fills the component `order[from..to)`. */
  fill(order: Int32Array, from: number, to: number): void {
    const touchedCount = this.touch(order, from, to)
    this.startAtFloors(order, from, to, touchedCount)
    let level = 0
    let moving = to - from
    while (moving > 0) {
      const step = this.nextLevel(order, from, to, level, touchedCount)
      if (step === Infinity) return this.setUnbounded(order, from, to)
      this.rise(touchedCount, step - level)
      level = step
      moving -= this.stopAndJoin(order, from, to, level, touchedCount)
    }
  }

  /** Collects the resources of the component. */
  private touch(order: Int32Array, from: number, to: number): number {
    const { start, resource } = this.problem
    let count = 0
    for (let i = from; i < to; i++) {
      const f = order[i]!
      for (let k = start[f]!; k < start[f + 1]!; k++) {
        const r = resource[k]!
        if (this.isSeen[r] === 1) continue
        this.isSeen[r] = 1
        this.touched[count++] = r
      }
    }
    return count
  }

  /** Gives every flow its floor, scaled down where a resource cannot carry all floors. */
  private startAtFloors(order: Int32Array, from: number, to: number, touchedCount: number): void {
    const { floor, limit, start, resource, cost, capacity } = this.problem
    let hasFloor = false
    for (let i = from; i < to; i++) {
      const f = order[i]!
      const wanted = Math.min(floor[f]!, limit[f]!)
      this.floor[f] = wanted
      this.phase[f] = wanted > 0 ? WAITING : RISING
      if (wanted > 0) hasFloor = true
      for (let k = start[f]!; k < start[f + 1]!; k++) {
        const r = resource[k]!
        if (wanted > 0) this.load[r]! += wanted * cost[k]!
        else this.slope[r]! += this.problem.weight[f]! * cost[k]!
      }
    }
    if (!hasFloor) return
    let scale = 1
    for (let t = 0; t < touchedCount; t++) {
      const r = this.touched[t]!
      if (this.load[r]! > capacity[r]!) scale = Math.min(scale, capacity[r]! / this.load[r]!)
    }
    for (let t = 0; t < touchedCount; t++) this.load[this.touched[t]!]! *= scale
    for (let i = from; i < to; i++) this.floor[order[i]!]! *= scale
  }

  /** The level at which something happens next: a resource full, a flow at its limit, a flow joining. */
  private nextLevel(
    order: Int32Array,
    from: number,
    to: number,
    level: number,
    touchedCount: number
  ): number {
    const { capacity, limit, weight } = this.problem
    let next = Infinity
    for (let t = 0; t < touchedCount; t++) {
      const r = this.touched[t]!
      const slope = this.slope[r]!
      if (slope > 0) next = Math.min(next, level + Math.max(0, capacity[r]! - this.load[r]!) / slope)
    }
    for (let i = from; i < to; i++) {
      const f = order[i]!
      if (this.phase[f] === RISING) next = Math.min(next, limit[f]! / weight[f]!)
      else if (this.phase[f] === WAITING) next = Math.min(next, this.floor[f]! / weight[f]!)
    }
    return Math.max(next, level)
  }

  /** Flows that nothing can stop. */
  private setUnbounded(order: Int32Array, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const f = order[i]!
      if (this.phase[f] !== STOPPED) this.rate[f] = Infinity
    }
  }

  private rise(touchedCount: number, by: number): void {
    for (let t = 0; t < touchedCount; t++) {
      const r = this.touched[t]!
      if (this.slope[r]! > 0) this.load[r]! += this.slope[r]! * by
    }
  }

  /** Stops flows that are at an end and lets waiting ones join; gives how many stopped. */
  private stopAndJoin(
    order: Int32Array,
    from: number,
    to: number,
    level: number,
    touchedCount: number
  ): number {
    const { capacity, limit, weight, start, resource, cost } = this.problem
    for (let t = 0; t < touchedCount; t++) {
      const r = this.touched[t]!
      this.isFull[r] = this.load[r]! >= capacity[r]! * (1 - TOLERANCE) ? 1 : 0
    }
    let stopped = 0
    for (let i = from; i < to; i++) {
      const f = order[i]!
      if (this.phase[f] === STOPPED) continue
      const isWaiting = this.phase[f] === WAITING
      const full = this.fullResource(f)
      const reached = weight[f]! * level
      const isAtLimit = (isWaiting ? this.floor[f]! : reached) >= limit[f]! * (1 - TOLERANCE)
      if (full !== OWN_LIMIT || isAtLimit) {
        // Where both hold at once the flow's own limit is the reason: more of the resource would not help it.
        this.bottleneck[f] = isAtLimit ? OWN_LIMIT : full
        this.rate[f] = isWaiting ? this.floor[f]! : Math.min(reached, limit[f]!)
        this.phase[f] = STOPPED
        stopped++
        if (isWaiting) continue
        for (let k = start[f]!; k < start[f + 1]!; k++) {
          const r = resource[k]!
          const left = this.slope[r]! - weight[f]! * cost[k]!
          // What rounding leaves of a slope would make a resource fill up that no flow uses any more.
          this.slope[r] = left > TOLERANCE * weight[f]! * cost[k]! ? left : 0
        }
      } else if (isWaiting && reached >= this.floor[f]! * (1 - TOLERANCE)) {
        this.phase[f] = RISING
        for (let k = start[f]!; k < start[f + 1]!; k++) this.slope[resource[k]!]! += weight[f]! * cost[k]!
      }
    }
    return stopped
  }

  /** The first full resource of a flow, or `OWN_LIMIT`. */
  private fullResource(f: number): number {
    const { start, resource } = this.problem
    for (let k = start[f]!; k < start[f + 1]!; k++) {
      if (this.isFull[resource[k]!] === 1) return resource[k]!
    }
    return OWN_LIMIT
  }
}
