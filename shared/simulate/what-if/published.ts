/**
 * Published measurements beside the model: those rows of the calibration table that a What-if question can put
 * itself into the place of. A row is shown only where every condition of it is the question's own.
 */
import { cpuPresets } from '../presets/cpu-presets.ts'
import { nicPresets } from '../presets/nic-presets.ts'
import { publishedMeasurements } from '../validation/published-measurements.ts'
import type { LayoutScenario } from '../layout/layout.ts'
import { meanFrameBytes, wireMpps } from '../cost/ethernet.ts'
import type { MechanismScenario } from '../scenario/scenario.ts'
import type { IoMethod } from '../types.ts'
import type { FigureMark } from './figure-mark.ts'
import { layoutOf } from './layout-of.ts'
import type { MethodChoice } from '../types.ts'
import { defaultKnobs, type Asked, type FreeHost, type Knobs } from './question.ts'
import { frameWords } from './frame-text.ts'
import { rateInMetric, type Metric } from './metrics.ts'
import { knobsAt, ONLY_PLACE, type SweepInput } from './sweep.ts'

/** A published rate of one VM, with the question that it answers. */
export interface Published {
  /** Number in the calibration table, with the place of the case in its row. */
  readonly id: string
  readonly title: string
  readonly source: string
  readonly method: IoMethod
  /** M frames/s of one VM, one traversal of the path. */
  readonly mpps: number
  /** What was done to the printed figure, if anything. */
  readonly remark: string
  readonly knobs: Knobs
  readonly host: FreeHost
}

/** From here on a rate counts as that of the wire: testers reach 97 to 100 % of it. */
const AT_WIRE = 0.95

/** All of them, in the order of the table. */
export const publishedRates: readonly Published[] = publishedMeasurements.flatMap(
  ({ row, title, source, cases }) =>
    cases.flatMap(({ scenario, expect }, at) => {
      if (!('figure' in expect) || typeof expect.published !== 'number') return []
      const placed = placeOf(scenario, expect.figure, expect.published)
      return placed === null
        ? []
        : [
            {
              id: `${row}.${at}`,
              title: `${title} (row ${row}${cases.length > 1 ? `, ${frameWords(placed.knobs.frameBytes)}` : ''})`,
              source,
              ...placed
            }
          ]
    })
)

type Placed = Omit<Published, 'id' | 'title' | 'source'>

function placeOf(scenario: MechanismScenario, figure: string, published: number): Placed | null {
  if (scenario.kind === 'frame-rate') return frameRatePlace(scenario, figure, published)
  if (scenario.kind === 'switch') return switchPlace(scenario, published)
  return null
}

function frameRatePlace(
  { nic, method, frameBytes, ports, queues }: Extract<MechanismScenario, { kind: 'frame-rate' }>,
  figure: string,
  published: number
): Placed | null {
  if (method !== 'sriov' && method !== 'direct') return null
  // The charts have one size of frame for each point.
  if (typeof frameBytes !== 'number') return null
  const isPerPort = figure === 'mppsPerPort' || ports === 1
  return {
    method,
    mpps: isPerPort ? published : published / ports,
    remark: isPerPort ? '' : `${published} Mpps of ${ports} ports, shown for one`,
    knobs: { ...defaultKnobs, frameBytes, vms: 1 },
    host: { nic, vcpus: queues, coreGhz: cpuPresets['xeon-e5-2667v3'].ghz, iommuPages: '2m' }
  }
}

/** A frame from port to VM and back passes the switch twice, unless it was the wire that held it back. */
function switchPlace(
  scenario: Extract<MechanismScenario, { kind: 'switch' }>,
  published: number
): Placed | null {
  const { frameBytes, flows, cores, cpu, wireGbps, chainLength, parallel } = scenario
  const nic =
    Object.values(nicPresets).some(({ portGbps }) => portGbps === wireGbps) && wireGbps === 10 ? 'x710' : null
  if (nic === null || chainLength !== 1 || parallel !== 1 || typeof frameBytes !== 'number') return null
  const host: FreeHost = {
    nic,
    vcpus: 1,
    coreGhz: typeof cpu === 'string' ? cpuPresets[cpu].ghz : cpu.ghz,
    iommuPages: '2m'
  }
  const knobs: Knobs = { ...defaultKnobs, frameBytes, flows, vms: 1 }
  if (scenario.switch === 'kernel-ovs')
    return {
      method: 'virtio',
      mpps: published,
      remark: '',
      knobs: { ...knobs, backend: 'vhost-net', direction: 'in' },
      host
    }
  if (scenario.switch !== 'ovs-dpdk') return null
  const isAtWire = published >= AT_WIRE * wireMpps(wireGbps, meanFrameBytes(frameBytes))
  return {
    method: 'virtio',
    mpps: isAtWire ? published : 2 * published,
    remark: isAtWire
      ? 'port to VM to port, held back by the wire'
      : `${published} Mpps from port to VM to port are two traversals of the switch, shown as such`,
    knobs: { ...knobs, backend: 'ovs-dpdk', switchCores: cores },
    host
  }
}

/** Published rates that belong to a chart: all their conditions hold, except the one that is swept. */
export function publishedMarks(
  layouts: ReadonlyMap<MethodChoice, LayoutScenario>,
  asked: Asked,
  input: SweepInput,
  metric: Metric
): readonly FigureMark[] {
  return publishedRates.flatMap((published): FigureMark[] => {
    const x = placeIn(published.knobs, input)
    const layout = layouts.get(published.method)
    if (x === null || layout === undefined) return []
    if (!fits(published, layoutOf(layout, knobsAt(asked, input, x)))) return []
    const y = rateInMetric(published.mpps, published.knobs.frameBytes, 1, metric)
    const remark = published.remark === '' ? '' : `. ${published.remark}`
    const text = `${published.title}: ${published.source}${remark}`
    return y === null ? [] : [{ kind: 'published', x, y, series: published.method, text }]
  })
}

function placeIn(knobs: Knobs, input: SweepInput): number | null {
  switch (input) {
    case 'frame-size':
      return typeof knobs.frameBytes === 'number' ? knobs.frameBytes : null
    case 'flows':
      return knobs.flows
    case 'vms':
      return knobs.vms
    case 'method':
      return ONLY_PLACE
    case 'load':
      // What was published is the most that gets through.
      return null
  }
}

/** Whether a layout is what was measured. */
function fits({ method, knobs: wanted, host: wantedHost }: Published, { hosts }: LayoutScenario): boolean {
  const [host] = hosts
  const [vm] = host?.vms ?? []
  const [fn] = vm?.functions ?? []
  const port = host?.ports.find(({ id }) => id === fn?.port)
  if (host === undefined || vm === undefined || fn === undefined || port === undefined) return false
  const { traffic } = fn
  if (
    hosts.length !== 1 ||
    host.vms.length !== 1 ||
    vm.functions.length !== 1 ||
    traffic.style !== 'frames' ||
    traffic.frameBytes !== wanted.frameBytes ||
    traffic.direction === 'loop' ||
    traffic.to !== undefined ||
    traffic.offeredMpps !== null
  )
    return false
  if (method === 'virtio')
    return (
      fn.backend === wanted.backend &&
      // Flows matter to a flow cache only; the kernel's figure is used for both directions.
      (wanted.backend === 'vhost-net' ||
        (traffic.flows === wanted.flows && host.switchCores === wanted.switchCores)) &&
      Math.abs(host.coreGhz - wantedHost.coreGhz) < 0.05 &&
      port.wireGbps === nicPresets[wantedHost.nic].portGbps
    )
  const queues = Math.min(nicPresets[port.nic].vfQueues, vm.vcpus)
  return (
    port.nic === wantedHost.nic && fn.maxMbps === 0 && (method === 'direct' || queues === wantedHost.vcpus)
  )
}
