/** Latency for comparing ways: each at the same share of its own limit, because at one rate some would be idle. */
import type { Values } from '#shared/calibration/parameters.ts'
import type { LayoutScenario } from '#shared/simulate/layout/layout.ts'
import type { EstimateJob } from '#shared/simulate/what-if/job.ts'

/** Load at which greedy senders are compared, percent of what they can get. */
export const COMPARED_LOAD_PERCENT = 70

/** Whether somebody in the layout sends as much as gets through. */
export const isGreedy = ({ hosts }: LayoutScenario): boolean =>
  hosts.some(({ vms }) =>
    vms.some(({ functions }) => functions.some(({ traffic }) => traffic.offeredMpps === null))
  )

/** The estimate whose latency is shown: at the rates that are asked, or at 70 % where somebody is greedy. */
export const latencyJob = (scenario: LayoutScenario, parameters: Partial<Values>): EstimateJob => ({
  kind: 'estimate',
  scenario,
  parameters,
  hasLatency: true,
  ...(isGreedy(scenario) ? { loadShare: COMPARED_LOAD_PERCENT / 100 } : {})
})
