import type { HostId } from '../../inventory/types.ts'
import type { Values } from '../../calibration/parameters.ts'
import { estimateLayout, type FlowReport } from '../flows/layout-report.ts'
import type { LayoutHost, LayoutScenario } from '../layout/layout.ts'

/** What the flows of a plan's layout get, in the order of the layout. */
export interface PlanReport {
  readonly flows: number
  /** Throws a RangeError for an index that does not exist. */
  readonly flow: (index: number) => FlowReport
}

/** Neighbours with the same inputs, and the number of their first flow. */
interface Part {
  readonly values: Values
  readonly hosts: LayoutHost[]
  readonly firstFlow: number
}

/**
 * Solves a plan's layout, each host by its own inputs. Hosts of a plan share nothing, because everything goes to the
 * wire: solved apart they get what they get together, and hosts with the same inputs are solved at once.
 */
export function planReport({ hosts }: LayoutScenario, valuesOf: (host: HostId) => Values): PlanReport {
  const parts: Part[] = []
  let flows = 0
  for (const host of hosts) {
    const values = valuesOf(host.id)
    const last = parts.at(-1)
    if (last?.values === values) last.hosts.push(host)
    else parts.push({ values, hosts: [host], firstFlow: flows })
    for (const { functions } of host.vms) flows += functions.length
  }
  const solved = parts.map((part) => ({
    firstFlow: part.firstFlow,
    report: estimateLayout({ kind: 'layout', hosts: part.hosts }, part.values)
  }))
  const partOf = new Int32Array(flows)
  solved.forEach(({ firstFlow }, p) => partOf.fill(p, firstFlow))
  return {
    flows,
    flow: (index) => {
      const part = solved[partOf[index] ?? -1]
      if (part === undefined) throw new RangeError(`no flow ${index}: there are ${flows}`)
      return part.report.flow(index - part.firstFlow)
    }
  }
}
