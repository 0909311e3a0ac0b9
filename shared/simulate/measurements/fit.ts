/**
 * A host's own preset: the inputs of the model that are scaled until the prediction is what was measured there.
 *
 * Which inputs, by what the question is about:
 *
 * | question | inputs, scaled together |
 * |---|---|
 * | poll-forward | pmd.frameCycles, pmd.burstCycles |
 * | switch ovs-dpdk, kernel-ovs, vpp and memif | ovsDpdk.flows*, kernelSwitch.frameCycles, vpp.machineFactor |
 * | vhost-net-tx, stream | vhostNet.txCycles; vhostNet.streamGbps, userspaceVirtio.rxGbps or .txGbps |
 * | frame-rate | nic.vfQueueMpps or nic.portMpps; esxi.virtioMpps or esxi.vmxnet3Mpps |
 * | latency | lat.pollBase, lat.virtioBase or lat.pvpBase |
 * | dma | dma.writeDeviceRate; dma.readDeviceRate and dma.readsInFlight; behind an IOMMU the walk instead |
 * | layout | those of the bottleneck of the flow that gets most |
 * | vms-on-port with virtio | vhostNet.streamGbps |
 *
 * One measurement fits one thing: what else differs on the host is scaled with it. Nothing is fitted to a wire, a
 * PCIe link, a rate limit or a demand, because those are known: where less than a full wire was measured, the software
 * in front of it is what is slower, or the VF that sends small frames, or the guest that sends or takes streams.
 */
import { err, ok, type Result } from '../../result.ts'
import { parameters, type ParameterId, type Values } from '../../calibration/parameters.ts'
import { estimate } from '../estimate.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { fitTarget, type FitTarget } from './fit-target.ts'
import { predictedMetrics } from './predicted.ts'
import { compare } from './compare.ts'
import type { MeasuredResult } from './result.ts'

/** What was fitted to what. */
export interface Fit {
  readonly measured: MeasuredResult
  /** Prediction before fitting, in the unit of the measurement. */
  readonly before: number
  /** Prediction with `parameters`. */
  readonly after: number
  /** By how much the inputs were multiplied. */
  readonly factor: number
  /** What a scenario file takes as `parameters`. */
  readonly parameters: Partial<Values>
  /** Inputs that ended outside of their valid range: the measurement, or the scenario, deserves a second look. */
  readonly outOfRange: readonly ParameterId[]
}

/** Why nothing was fitted. */
export type FitError =
  | { readonly kind: 'nothing-comparable' }
  | { readonly kind: 'nothing-to-fit'; readonly reason: string }
  /** No factor between 1/32 and 32 gives what was measured. */
  | {
      readonly kind: 'out-of-reach'
      readonly measured: number
      readonly low: number
      readonly high: number
      readonly unit: string
    }

/** Largest factor that is tried, and its inverse. */
const MAX_FACTOR = 32
const STEPS = 60

/** Fits the inputs of `scenario` to the first of `results` that it predicts. */
export function fit(
  scenario: Scenario,
  results: readonly MeasuredResult[],
  values: Values
): Result<Fit, FitError> {
  const report = estimate(scenario, values)
  const first = compare(results, predictedMetrics(report)).find(({ predicted }) => predicted !== null)
  if (first?.predicted == null || first.measured.value <= 0) return err({ kind: 'nothing-comparable' })
  const { measured, predicted } = first
  const target = fitTarget(scenario, report, measured.value < predicted.band.value, values)
  if (!target.ok) return err({ kind: 'nothing-to-fit', reason: target.error })

  const predictAt = (factor: number): number => {
    const metrics = predictedMetrics(estimate(scenario, { ...values, ...scaled(target.value, factor) }))
    return compare([measured], metrics)[0]?.predicted?.band.value ?? Number.NaN
  }
  const [atLeast, atMost] = [predictAt(1 / MAX_FACTOR), predictAt(MAX_FACTOR)]
  const [low, high] = [Math.min(atLeast, atMost), Math.max(atLeast, atMost)]
  if (!(measured.value >= low && measured.value <= high))
    return err({ kind: 'out-of-reach', measured: measured.value, low, high, unit: measured.unit })

  // Predictions rise or fall with the factor throughout, so halving the interval finds it.
  const rises = atMost > atLeast
  let [from, to] = [1 / MAX_FACTOR, MAX_FACTOR]
  for (let step = 0; step < STEPS; step++) {
    const middle = Math.sqrt(from * to)
    if (predictAt(middle) < measured.value === rises) from = middle
    else to = middle
  }
  const factor = Math.sqrt(from * to)
  const fitted = rounded(scaled(target.value, factor))
  return ok({
    measured,
    before: predicted.band.value,
    after: predictAt(factor),
    factor,
    parameters: fitted,
    outOfRange: target.value.inputs
      .map(([id]) => id)
      .filter((id) => (fitted[id] ?? 0) < parameters[id].min || (fitted[id] ?? 0) > parameters[id].max)
  })
}

const scaled = ({ inputs }: FitTarget, factor: number): Partial<Values> =>
  Object.fromEntries(inputs.map(([id, base]) => [id, base * factor]))

/** Six digits are more than any measurement has. */
const rounded = (values: Partial<Values>): Partial<Values> =>
  Object.fromEntries(Object.entries(values).map(([id, value]) => [id, Number(value.toPrecision(6))]))

/** An error in a sentence. */
export function explainFitError(error: FitError): string {
  switch (error.kind) {
    case 'nothing-comparable':
      return 'nothing that was measured is something that this scenario predicts'
    case 'nothing-to-fit':
      return error.reason
    case 'out-of-reach':
      return `${error.measured.toPrecision(4)} ${error.unit} was measured; whatever the inputs, this scenario gives ${error.low.toPrecision(4)} to ${error.high.toPrecision(4)} ${error.unit}`
  }
}
