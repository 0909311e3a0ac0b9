/** Loads of a layout: what it carries at most, a share of that for every flow, and how long it takes. Pure. */
import { withOverrides, type Values } from '../../calibration/parameters.ts'
import { estimate } from '../estimate.ts'
import type { LayoutScenario } from '../layout/layout.ts'

/** M frames/s of all flows. */
export function totalMpps(scenario: LayoutScenario, parameters: Partial<Values> = {}): number {
  const report = estimate(scenario, withOverrides(parameters))
  let sum = 0
  for (let flow = 0; flow < report.flows; flow++) sum += report.mpps(flow)
  return sum
}

/** The layout with every flow offering `share` of what it would get at most. */
export function atLoad(
  scenario: LayoutScenario,
  share: number,
  parameters: Partial<Values> = {}
): LayoutScenario {
  const report = estimate(scenario, withOverrides(parameters))
  return withOffered(scenario, (flow) => report.mpps(flow) * share)
}

/** The same layout with an offered load in place of greedy senders; `mpps` by flow, in the layout's order. */
export function withOffered(scenario: LayoutScenario, mpps: (flow: number) => number): LayoutScenario {
  let flow = 0
  return {
    kind: 'layout',
    hosts: scenario.hosts.map((host) => ({
      ...host,
      vms: host.vms.map((vm) => ({
        ...vm,
        functions: vm.functions.map((fn) => ({
          ...fn,
          traffic: { ...fn.traffic, offeredMpps: mpps(flow++) }
        }))
      }))
    }))
  }
}

/** Simulated time in which about `frames` frames are moved, ns; 50 us to 1 s. */
export const durationFor = (totalMpps: number, frames: number): number =>
  Math.round(Math.min(1e9, Math.max(50_000, (frames * 1000) / Math.max(totalMpps, 1e-6))))

/** Frames that a run sends, about: what each flow offers, or what it gets where it sends as much as gets through. */
export function framesOfRun(
  scenario: LayoutScenario,
  { durationNs, warmUpNs }: { readonly durationNs: number; readonly warmUpNs: number },
  values: Values
): number {
  const report = estimate(scenario, values)
  const offered = scenario.hosts.flatMap(({ vms }) =>
    vms.flatMap(({ functions }) => functions.map(({ traffic }) => traffic.offeredMpps))
  )
  const mpps = offered.reduce<number>((sum, each, flow) => sum + (each ?? report.mpps(flow)), 0)
  return (mpps * (durationNs + warmUpNs)) / 1000
}
