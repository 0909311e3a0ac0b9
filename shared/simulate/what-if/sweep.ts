/** Sweeps: the same question at many places of one input. Planned as a list of jobs, so that they can be spread. */
import type { Values } from '../../calibration/parameters.ts'
import type { LayoutScenario } from '../layout/layout.ts'
import { totalMpps } from './offered-load.ts'
import type { SimulateJob } from './job.ts'
import type { BaseLayouts } from './base-layouts.ts'
import { layoutOf } from './layout-of.ts'
import type { MethodChoice } from '../types.ts'
import { MOST_FRAME_BYTES, type Asked } from './question.ts'

/** What is varied. `method`: nothing but the way itself; `load`: what every function offers. */
export type SweepInput = 'frame-size' | 'vms' | 'method' | 'flows' | 'load'

const FRAMES = [
  64, 80, 96, 128, 160, 192, 256, 320, 384, 512, 640, 768, 1024, 1280, 1518, 2048, 3072, 4096, 6144
]
const VMS = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64]
const FLOWS = [1, 3, 10, 30, 100, 300, 1e3, 3e3, 1e4, 3e4, 1e5, 3e5, 1e6]

/** Loads that are tried, and their span around what the ways can do at most. */
const LOADS = 15
const LEAST_LOAD = 0.1
const MOST_LOAD = 1.3

/** Values of an input, rising. Loads reach from little for the slowest way to too much for the fastest. */
export function sweepPlaces(
  ground: BaseLayouts,
  asked: Asked,
  input: SweepInput,
  parameters: Partial<Values> = {}
): readonly number[] {
  switch (input) {
    case 'frame-size':
      return [...FRAMES, MOST_FRAME_BYTES]
    case 'vms':
      return VMS
    case 'flows':
      return FLOWS
    case 'method':
      return [ONLY_PLACE]
    case 'load': {
      const most = [...ground.layouts.values()].map((layout) => {
        const greedy = layoutOf(layout, { ...asked, offeredMpps: null })
        return totalMpps(greedy, parameters) / Math.max(1, flowsOf(greedy))
      })
      const from = Math.min(...most) * LEAST_LOAD
      const to = Math.max(...most) * MOST_LOAD
      return Array.from({ length: LOADS }, (_, i) =>
        Number((from * (to / from) ** (i / (LOADS - 1))).toPrecision(3))
      )
    }
  }
}

/** Where a figure stands that belongs to no place of an axis. */
export const ONLY_PLACE = 0

/** The question at one place of the input. */
export function knobsAt<T extends Asked>(asked: T, input: SweepInput, x: number): T {
  switch (input) {
    case 'frame-size':
      return { ...asked, frameBytes: x }
    case 'vms':
      return { ...asked, vms: x }
    case 'flows':
      return { ...asked, flows: x }
    case 'load':
      return { ...asked, offeredMpps: x }
    case 'method':
      return asked
  }
}

/** One place of one line. */
export interface SweepStep {
  readonly way: MethodChoice
  readonly x: number
  readonly job: SimulateJob
}

/** What holds for all places of a sweep. */
export interface SweepConditions {
  readonly parameters: Partial<Values>
  /** What every flow offers, as a share of the most that it can get; null = what is asked. */
  readonly loadShare: number | null
  /** Whether latency is looked at. */
  readonly hasLatency: boolean
}

/** Estimates of all ways at all places; places in the order in which a reader sees a curve take shape. */
export const planSweep = (
  ground: BaseLayouts,
  asked: Asked,
  input: SweepInput,
  conditions: SweepConditions
): readonly SweepStep[] =>
  sweepPlaces(ground, asked, input, conditions.parameters).flatMap((x) =>
    [...ground.layouts].map(([way, layout]): SweepStep => ({
      way,
      x,
      job: {
        kind: 'estimate',
        ...jobAt(layout, asked, input, x, conditions),
        hasLatency: conditions.hasLatency
      }
    }))
  )

/** What is the same in estimates and runs of one place. */
const jobAt = (
  layout: LayoutScenario,
  asked: Asked,
  input: SweepInput,
  x: number,
  { parameters, loadShare }: SweepConditions
) => ({
  scenario: layoutOf(layout, knobsAt(asked, input, x)),
  parameters,
  ...(loadShare === null ? {} : { loadShare })
})

/** Frames that a run moves, all flows together: enough for rates within a percent. */
const FRAMES_PER_RUN = 40_000

/** The same places as packet-by-packet runs, every other one: they are marks beside the lines. */
export const planRuns = (
  ground: BaseLayouts,
  asked: Asked,
  input: SweepInput,
  seed: number,
  conditions: SweepConditions
): readonly SweepStep[] =>
  sweepPlaces(ground, asked, input, conditions.parameters)
    .filter((_, i) => i % 2 === 0)
    .flatMap((x) =>
      [...ground.layouts].map(([way, layout]): SweepStep => ({
        way,
        x,
        job: {
          kind: 'run',
          ...jobAt(layout, asked, input, x, conditions),
          seed,
          length: { frames: FRAMES_PER_RUN },
          follow: null
        }
      }))
    )

const flowsOf = ({ hosts }: LayoutScenario): number =>
  hosts.reduce((sum, { vms }) => sum + vms.reduce((all, { functions }) => all + functions.length, 0), 0)
