/**
 * How far a prediction may be off, by what limits it. Where calibration rows measure the error, the spread is
 * never smaller than the largest error of the topic (`validate.test.ts` proves it); where a figure is its own
 * source, or machines differ more than the rows show, the spread is what the sources themselves differ by.
 */
import type { ResourceKind } from '../types.ts'
import type { Topic } from '../../calibration/parameter.ts'

/** Relative: a prediction of 10 with 0.2 down and 0.1 up is the band 8 to 11. */
export interface Spread {
  readonly down: number
  readonly up: number
}

/** Largest relative error over the calibration rows of a topic, rounded up to a thousandth. */
export const measuredError: Readonly<Partial<Record<Topic, number>>> = {
  pcie: 0.001,
  dma: 0.029,
  numa: 0.012,
  lat: 0.053,
  iommu: 0.081,
  sriov: 0,
  soft: 0.005,
  nic: 0.001,
  irq: 0,
  pmd: 0.002,
  ovs: 0.032,
  vhost: 0.056,
  tcp: 0.2,
  ctrl: 0.031,
  switch: 0.01
}

/** The spread of each thing that can limit a flow, with why. */
export const resourceSpread: Readonly<Record<ResourceKind, Spread & { topic: Topic; reason: string }>> = {
  'wire-out': {
    down: 0.03,
    up: 0,
    topic: 'wire',
    reason: 'a wire is never exceeded; testers reach 97 to 100 %'
  },
  'wire-in': {
    down: 0.03,
    up: 0,
    topic: 'wire',
    reason: 'a wire is never exceeded; testers reach 97 to 100 %'
  },
  'port-rate': { down: 0.1, up: 0.1, topic: 'nic', reason: 'tolerance of the published port rates' },
  'queue-rate': { down: 0.1, up: 0.3, topic: 'sriov', reason: 'one benchmark at 3.2 GHz, rounded figures' },
  'pcie-up': {
    down: 0.15,
    up: 0.05,
    topic: 'dma',
    reason: 'reads and writes at once reach 0.85 of the model'
  },
  'pcie-down': {
    down: 0.15,
    up: 0.05,
    topic: 'dma',
    reason: 'reads and writes at once reach 0.85 of the model'
  },
  'iommu-walker': { down: 0.3, up: 0.5, topic: 'iommu', reason: 'fitted on two CPUs of 2014 and 2016' },
  memory: {
    down: 0.6,
    up: 1,
    topic: 'mem',
    reason: 'no measurement; channels and speeds differ between hosts'
  },
  'switch-core': {
    down: 0.35,
    up: 0.2,
    topic: 'vhost',
    reason: 'same code on another CPU: over by 22 to 51 %'
  },
  'vhost-thread': {
    down: 0.4,
    up: 0.6,
    topic: 'soft',
    reason: 'published figures differ by a factor of two'
  },
  'guest-core': { down: 0.5, up: 0.5, topic: 'tcp', reason: 'one forum-grade figure' },
  'rate-limit': { down: 0.05, up: 0.02, topic: 'switch', reason: 'accuracy of a shaper; not measured' },
  demand: { down: 0, up: 0, topic: 'wire', reason: 'what was offered' }
}

/** Spread of a topic where no row measures it, or where rows differ less than machines do; relative. */
const LEAST_SPREAD: Readonly<Partial<Record<Topic, number>>> = {
  wire: 0.03,
  sriov: 0.1,
  soft: 0.4,
  nic: 0.03,
  irq: 0.2,
  vhost: 0.3,
  tcp: 0.4,
  lat: 0.3,
  ctrl: 0.2,
  storage: 1
}

/** Relative spread of a topic: the larger of what rows measured and what sources differ by. */
export const topicSpread = (topic: Topic): number =>
  Math.max(measuredError[topic] ?? 0, LEAST_SPREAD[topic] ?? 0)
