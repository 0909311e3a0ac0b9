/** The question is there again after a restart: it is small, and nothing but this window needs it. */
import * as v from 'valibot'
import { nicPresetIds } from '#shared/simulate/presets/nic-presets.ts'
import {
  DEFAULT_FREE_VMS,
  defaultFreeHost,
  defaultKnobs,
  MOST_FRAME_BYTES,
  MOST_VMS,
  SMALL_FRAME_BYTES,
  type FreeHost,
  type Knobs
} from '#shared/simulate/what-if/question.ts'
import type { Metric } from '#shared/simulate/what-if/metrics.ts'
import type { SweepInput } from '#shared/simulate/what-if/sweep.ts'

/** What is asked about: the open plan, a host that exists only here, or a scenario out of a file. */
export type Subject = 'plan' | 'free' | 'file'
export type WhatIfTab = 'compare' | 'sweep' | 'run' | 'path' | 'control'

/** Everything of a question that is worth keeping. A file is not: it can be opened again. */
export interface Question {
  readonly subject: Subject
  readonly tab: WhatIfTab
  readonly knobs: Knobs
  readonly freeHost: FreeHost
  readonly freeVms: number
  readonly sweepInput: SweepInput
  readonly metric: Metric
  readonly seed: number
  readonly loadPercent: number
  readonly durationMs: number
}

const KEY = 'vflab.what-if'
const between = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most))

/** What each field falls back to: a question of an older version keeps what still holds. */
const questionSchema: v.GenericSchema<unknown, Question> = v.object({
  subject: v.fallback(v.picklist(['plan', 'free']), 'plan'),
  tab: v.fallback(v.picklist(['compare', 'sweep', 'run', 'path', 'control']), 'compare'),
  knobs: v.fallback(
    v.object({
      style: v.picklist(['frames', 'stream']),
      direction: v.picklist(['out', 'in', 'loop', 'other-port', 'other-host', 'chain']),
      frameBytes: v.union([between(SMALL_FRAME_BYTES, MOST_FRAME_BYTES), v.literal('imix')]),
      flows: between(1, 1e9),
      backend: v.picklist(['vhost-net', 'ovs-dpdk', 'vpp']),
      switchCores: between(1, 1024),
      offeredMpps: v.nullable(v.pipe(v.number(), v.gtValue(0), v.finite())),
      vms: v.nullable(between(1, MOST_VMS))
    }),
    { ...defaultKnobs, frameBytes: SMALL_FRAME_BYTES }
  ),
  freeHost: v.fallback(
    v.object({
      nic: v.picklist(nicPresetIds),
      coreGhz: v.pipe(v.number(), v.gtValue(0), v.finite()),
      vcpus: between(1, 64),
      iommuPages: v.picklist(['none', '4k', '2m', '1g'])
    }),
    defaultFreeHost
  ),
  freeVms: v.fallback(between(1, MOST_VMS), DEFAULT_FREE_VMS),
  sweepInput: v.fallback(v.picklist(['frame-size', 'vms', 'method', 'flows', 'load']), 'frame-size'),
  metric: v.fallback(
    v.picklist([
      'gbps-per-vm',
      'mpps-per-vm',
      'gbps-total',
      'mpps-total',
      'latency-p50',
      'latency-p99',
      'host-cores',
      'pcie'
    ]),
    'gbps-per-vm'
  ),
  seed: v.fallback(between(1, 999_999), 1),
  loadPercent: v.fallback(between(0, 1000), 70),
  durationMs: v.fallback(between(1, 1000), 10)
})

/** The question as it was left; the first one on a new machine. */
export function recalledQuestion(): Question {
  let stored: unknown = null
  try {
    stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as unknown
  } catch {
    // Not ours, or cut off: the fallbacks stand in.
  }
  const parsed = v.safeParse(questionSchema, stored)
  return parsed.success ? parsed.output : v.parse(questionSchema, {})
}

/** A file is not kept: the place opens on the plan then. */
export const rememberQuestion = (question: Question): void =>
  localStorage.setItem(
    KEY,
    JSON.stringify({ ...question, subject: question.subject === 'file' ? 'plan' : question.subject })
  )
