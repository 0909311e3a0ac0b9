/** The analytic simulator's one entrance: a scenario in, a report out. Pure; the same input gives the same report. */
import { accelerator } from './accelerator/accelerator-point.ts'
import { defaultValues, type Values } from '../calibration/parameters.ts'
import { estimateLayout, type LayoutReport } from './flows/layout-report.ts'
import type { LayoutScenario } from './layout/layout.ts'
import {
  flr,
  mailbox,
  rateLimit,
  routingId,
  vfCreation,
  vfLimit,
  virtchnl
} from './mechanisms/control-points.ts'
import { dma, invalidation, iommuShare, nicDma, pcieLink } from './mechanisms/platform-points.ts'
import { latency } from './mechanisms/latency-point.ts'
import {
  egressShares,
  frameRate,
  interruptTax,
  pollForward,
  softwareSwitch,
  stream,
  vhostNetTx
} from './mechanisms/software-points.ts'
import { vmsOnPort } from './mechanisms/vms-on-port.ts'
import type { PointReport, Report } from './report.ts'
import type { MechanismScenario, Scenario } from './scenario/scenario.ts'
import { nvme } from './storage/nvme-point.ts'

/** Estimates `scenario`; `values` replaces inputs of the calibration table. */
export function estimate(scenario: LayoutScenario, values?: Values): LayoutReport
export function estimate(scenario: MechanismScenario, values?: Values): PointReport
export function estimate(scenario: Scenario, values?: Values): Report
export function estimate(scenario: Scenario, values: Values = defaultValues): Report {
  switch (scenario.kind) {
    case 'layout':
      return estimateLayout(scenario, values)
    case 'pcie-link':
      return pcieLink(scenario, values)
    case 'dma':
      return dma(scenario, values)
    case 'nic-dma':
      return nicDma(scenario, values)
    case 'iommu-share':
      return iommuShare(scenario, values)
    case 'invalidation':
      return invalidation(scenario, values)
    case 'poll-forward':
      return pollForward(scenario, values)
    case 'frame-rate':
      return frameRate(scenario, values)
    case 'latency':
      return latency(scenario, values)
    case 'switch':
      return softwareSwitch(scenario, values)
    case 'vhost-net-tx':
      return vhostNetTx(scenario, values)
    case 'stream':
      return stream(scenario, values)
    case 'interrupt-tax':
      return interruptTax(scenario, values)
    case 'vms-on-port':
      return vmsOnPort(scenario, values)
    case 'vf-creation':
      return vfCreation(scenario, values)
    case 'vf-limit':
      return vfLimit(scenario)
    case 'rate-limit':
      return rateLimit(scenario)
    case 'routing-id':
      return routingId(scenario)
    case 'flr':
      return flr(scenario, values)
    case 'mailbox':
      return mailbox(scenario)
    case 'virtchnl':
      return virtchnl(scenario)
    case 'egress-shares':
      return egressShares(scenario)
    case 'nvme':
      return nvme(scenario, values)
    case 'accelerator':
      return accelerator(scenario, values)
  }
}
