/**
 * A layout as a network of stations: the same stages, costs and capacities that the solver and the latency model use, as
 * service times. A stage of a flow's own is a station of its own. Hops come in the order in which the packet passes.
 */
import type { FlowNetwork, SizeMix } from '../engine/flow-network.ts'
import { OWN, type Stage } from '../path/stage.ts'
import type { FlowPath } from '../path/flow-path.ts'
import type { CompiledLayout } from './compile.ts'
import type { LayoutResource } from '../layout/resources.ts'
import type { Traffic } from '../layout/layout.ts'
import { Windows } from './frames-in-flight.ts'

/** Station of a shared resource has the resource's number; own stages follow, flow by flow, in the order of hops. */
export function layoutNetwork(compiled: CompiledLayout): FlowNetwork {
  const { flows, classes, resources } = compiled
  const windows = new Windows(compiled)
  const start = [0]
  const hops: Stage[] = []
  const station: number[] = []
  const mix = new MixBuilder(resources)
  const perFlow = { bytes: [0], weight: [0], floor: [0], meanGapNs: [0], train: [0], window: [0] }
  for (const list of Object.values(perFlow)) list.length = 0
  let ownStations = 0
  for (const { class: index, fn } of flows) {
    const flowClass = classes[index]
    if (flowClass === undefined) throw new RangeError(`no class ${index}`)
    const { path, frameBytes } = flowClass
    for (const stage of path.stages) {
      hops.push(stage)
      station.push(stage.resource === OWN ? resources.length + ownStations++ : stage.resource)
    }
    start.push(hops.length)
    mix.add(path)
    const { offeredMpps } = fn.traffic
    perFlow.bytes.push(frameBytes)
    perFlow.weight.push(fn.weight)
    perFlow.floor.push(fn.minMbps / BITS_PER_NS)
    perFlow.meanGapNs.push(offeredMpps === null ? 0 : offeredMpps > 0 ? 1000 / offeredMpps : Infinity)
    perFlow.train.push(burstOf(fn.traffic))
    perFlow.window.push(windows.of(flowClass))
  }
  return {
    flows: flows.length,
    stations: resources.length + ownStations,
    start: Int32Array.from(start),
    station: Int32Array.from(station),
    serviceNs: Float64Array.from(hops, (stage) => serviceNs(stage, resources)),
    delayNs: Float64Array.from(hops, ({ delayNs }) => delayNs),
    interruptNs: Float64Array.from(hops, ({ interruptNs }) => Math.round(interruptNs)),
    bytes: Float64Array.from(perFlow.bytes),
    weight: Float64Array.from(perFlow.weight),
    floorBytesPerNs: Float64Array.from(perFlow.floor),
    meanGapNs: Float64Array.from(perFlow.meanGapNs),
    train: Int32Array.from(perFlow.train),
    window: Int32Array.from(perFlow.window),
    ...(mix.isMixed ? { sizes: mix.sizes() } : {})
  }
}

/** Frames that come at once; greedy flows send as their window opens. */
export const burstOf = ({ offeredMpps, burstFrames = 1 }: Traffic): number =>
  offeredMpps === null ? 1 : burstFrames

/** Mbit/s in a byte per ns. */
const BITS_PER_NS = 8000

/** ns that a stage works on one frame. */
export const serviceNs = ({ resource, cost, servers }: Stage, resources: readonly LayoutResource[]): number =>
  (1000 * cost) / (resource === OWN ? servers : (resources[resource]?.capacity ?? Infinity))

/** Sizes of the flows that have several. */
class MixBuilder {
  isMixed = false
  private readonly start = [0]
  private readonly share: number[] = []
  private readonly bytes: number[] = []
  private readonly serviceNs: number[] = []
  private readonly resources: readonly LayoutResource[]

  constructor(resources: readonly LayoutResource[]) {
    this.resources = resources
  }

  add({ sizes, stages }: FlowPath): void {
    if (sizes.length > 1) {
      this.isMixed = true
      for (const { share, bytes } of sizes) {
        this.share.push(share)
        this.bytes.push(bytes)
      }
      stages.forEach((_, hop) => {
        for (const size of sizes) {
          const stage = size.stages[hop]
          this.serviceNs.push(stage === undefined ? 0 : serviceNs(stage, this.resources))
        }
      })
    }
    this.start.push(this.share.length)
  }

  sizes(): SizeMix {
    return {
      start: Int32Array.from(this.start),
      share: Float64Array.from(this.share),
      bytes: Float64Array.from(this.bytes),
      serviceNs: Float64Array.from(this.serviceNs)
    }
  }
}
