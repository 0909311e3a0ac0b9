/** How many frames flows have on their way: what rings hold, what greedy senders keep going, what is between stages. */
import type { FlowPath } from '../path/flow-path.ts'
import type { CompiledLayout, FlowClass } from './compile.ts'
import type { LayoutResource } from '../layout/resources.ts'
import { ringDescriptors } from '../layout/rings.ts'

/** Turns at a full stage for which a greedy flow has frames: it never misses one. */
const GREEDY_TURNS = 16
/** No flow has more than this many frames waiting, whatever the weights. */
const MOST_WAITING = 8192

/** Time on the path that keeps no resource busy, ns: delays, and the longest wait for an interrupt. */
const idleNs = ({ stages }: FlowPath): number =>
  stages.reduce((sum, { delayNs, interruptNs }) => sum + delayNs + interruptNs, 0)

/** M frames/s that a flow would reach with the layout for itself, whatever it offers. */
function aloneMpps({ costs, limits }: FlowPath, resources: readonly LayoutResource[]): number {
  let least = Infinity
  for (const { resource, cost } of costs)
    least = Math.min(least, (resources[resource]?.capacity ?? Infinity) / cost)
  for (const { kind, mpps } of limits) if (kind !== 'demand') least = Math.min(least, mpps)
  return least
}

/** Frames that the flows of a layout have on their way at most. */
export class Windows {
  private readonly resources: readonly LayoutResource[]
  /** Frames in a turn of the flow that has fewest, in no unit of use to others. */
  private readonly leastTurn: number

  constructor({ classes, resources }: CompiledLayout) {
    this.resources = resources
    this.leastTurn = classes.reduce((least, each) => Math.min(least, turn(each)), Infinity)
  }

  /** Frames of one flow: those that wait, one in work at each stage, and as many as fit into its idle times. */
  of(flowClass: FlowClass): number {
    const { fn, path } = flowClass
    const inDelays = (aloneMpps(path, this.resources) * idleNs(path)) / 1000
    const waiting =
      fn.traffic.offeredMpps === null
        ? Math.min(MOST_WAITING, Math.ceil((GREEDY_TURNS * turn(flowClass)) / this.leastTurn)) +
          path.stages.length
        : ringDescriptors(fn)
    return waiting + (Number.isFinite(inDelays) ? Math.ceil(inDelays) : 0)
  }
}

/** Turns are of bytes, by weight: a flow of small frames has more of them in one. */
const turn = ({ fn, frameBytes }: FlowClass): number => fn.weight / frameBytes
