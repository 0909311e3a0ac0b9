/** Latency for comparing ways: each at the same share of its own limit, because at one rate some would be idle. */
import type { FlowLatency } from '#shared/simulate/layout/latency.ts'
import type { Values } from '#shared/simulate/calibration/parameters.ts'
import type { LayoutScenario } from '#shared/simulate/layout/scenario.ts'
import { simulate } from '../../simulate-worker/answer.ts'
import { atLoad } from './sweep.ts'
import { wayFigures } from './way-figures.ts'

/** Load at which greedy senders are compared, percent of what they can get. */
export const COMPARED_LOAD_PERCENT = 70

/** Whether somebody in the layout sends as much as gets through. */
export const isGreedy = ({ hosts }: LayoutScenario): boolean =>
  hosts.some(({ vms }) =>
    vms.some(({ functions }) => functions.some(({ traffic }) => traffic.offeredMpps === null))
  )

/** Of the VM that waits longest, us: at the rates that are asked, or at 70 % where somebody is greedy. */
export function comparedLatency(scenario: LayoutScenario, parameters: Partial<Values>): FlowLatency | null {
  const loaded = isGreedy(scenario) ? atLoad(scenario, COMPARED_LOAD_PERCENT / 100, parameters) : scenario
  const result = simulate({ kind: 'estimate', scenario: loaded, parameters })
  return result.kind === 'estimate' ? (wayFigures(result.report)?.latency ?? null) : null
}
