import { describe, expect, it } from 'vitest'
import { estimate } from '../estimate.ts'
import { estimateLayout } from '../flows/layout-report.ts'
import type { LayoutFunction, LayoutScenario, Traffic } from '../layout/layout.ts'
import { SILENT, testLayout, testLayoutHost, testVf, testVm } from '../layout/test-layout.ts'

/** Two hosts; `a` sends, `b` and the VMs of a chain only receive and pass on. */
const sending = (
  traffic: Partial<Traffic>,
  changes: Partial<LayoutFunction> = {},
  peers: Partial<LayoutFunction> = changes
): LayoutScenario => {
  const silent = ['p0', 'p1'].map((port) => testVf({ ...peers, port }, SILENT))
  return testLayout(
    testLayoutHost(
      'h1',
      [
        testVm('a', [testVf(changes, { style: 'frames', flows: 8, ...traffic })], { vcpus: 4 }),
        ...['b', 'c', 'd', 'e'].map((id) => testVm(id, silent, { vcpus: 4 }))
      ],
      { switchCores: 1 }
    ),
    testLayoutHost('h2', [testVm('far', [testVf(peers, SILENT)], { vcpus: 4 })], { switchCores: 1 })
  )
}

const passed = (scenario: LayoutScenario): readonly string[] =>
  estimateLayout(scenario)
    .path(0)
    .map(({ resource }) => resource)

const mpps = (scenario: LayoutScenario): number => estimateLayout(scenario).mpps(0)

const onOvs: Partial<LayoutFunction> = { method: 'virtio', backend: 'ovs-dpdk' }
const onVpp: Partial<LayoutFunction> = { method: 'virtio', backend: 'vpp' }
const onKernel: Partial<LayoutFunction> = { method: 'virtio', backend: 'vhost-net' }

describe('frames from VM to VM', () => {
  it('go over the embedded switch where both have a VF of the port: PCIe both ways, no wire', () => {
    const path = passed(sending({ to: { vm: 'b' } }))
    expect(path).toContain('pcie-up')
    expect(path.filter((kind) => kind.startsWith('wire'))).toEqual([])
    expect(path.at(-1)).toBe('guest-core')
  })

  it('stay in the host where both hang on one software switch', () => {
    for (const software of [onOvs, onVpp, onKernel]) {
      const path = passed(sending({ to: { vm: 'b' } }, software))
      expect(path.filter((kind) => kind.startsWith('wire') || kind.startsWith('pcie'))).toEqual([])
    }
    expect(
      passed(sending({ to: { vm: 'b' } }, onKernel)).filter((kind) => kind === 'vhost-thread')
    ).toHaveLength(2)
  })

  it('leave one port and enter the other where they have no port in common', () => {
    const path = passed(sending({ to: { vm: 'b', port: 'p1' } }))
    expect(path.indexOf('wire-out')).toBeGreaterThan(path.indexOf('guest-core'))
    expect(path.indexOf('wire-in')).toBe(path.indexOf('wire-out') + 1)
  })

  it('cost cores and queues of both hosts', () => {
    const report = estimateLayout(sending({ to: { host: 'h2', vm: 'far' } }, onKernel))
    const labels = report.path(0).map(({ label }) => label)
    expect(labels.filter((label) => label.startsWith('wire of'))).toEqual([
      'wire of h1 port 0, 10 Gb/s',
      'wire of h2 port 0, 10 Gb/s'
    ])
    const alone = estimateLayout(sending({}, onKernel))
    expect(report.flow(0).hostCores.value / report.mpps(0)).toBeCloseTo(
      (2 * alone.flow(0).hostCores.value) / alone.mpps(0),
      6
    )
  })

  it('never give a receiver more than it can take, however many send', () => {
    const senders = Array.from({ length: 5 }, (_, i) =>
      testVm(`s${i}`, [testVf({}, { style: 'frames', frameBytes: 64, to: { vm: 'b' } })])
    )
    const report = estimateLayout(
      testLayout(testLayoutHost('h1', [...senders, testVm('b', [testVf({}, SILENT)])]))
    )
    // One queue of an 82599's VF takes 9 Mpps.
    expect(report.mpps(0) * 5).toBeCloseTo(9, 6)
    expect(report.flow(0).bottleneck.label).toBe(
      '1 receive queue of the VF of b (Intel 82599, X540 or X550 (ixgbe)), shared by its flows'
    )
  })
})

describe('chains of network functions', () => {
  const chain = (length: number, changes: Partial<LayoutFunction>): LayoutScenario =>
    sending(
      {
        direction: 'in',
        frameBytes: 64,
        to: 'wire',
        ...(length > 1 ? { through: ['b', 'c', 'd', 'e'].slice(0, length - 1).map((vm) => ({ vm })) } : {})
      },
      changes
    )

  it.each([1, 2, 4])('of %i VMs through VPP cost what the published fit says', (length) => {
    expect(mpps(chain(length, onVpp))).toBeCloseTo(2600 / (145 + 266 * length), 6)
  })

  it.each([
    ['vpp', 'xeon-8180', 2.5, 4, 2],
    ['vpp', 'xeon-8180', 2.5, 8, 1],
    ['ovs-dpdk', 'xeon-e5-2690v4', 2.6, 1, 1]
  ] as const)(
    'side by side say what the question about %s alone says',
    (backend, cpu, ghz, parallel, cores) => {
      const question = estimate({
        kind: 'switch',
        switch: backend,
        cpu,
        cores,
        frameBytes: 'imix',
        wireGbps: 400,
        flows: 10,
        chainLength: 1,
        parallel
      })
      const passing = { direction: 'in', to: 'wire', style: 'frames', frameBytes: 'imix', flows: 10 } as const
      const vms = Array.from({ length: parallel }, (_, i) =>
        testVm(`vm${i}`, [testVf({ method: 'virtio', backend }, passing)], { vcpus: 4 })
      )
      const ports = testLayoutHost('h', []).ports.map((port) => ({ ...port, wireGbps: 400, link: null }))
      const report = estimateLayout(
        testLayout(testLayoutHost('h1', vms, { ports, coreGhz: ghz, switchCores: cores }))
      )
      expect(report.mpps(0) * parallel).toBeCloseTo(question.figures[0]?.band.value ?? 0, 6)
    }
  )

  it('of VMs with OVS-DPDK traverse it once more than they have VMs', () => {
    expect(mpps(chain(1, onOvs)) / mpps(chain(3, onOvs))).toBeCloseTo(2, 6)
  })

  it('of VFs hairpin over the embedded switch and cross PCIe with every VM', () => {
    const use = (length: number): number => {
      const report = estimateLayout(chain(length, {}))
      const link = report.path(0).find(({ resource }) => resource === 'pcie-down')
      return (link?.utilisation ?? 0) / report.mpps(0)
    }
    expect(use(4)).toBeCloseTo(4 * use(1), 6)
  })

  it('are no faster for being longer', () => {
    for (const changes of [{}, onOvs, onVpp, onKernel]) {
      const rates = [1, 2, 3, 4].map((length) => mpps(chain(length, changes)))
      expect(rates).toEqual([...rates].sort((a, b) => b - a))
    }
  })
})

describe('mixes of frame sizes', () => {
  it('cost what each size costs, and not what their mean does', () => {
    const mix = [
      { bytes: 64, share: 1 },
      { bytes: 1518, share: 1 }
    ]
    const linkShare = (frameBytes: Traffic['frameBytes']): number => {
      const report = estimateLayout(sending({ frameBytes, offeredMpps: 0.1 }))
      return report.path(0).find(({ resource }) => resource === 'pcie-down')?.utilisation ?? 0
    }
    expect(linkShare(mix)).toBeCloseTo((linkShare(64) + linkShare(1518)) / 2, 9)
    // 791 B take four completions; half of the frames take one and half take six.
    expect(linkShare(mix)).not.toBeCloseTo(linkShare(791), 6)
  })

  it('fill a wire as their mean frame does', () => {
    const mix = [
      { bytes: 256, share: 3 },
      { bytes: 1024, share: 1 }
    ]
    expect(mpps(sending({ frameBytes: mix }))).toBeCloseTo(10_000 / (8 * (448 + 20)), 6)
  })
})

describe('what belongs to a VM', () => {
  it('vhost-net has a thread for every queue, as many as there are flows to fill them', () => {
    const streams = (queues: number, flows: number): number =>
      estimateLayout(
        testLayout(
          testLayoutHost('h1', [testVm('a', [testVf({ ...onKernel, queues }, { flows })], { vcpus: 8 })], {
            ports: testLayoutHost('h', []).ports.map((port) => ({ ...port, wireGbps: 100, link: null }))
          })
        )
      ).flow(0).gbps.value
    expect(streams(1, 16)).toBeCloseTo(12, 6)
    expect(streams(4, 16)).toBeCloseTo(12 * 4 ** 0.65, 6)
    expect(streams(4, 1)).toBeCloseTo(12, 6)
  })

  it('vCPUs are shared by all functions of the VM', () => {
    const ports = testLayoutHost('h', []).ports.map((port, linkNumber) => ({
      ...port,
      wireGbps: 100,
      link: null,
      linkNumber
    }))
    const both = [testVf({ port: 'p0' }, { flows: 4 }), testVf({ port: 'p1' }, { flows: 4 })]
    const report = estimateLayout(testLayout(testLayoutHost('h1', [testVm('a', both)], { ports })))
    expect(report.flow(0).gbps.value + report.flow(1).gbps.value).toBeCloseTo(46.5, 6)
    expect(report.flow(0).bottleneck).toMatchObject({
      resource: 'guest-core',
      label: 'network stack of a, 1 vCPU, shared by its flows'
    })
  })

  it('interrupts without posting take from the vCPUs of a kernel guest with a VF', () => {
    const at = (hasPostedInterrupts: boolean, interruptsPerSecond: number): number => {
      const ports = testLayoutHost('h', []).ports.map((port) => ({ ...port, wireGbps: 100, link: null }))
      const vm = testVm('a', [testVf({ interruptsPerSecond }, { flows: 4 })])
      return mpps(testLayout(testLayoutHost('h1', [vm], { ports, hasPostedInterrupts })))
    }
    expect(at(false, 8000)).toBeLessThan(at(true, 8000))
    expect(at(false, 80_000)).toBeLessThan(at(false, 8000))
  })

  it('memory of a node is shared by all that use it, and marked as not measured', () => {
    const ports = testLayoutHost('h', []).ports.map((port, linkNumber) => ({
      ...port,
      nic: 'connectx-6' as const,
      wireGbps: 100,
      link: null,
      linkNumber
    }))
    const vms = ['p0', 'p1'].map((port) =>
      testVm(port, [testVf({ port, method: 'virtio', queues: 16 }, { flows: 64 })], { vcpus: 16 })
    )
    const report = estimateLayout(testLayout(testLayoutHost('h1', vms, { ports, memoryGBps: 20 })))
    // Copied by the host (read and write) and read by the NIC: three bytes of memory for one.
    expect(report.totalGbps).toBeCloseTo((20 * 8) / 3, 6)
    expect(report.flow(0).bottleneck.label).toBe(
      'memory of NUMA node 0 of the host, 20 GB/s, shared by 2 VMs'
    )
    expect(report.flow(0).gbps.isExtrapolated).toBe(true)
  })
})
