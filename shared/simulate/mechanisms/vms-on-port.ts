/** The answer about VMs that share ports: a layout of its own, and what TCP makes of it. */
import { nicPresets } from '../presets/nic-presets.ts'
import type { Values } from '../../calibration/parameters.ts'
import { estimateLayout } from '../flows/layout-report.ts'
import type { LayoutScenario } from '../layout/layout.ts'
import { frameOfMtu, TCP_HEADER_BYTES, WIRE_OVERHEAD_BYTES } from '../cost/ethernet.ts'
import type { Figure, PointReport } from '../report.ts'
import type { MechanismScenario } from '../scenario/scenario.ts'
import { figure, figures } from './figure.ts'

/** Greedy VMs that share ports: all together, and each. */
export function vmsOnPort(
  scenario: Extract<MechanismScenario, { kind: 'vms-on-port' }>,
  values: Values
): PointReport {
  const { nic, method, vms, ports = 1, mtu, coreGhz } = scenario
  const preset = nicPresets[nic]
  const frame = frameOfMtu(mtu)
  const layout: LayoutScenario = {
    kind: 'layout',
    hosts: [
      {
        id: 'host',
        coreGhz,
        iommuPageBytes: 2 ** 21,
        switchCores: 0,
        ports: Array.from({ length: ports }, (_, i) => ({
          id: `port${i}`,
          label: preset.label,
          nic,
          wireGbps: preset.portGbps,
          link: { ...preset.link, maxPayloadBytes: 256, maxReadRequestBytes: 512 },
          // Ports on cards of their own.
          linkNumber: i
        })),
        vms: Array.from({ length: vms }, (_, i) => ({
          id: `vm${i}`,
          vcpus: 1,
          functions: [
            {
              port: `port${i % ports}`,
              method,
              backend: 'vhost-net' as const,
              traffic: {
                direction: 'out' as const,
                frameBytes: frame,
                offeredMpps: null,
                style: 'stream' as const,
                flows: 1
              },
              maxMbps: 0,
              minMbps: 0,
              weight: 1
            }
          ]
        }))
      }
    ]
  }
  const report = estimateLayout(layout, values)
  const first = report.flow(0)
  const isNew = nic === 'generic'
  const payload = (mtu - TCP_HEADER_BYTES) / frame
  const cores: Figure = {
    id: 'hostCores',
    label: 'host cores, all VMs',
    unit: 'cores',
    band: {
      value: first.hostCores.value * vms,
      low: first.hostCores.low * vms,
      high: first.hostCores.high * vms,
      isExtrapolated: isNew
    }
  }
  return figures(
    'vms-on-port',
    [
      figure(
        'gbps',
        `frames of all VMs (wire adds ${WIRE_OVERHEAD_BYTES} B each)`,
        'Gb/s',
        report.totalGbps,
        'wire',
        isNew
      ),
      figure('tcpGbps', 'TCP payload of all VMs', 'Gb/s', report.totalGbps * payload, 'wire', isNew),
      figure('gbpsPerVm', 'frames of one VM, mean', 'Gb/s', report.totalGbps / vms, 'wire', isNew),
      cores
    ],
    [`bottleneck: ${first.bottleneck.label}`]
  )
}
