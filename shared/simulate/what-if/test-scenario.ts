import type { LayoutScenario } from '../layout/layout.ts'

/** One VM with a VF of a 10 Gb/s port, 64-byte frames. For tests. */
export const oneVm = (offeredMpps: number | null = null): LayoutScenario => ({
  kind: 'layout',
  hosts: [
    {
      id: 'host',
      coreGhz: 2.6,
      iommuPageBytes: 2 ** 21,
      switchCores: 0,
      ports: [
        {
          id: 'port',
          label: 'port',
          nic: '82599',
          wireGbps: 10,
          link: { generation: 2, lanes: 8, maxPayloadBytes: 256, maxReadRequestBytes: 512 },
          linkNumber: 0
        }
      ],
      vms: [
        {
          id: 'vm',
          vcpus: 1,
          functions: [
            {
              port: 'port',
              method: 'sriov',
              backend: 'vhost-net',
              traffic: { direction: 'out', frameBytes: 64, offeredMpps, style: 'frames', flows: 1 },
              maxMbps: 0,
              minMbps: 0,
              weight: 1
            }
          ]
        }
      ]
    }
  ]
})
