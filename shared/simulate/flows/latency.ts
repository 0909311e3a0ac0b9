/* eslint-disable @typescript-eslint/no-non-null-assertion -- resources are indexed by the compiled layout itself */
/**
 * Latency of a flow from the beginning of its way to the end: mean and percentiles.
 *
 *     base of the path + work of every stage + waiting in front of stages + waiting for interrupts
 *
 * Modelled: waiting as M/G/1 (`lambda E[s^2] / (2 (1 - rho))`, no wait with probability 1 - rho, else the wait is
 * exponential), once for stages that the same traffic passes one after the other: the slowest spaces it for the others.
 * Interrupts as the run has them: one that comes after quiet is at once, the others wait for the next. A flow that
 * more is asked of than it gets has its window on the way, whatever the path. Stages are convolved on a grid.
 * Bursts wait for each other at the slowest stage, and others wait for whole bursts (M^X/D/1).
 * Left out: bursts that are spaced on their way, tails of the operating system (a guest that is not scheduled), the switch between hosts.
 * Checked against `run` at loads up to 0.8 (latency.test.ts); bases by rows 32, 34, 63.
 */
import { topicSpread } from '../cost/spread.ts'
import type { FlowPath } from '../path/flow-path.ts'
import { OWN, type Stage } from '../path/stage.ts'
import type { Solution } from '../solve/problem.ts'
import type { Band } from '../types.ts'
import type { CompiledLayout, FlowClass } from './compile.ts'
import { burstOf, serviceNs } from './network.ts'
import { WaitGrid, type Base, type Wait } from '../cost/wait-grid.ts'
import { ringDescriptors } from '../layout/rings.ts'
import { Windows } from './frames-in-flight.ts'

/** One way, from when a frame is sent to when it is at the end of its way, us. */
export interface FlowLatency {
  readonly meanUs: Band
  readonly p50Us: Band
  readonly p95Us: Band
  readonly p99Us: Band
}

/** Load from which a resource counts as full. */
const FULL = 0.999
/** Load beyond which the formula would run away; the ring bounds the wait there. */
const MOST_LOAD = 0.9999
/** The most of a turn that a flow below its share uses. */
const MOST_OF_TURN = 0.98

/** Waiting at the shared resources of a solved layout; computed once for all flows. */
export class LayoutWaits {
  /** Per resource: work a us, and its second moment; ns and ns^2. */
  private readonly load: Float64Array
  private readonly second: Float64Array
  /** Per resource: classes that pass it, in order; what they share tells whether traffic was spaced before. */
  private readonly users: readonly (readonly number[])[]
  private readonly compiled: CompiledLayout
  private readonly windows: Windows
  private readonly solution: Solution

  constructor(compiled: CompiledLayout, solution: Solution) {
    const { resources, classes } = compiled
    this.compiled = compiled
    this.windows = new Windows(compiled)
    this.solution = solution
    this.load = new Float64Array(resources.length)
    this.second = new Float64Array(resources.length)
    const users = resources.map((): number[] => [])
    classes.forEach(({ path, count, fn }, c) => {
      const perNs = ((solution.rate[c] ?? 0) * count) / 1000
      const burst = burstOf(fn.traffic)
      for (const { share, stages } of path.sizes)
        for (const stage of stages) {
          if (stage.resource === OWN) continue
          const ns = serviceNs(stage, resources)
          this.load[stage.resource]! += perNs * share * ns
          this.second[stage.resource]! += perNs * share * ns * ns * burst
          const of = users[stage.resource]
          if (of !== undefined && of.at(-1) !== c) of.push(c)
        }
    })
    this.users = users
  }

  /** Latency of the flows of class `c`; null where nothing is sent. */
  of(c: number): FlowLatency | null {
    const flowClass = this.compiled.classes[c]
    const mpps = this.solution.rate[c] ?? 0
    if (flowClass === undefined || mpps <= 0) return null
    const { path, fn } = flowClass
    const bases = path.sizes.map(({ share, stages }) => ({ share, ns: this.unloadedNs(stages) }))
    const { offeredMpps } = fn.traffic
    const isHeldBack = offeredMpps === null || mpps < offeredMpps * (1 - 1e-6)
    const wholeNs = (1000 * this.windows.of(flowClass)) / mpps
    const interrupts = path.stages.flatMap((stage) => interruptWait(stage, mpps))
    const grid = isHeldBack
      ? new WaitGrid(atLeast(bases, wholeNs - meanOf(interrupts)), interrupts)
      : new WaitGrid(bases, [...this.waits(c, flowClass, mpps), ...interrupts])
    const spread = topicSpread('lat')
    const band = (ns: number): Band => ({
      value: ns / 1000,
      low: (ns / 1000) * (1 - spread),
      high: (ns / 1000) * (1 + spread),
      isExtrapolated: !path.isLatencyKnown
    })
    return {
      meanUs: band(grid.mean),
      p50Us: band(grid.percentile(0.5)),
      p95Us: band(grid.percentile(0.95)),
      p99Us: band(grid.percentile(0.99))
    }
  }

  private unloadedNs(stages: readonly Stage[]): number {
    return stages.reduce((sum, stage) => sum + serviceNs(stage, this.compiled.resources) + stage.delayNs, 0)
  }

  /** Waiting in front of the stages of a flow that gets what it asks for. */
  private waits(c: number, { path, fn }: FlowClass, mpps: number): readonly Wait[] {
    const burst = burstOf(fn.traffic)
    const ring = ringDescriptors(fn)
    // Of stages that the same traffic passes, the one with the longest wait.
    const longest = new Map<string, readonly Wait[]>()
    const put = (traffic: string, waits: readonly Wait[]): void => {
      if (meanOf(waits) > meanOf(longest.get(traffic) ?? [])) longest.set(traffic, waits)
    }
    path.stages.forEach((stage, hop) => {
      if (stage.resource === OWN) put('own', this.ownWait(path, hop, mpps * burst, mpps, ring))
    })
    for (const { resource } of path.costs) {
      const visits = path.stages.filter((stage) => stage.resource === resource).length
      const each = this.sharedWait(c, resource, mpps, ring)
      const waits = Array.from({ length: visits }, () => each).flat()
      const users = this.users[resource] ?? []
      const isAlone = users.length === 1 && this.compiled.classes[c]?.count === 1
      put(isAlone ? 'own' : users.join(), waits)
    }
    return [...longest.values(), this.behindOwnBurst(path, burst)].flat()
  }

  /** A frame waits for those of its burst that were sent before it, at the slowest stage. */
  private behindOwnBurst({ stages }: FlowPath, burst: number): readonly Wait[] {
    if (burst === 1) return []
    const slowestNs = stages.reduce(
      (most, stage) => Math.max(most, serviceNs(stage, this.compiled.resources)),
      0
    )
    return [{ kind: 'uniform', share: 1, widthNs: (burst - 1) * slowestNs }]
  }

  private ownWait(
    { sizes }: FlowPath,
    hop: number,
    inBursts: number,
    mpps: number,
    ring: number
  ): readonly Wait[] {
    let [load, second, longestNs] = [0, 0, 0]
    for (const { share, stages } of sizes) {
      const stage = stages[hop]
      const ns = stage === undefined ? 0 : serviceNs(stage, this.compiled.resources)
      load += (mpps * share * ns) / 1000
      second += (inBursts * share * ns * ns) / 1000
      longestNs = Math.max(longestNs, ns)
    }
    return queueWait(load, second, ring * longestNs)
  }

  private sharedWait(c: number, resource: number, mpps: number, ring: number): readonly Wait[] {
    const load = this.load[resource] ?? 0
    const users = this.users[resource] ?? []
    const work = (of: number): number =>
      (this.compiled.classes[of]?.path.stages ?? []).reduce(
        (most, stage) =>
          stage.resource === resource ? Math.max(most, serviceNs(stage, this.compiled.resources)) : most,
        0
      )
    if (load < FULL) return queueWait(load, this.second[resource] ?? 0, ring * Math.max(...users.map(work)))
    // Others always have something here: the flow gets its turn once a round.
    const roundNs = users.reduce(
      (sum, of) =>
        sum +
        (this.solution.bottleneck[of] === resource ? work(of) * (this.compiled.classes[of]?.count ?? 0) : 0),
      work(c)
    )
    const rho = Math.min(MOST_OF_TURN, (mpps * roundNs) / 1000)
    return [
      { kind: 'uniform', share: 1, widthNs: roundNs },
      { kind: 'exponential', share: rho, meanNs: roundNs / (2 * (1 - rho)) }
    ]
  }
}

/** M/G/1 with load `rho` and second moment of work a ns; no frame waits behind more than a ring of the longest frames. */
function queueWait(rho: number, second: number, fullRingNs: number): readonly Wait[] {
  if (rho <= 0) return []
  const load = Math.min(rho, MOST_LOAD)
  const meanNs = Math.min(second / (2 * (1 - load)), fullRingNs)
  return [{ kind: 'exponential', share: load, meanNs: meanNs / load }]
}

/** Waiting for the interrupt after a stage: none after a quiet time, else up to the next one. */
function interruptWait({ interruptNs }: Stage, mpps: number): readonly Wait[] {
  if (interruptNs <= 0) return []
  const frames = (mpps * interruptNs) / 1000
  return [{ kind: 'uniform', share: frames / (frames + Math.exp(-frames)), widthNs: interruptNs }]
}

const meanOf = (waits: readonly Wait[]): number =>
  waits.reduce(
    (sum, wait) => sum + wait.share * (wait.kind === 'uniform' ? wait.widthNs / 2 : wait.meanNs),
    0
  )

/** Bases that are together at least `ns` in the mean: the rest is spent in queues of the flow's own frames. */
function atLeast(bases: readonly Base[], ns: number): readonly Base[] {
  const mean = bases.reduce((sum, base) => sum + base.ns * base.share, 0)
  const queued = Math.max(0, ns - mean)
  return bases.map((base) => ({ ...base, ns: base.ns + queued }))
}
