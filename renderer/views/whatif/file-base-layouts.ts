/** A layout out of a scenario file as the ground of a question, and what the file itself asks. */
import type { LayoutFunction, LayoutScenario } from '#shared/simulate/layout/layout.ts'
import type { IoMethod } from '#shared/simulate/types.ts'
import type { BaseLayouts } from '#shared/simulate/what-if/base-layouts.ts'
import { byMethod } from '#shared/simulate/what-if/layout-of.ts'
import type { MethodChoice } from '#shared/simulate/types.ts'
import { defaultKnobs, type Asked, type Knobs } from '#shared/simulate/what-if/question.ts'

const METHODS: readonly IoMethod[] = ['sriov', 'direct', 'virtio']

/** The file's layout by its own methods, and all of it by each of the others. null without a network function. */
export function fileGround(layout: LayoutScenario, title: string): BaseLayouts | null {
  const functions = functionsOf(layout)
  if (functions.length === 0) return null
  const taken = new Set(functions.map(({ method }) => method))
  const [only] = taken
  const own: MethodChoice = taken.size === 1 && only !== undefined ? only : 'planned'
  const ways: readonly MethodChoice[] = own === 'planned' ? ['planned', ...METHODS] : METHODS
  const hosts = layout.hosts.length
  const vms = layout.hosts.reduce((sum, host) => sum + host.vms.length, 0)
  return {
    layouts: new Map(
      ways.map((way) => [way, way === own || way === 'planned' ? layout : byMethod(layout, way)])
    ),
    planned: own,
    vms,
    vmNames: new Map(),
    notes: [],
    summary: `${title}: ${vms} ${vms === 1 ? 'VM' : 'VMs'}${hosts > 1 ? ` on ${hosts} hosts` : ''}`
  }
}

const functionsOf = ({ hosts }: LayoutScenario): readonly LayoutFunction[] =>
  hosts.flatMap(({ vms }) => vms.flatMap(({ functions }) => functions))

const hasOwnPath = ({ traffic }: LayoutFunction): boolean =>
  traffic.to !== undefined || traffic.through !== undefined

/**
 * The knobs as a layout has them. What its functions differ in stands as the first of them has it and is named in
 * `mixed`, so that nobody takes it for all of them.
 */
export function knobsOf(layout: LayoutScenario): {
  readonly knobs: Knobs
  readonly mixed: ReadonlySet<keyof Asked>
} {
  const functions = functionsOf(layout)
  const [first] = functions
  if (first === undefined) return { knobs: defaultKnobs, mixed: new Set() }
  const cores = layout.hosts.map(({ switchCores }) => switchCores)
  const values: Readonly<Record<keyof Omit<Knobs, 'vms'>, readonly (string | number)[]>> = {
    style: functions.map(({ traffic }) => traffic.style),
    // A path over other VMs is not among the directions to choose from.
    direction: functions.map((fn, at) => (hasOwnPath(fn) ? `path ${at}` : fn.traffic.direction)),
    frameBytes: functions.map(({ traffic }) => JSON.stringify(traffic.frameBytes)),
    flows: functions.map(({ traffic }) => traffic.flows),
    backend: functions.map(({ backend }) => backend),
    switchCores: cores,
    offeredMpps: functions.map(({ traffic }) => traffic.offeredMpps ?? 'greedy')
  }
  const { style, direction, frameBytes, flows, offeredMpps } = first.traffic
  return {
    knobs: {
      style,
      direction,
      frameBytes,
      flows,
      backend: first.backend,
      switchCores: Math.max(1, cores[0] ?? 1),
      offeredMpps,
      vms: null
    },
    mixed: new Set(
      (Object.keys(values) as (keyof typeof values)[]).filter(
        (key) => new Set(values[key]).size > 1 || (key === 'direction' && hasOwnPath(first))
      )
    )
  }
}
