/**
 * A layout as a network of stations: the same costs and capacities that the solver uses, as service times. A flow's
 * own limit becomes a station of its own in front of the shared ones.
 */
import type { FlowNetwork } from '../engine/flow-network.ts'
import type { CompiledLayout } from './compile.ts'

/** Descriptors of a ring: what an offered flow may have on its way before it drops. */
const RING_PACKETS = 512
/** Packets on the way of a greedy flow: enough for every station of a path to have one, and its turns. */
const GREEDY_WINDOW = 64

/** Station of a shared resource has the resource's number; own limits follow after all resources. */
export function layoutNetwork(compiled: CompiledLayout): FlowNetwork {
  const { flows, classes, resources } = compiled
  const start = [0]
  const station: number[] = []
  const serviceNs: number[] = []
  const meanGapNs: number[] = []
  const window: number[] = []
  let ownStations = 0
  for (const { class: index, fn } of flows) {
    const cost = classes[index]?.cost
    if (cost === undefined) continue
    const { offeredMpps } = fn.traffic
    // The demand is what arrives, not what a station lets through.
    const limit = cost.limits.reduce(
      (least, each) => (each.kind === 'demand' ? least : Math.min(least, each.mpps)),
      Infinity
    )
    if (limit < Infinity) {
      station.push(resources.length + ownStations++)
      serviceNs.push(1000 / limit)
    }
    for (const part of cost.costs) {
      station.push(part.resource)
      serviceNs.push((1000 * part.cost) / (resources[part.resource]?.capacity ?? Infinity))
    }
    start.push(station.length)
    meanGapNs.push(offeredMpps === null ? 0 : offeredMpps > 0 ? 1000 / offeredMpps : Infinity)
    window.push(offeredMpps === null ? GREEDY_WINDOW : RING_PACKETS)
  }
  return {
    flows: flows.length,
    stations: resources.length + ownStations,
    start: Int32Array.from(start),
    station: Int32Array.from(station),
    serviceNs: Float64Array.from(serviceNs),
    bytes: Float64Array.from(flows, ({ fn }) => fn.traffic.frameBytes),
    weight: Float64Array.from(flows, ({ fn }) => fn.weight),
    meanGapNs: Float64Array.from(meanGapNs),
    window: Int32Array.from(window)
  }
}
