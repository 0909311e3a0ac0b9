/** What the plan asks of every network port it uses, and what is left. */
import { comparePciAddresses } from '../../pci/address.ts'
import type { Values } from '../../calibration/parameters.ts'
import type { EstimateContext } from './estimate-context.ts'
import { planLayout, plannedMethod } from './layouts.ts'
import { planNetwork, type NetworkFunction } from './network.ts'
import { presetNotes } from './host-values.ts'
import { planReport } from './plan-report.ts'
import { estimateLayout } from '../flows/layout-report.ts'
import type { LayoutFunction, LayoutScenario } from '../layout/layout.ts'
import { frameOfMtu, WIRE_OVERHEAD_BYTES } from '../cost/ethernet.ts'
import type { PortLoad } from '../types.ts'

/** Loads by host (in order of first use) and address; greedy MTU-sized frames, VM to wire, as planned. */
export function portLoads(context: EstimateContext): readonly PortLoad[] {
  const network = planNetwork(context)
  if (network.functions.length === 0) return []
  const layout = planLayout(network, 'planned', 'large')
  const report = planReport(layout.scenario, network.valuesOf)
  const byPort = new Map<string, NetworkFunction[]>()
  for (const fn of network.functions) {
    const key = `${fn.resolved.host.id} ${fn.resolved.owner.address}`
    byPort.set(key, [...(byPort.get(key) ?? []), fn])
  }
  const gbpsByPort = new Map<string, number>()
  for (let index = 0; index < report.flows; index++) {
    const flow = report.flow(index)
    const key = `${flow.host} ${flow.port}`
    gbpsByPort.set(key, (gbpsByPort.get(key) ?? 0) + flow.gbps.value)
  }
  const hostOrder = [...new Set(network.functions.map(({ resolved }) => resolved.host.id))]
  return [...byPort.entries()]
    .map(([key, functions]) => {
      const [first] = functions
      if (first === undefined) throw new RangeError('a port load needs a function')
      const { host } = first.resolved
      const nextVmGbps = oneMore(layout.scenario, first, network.valuesOf(host.id))
      return portLoad(first, functions, gbpsByPort.get(key) ?? 0, nextVmGbps, presetNotes(context, host))
    })
    .sort((a, b) => hostOrder.indexOf(a.host) - hostOrder.indexOf(b.host) || comparePciAddresses(a.pf, b.pf))
}

function portLoad(
  { facts, resolved }: NetworkFunction,
  functions: readonly NetworkFunction[],
  plannedGbps: number,
  nextVmGbps: number,
  presetNotes: readonly string[]
): PortLoad {
  const { port } = facts
  // Frames of the port's MTU: what the wire's own overhead leaves.
  const frame = frameOfMtu(facts.mtu)
  const ratedFrames = (port.wireGbps * frame) / (frame + WIRE_OVERHEAD_BYTES)
  const isWhole = functions.some((fn) => plannedMethod(fn) === 'direct')
  const isGreedy = functions.some((fn) => fn.rates.maxMbps === 0)
  const limited = functions.reduce((sum, fn) => sum + fn.rates.maxMbps / 1000, 0)
  return {
    host: resolved.host.id,
    pf: resolved.owner.address,
    label: port.label,
    ratedGbps: port.wireGbps,
    isRatedAssumed: facts.isSpeedAssumed,
    plannedGbps,
    leftGbps: isGreedy ? 0 : Math.max(0, ratedFrames - limited),
    nextVmGbps: isWhole ? 0 : nextVmGbps,
    guaranteedGbps: functions.reduce((sum, fn) => sum + fn.rates.minMbps / 1000, 0),
    vms: [...new Set(functions.map((fn) => fn.resolved.vm.id))],
    notes: [...new Set([...functions.flatMap((fn) => [...fn.facts.notes, ...fn.notes]), ...presetNotes])]
  }
}

/** What a VM with one VF of this port would get if it came on top. */
function oneMore(scenario: LayoutScenario, { resolved }: NetworkFunction, values: Values): number {
  const port: string = resolved.owner.address
  const host = scenario.hosts.find((each) => each.id === resolved.host.id)
  const like = host?.vms.flatMap((vm) => vm.functions).find((fn) => fn.port === port)
  if (host === undefined || like === undefined) return 0
  const extra: LayoutFunction = { ...like, method: 'sriov', maxMbps: 0, minMbps: 0 }
  const widened = {
    ...host,
    vms: [
      ...host.vms,
      { id: 'one more', vcpus: Math.max(...host.vms.map((vm) => vm.vcpus)), functions: [extra] }
    ]
  }
  const report = estimateLayout({ kind: 'layout', hosts: [widened] }, values)
  return report.flow(report.flows - 1).gbps.value
}
