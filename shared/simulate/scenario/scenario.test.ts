import { describe, expect, it } from 'vitest'
import { cpuPresetIds } from '../presets/cpu-presets.ts'
import { defaultValues, withOverrides } from '../../calibration/parameters.ts'
import { estimate } from '../estimate.ts'
import type { PointReport } from '../report.ts'
import { explainScenarioFileError, parseScenarioFile } from './scenario-file.ts'
import type { MechanismScenario } from './scenario.ts'

type Of<K extends MechanismScenario['kind']> = Extract<MechanismScenario, { kind: K }>

const MIB = 2 ** 20
const GEN4X16 = { generation: 4, lanes: 16, maxPayloadBytes: 512, maxReadRequestBytes: 4096 } as const

const figure = (report: PointReport, id: string): number =>
  report.figures.find((each) => each.id === id)?.band.value ?? Number.NaN
const outcome = (scenario: MechanismScenario, id: string): string | undefined =>
  estimate(scenario).outcomes.find((each) => each.id === id)?.text

const dma = (changes: Partial<Of<'dma'>>): Of<'dma'> => ({
  kind: 'dma',
  device: 'nfp6000',
  cpu: 'xeon-e5-2630v4',
  measure: 'throughput',
  operation: 'read',
  transferBytes: 64,
  windowBytes: 8192,
  isRemote: false,
  iommuPageBytes: null,
  ...changes
})

const softSwitch = (changes: Partial<Of<'switch'>>): Of<'switch'> => ({
  kind: 'switch',
  switch: 'vpp',
  cpu: 'xeon-8180',
  cores: 1,
  frameBytes: 64,
  wireGbps: 10,
  flows: 10,
  chainLength: 1,
  parallel: 1,
  ...changes
})

const latency = (changes: Partial<Of<'latency'>>): Of<'latency'> => ({
  kind: 'latency',
  path: 'sriov',
  nic: '82599',
  cpu: 'xeon-e5-2667v3',
  offeredMpps: 8,
  ...changes
})

const mailbox = (changes: Partial<Of<'mailbox'>>): Of<'mailbox'> => ({
  kind: 'mailbox',
  pfApi: '1.4',
  vfApi: '1.4',
  request: 'SET_MAC_ADDR',
  ...changes
})

const QUESTIONS: readonly (readonly [string, MechanismScenario])[] = [
  ['raw rate of gen5 x16', { kind: 'pcie-link', link: { ...GEN4X16, generation: 5 }, measure: 'raw' }],
  [
    'reads and writes of 2048 B at once',
    { kind: 'pcie-link', link: GEN4X16, measure: 'both', transferBytes: 2048, overhead: 'measured' }
  ],
  ...cpuPresetIds.map(
    (cpu) => [`DMA on ${cpu}`, dma({ cpu, transferBytes: 2048, operation: 'both' })] as const
  ),
  ['a window of 16 MiB in 4 KiB pages', dma({ windowBytes: 16 * MIB, iommuPageBytes: 4096 })],
  ['the same with 2 MiB pages', dma({ windowBytes: 16 * MIB, iommuPageBytes: 2 * MIB })],
  [
    'latency of 2048 B from the other socket',
    dma({ measure: 'latency', transferBytes: 2048, isRemote: true })
  ],
  ['a kernel driver at 1518 B', { kind: 'nic-dma', link: GEN4X16, driving: 'kernel', frameBytes: 1518 }],
  ['bursts of 16', { kind: 'poll-forward', cpu: 'xeon-e3-1230v2', burst: 16, nicMpps: 27.44 }],
  ['chains of 6', softSwitch({ chainLength: 6 })],
  ['6 VMs side by side on two cores', softSwitch({ parallel: 6, cores: 2 })],
  ['4 containers with memif', softSwitch({ switch: 'memif', parallel: 4 })],
  ['IMIX through VPP on another CPU', softSwitch({ cpu: 'xeon-6150', frameBytes: 'imix' })],
  [
    '10 k flows without loss at 40 Gb/s',
    softSwitch({ switch: 'ovs-dpdk', flows: 1e4, wireGbps: 40, isLossFree: true })
  ],
  ['a VF at all it can take', latency({ nic: 'xl710', offeredMpps: 10 })],
  ['vmxnet3', latency({ path: 'esxi-vmxnet3', offeredMpps: 0.9 })],
  ['testpmd on two ports', latency({ path: 'direct', nic: 'x710', offeredMpps: 14 })],
  [
    '1518 B through OVS-DPDK with 10 k flows',
    latency({ path: 'vhost-user-pvp', frameBytes: 1518, flows: 1e4 })
  ],
  [
    'VMs over ten ports',
    { kind: 'vms-on-port', nic: '82576', method: 'sriov', vms: 60, ports: 10, mtu: 1500, coreGhz: 2.8 }
  ],
  [
    'sixteen queues',
    { kind: 'stream', backend: 'vhost-net', direction: 'in', hasOffload: true, queues: 16, wireGbps: 100 }
  ],
  ["a CPU that is nobody's preset", softSwitch({ cpu: { ghz: 3.1 }, chainLength: 2 })],
  ['128 VFs of ice', { kind: 'vf-creation', driver: 'ice', vfs: 128 }]
]

describe('questions', () => {
  it.each(QUESTIONS)(
    '%s can be written as a file, and the answer is a number with a range',
    (_what, scenario) => {
      const parsed = parseScenarioFile(JSON.stringify({ schemaVersion: 1, scenario }))
      if (!parsed.ok) throw new Error(explainScenarioFileError(parsed.error))
      expect(parsed.value.scenario).toEqual(scenario)
      const { figures } = estimate(scenario)
      expect(figures.length).toBeGreaterThan(0)
      for (const { band } of figures) {
        expect(Number.isFinite(band.high)).toBe(true)
        expect(band.value).toBeGreaterThan(0)
        expect(band.low).toBeLessThanOrEqual(band.value)
      }
    }
  )

  it('tell every bad value with its place', () => {
    const scenario = { ...softSwitch({}), cores: 0, frameBytes: 'jumbo', cpu: 'z80', flows: 0 }
    const parsed = parseScenarioFile(JSON.stringify({ schemaVersion: 1, scenario }))
    if (parsed.ok) throw new Error('it was accepted')
    const sentence = explainScenarioFileError(parsed.error)
    expect(sentence).toContain('scenario.cpu: a CPU preset (xeon-e5-2630v4, ')
    expect(sentence).toContain('scenario.cores: Invalid value: Expected >=1 but received 0')
    expect(sentence).toContain('scenario.frameBytes: a frame size of 64 to 16384 bytes, "imix", or a mix')
    expect(sentence).toContain('and 1 more')
  })
})

describe('answers', () => {
  it('an IMIX fills a wire with as many frames as its mean frame does', () => {
    const imix = estimate({
      kind: 'frame-rate',
      nic: 'xl710',
      method: 'direct',
      frameBytes: 'imix',
      ports: 1,
      queues: 4
    })
    expect(figure(imix, 'mpps')).toBeCloseTo(40_000 / (8 * (353.83 + 20)), 2)
  })

  it('loss-free rates are below what gets through', () => {
    const through = figure(estimate(softSwitch({ switch: 'ovs-dpdk' })), 'mpps')
    expect(figure(estimate(softSwitch({ switch: 'ovs-dpdk', isLossFree: true })), 'mpps')).toBeCloseTo(
      through * 0.8,
      6
    )
    expect(estimate(softSwitch({ isLossFree: true })).notes).toHaveLength(1)
  })

  it.each(['ovs-dpdk', 'kernel-ovs', 'vpp', 'memif'] as const)(
    'a longer chain is slower through %s',
    (name) => {
      const rates = [1, 2, 4].map((chainLength) =>
        figure(estimate(softSwitch({ switch: name, chainLength })), 'mpps')
      )
      expect(rates).toEqual([...new Set(rates)].sort((a, b) => b - a))
    }
  )

  it('latency rises with the rate to that of a full ring, and says when frames are lost', () => {
    const reports = [1, 5, 8.9, 9, 12].map((offeredMpps) => estimate(latency({ offeredMpps })))
    const us = reports.map((report) => figure(report, 'us'))
    expect(us).toEqual([...us].sort((a, b) => a - b))
    expect(us.at(-1)).toBeCloseTo(11 + 513 / 9, 6)
    expect(reports.map((report) => report.notes.length)).toEqual([0, 0, 0, 1, 1])
  })

  it('larger frames cost a switch the copying', () => {
    const at = (frameBytes: number): number =>
      figure(
        estimate(softSwitch({ switch: 'ovs-dpdk', cpu: 'xeon-e5-2690v4', wireGbps: 100, frameBytes })),
        'mpps'
      )
    expect(at(1500)).toBeLessThan(0.7 * at(64))
    expect(at(256)).toBeGreaterThan(0.9 * at(64))
  })

  it('ports of one card share its PCIe link', () => {
    const on = (cards?: number): number =>
      figure(
        estimate({
          kind: 'frame-rate',
          nic: 'xl710',
          method: 'direct',
          frameBytes: 1514,
          ports: 2,
          queues: 4,
          ...(cards === undefined ? {} : { cards })
        }),
        'mppsPerPort'
      )
    expect(on()).toBeCloseTo(40_000 / (8 * 1534), 6)
    expect(on(2)).toBe(on())
    expect(on(1)).toBeLessThan(0.7 * on())
  })

  it('a CPU without working superpages misses the IOTLB whatever the pages, and says so', () => {
    const behind = (iommuPageBytes: 4096 | 2097152): PointReport =>
      estimate(dma({ cpu: 'xeon-e5-2630', windowBytes: 64 * MIB, iommuPageBytes }))
    expect(figure(behind(2097152), 'gbps')).toBe(figure(behind(4096), 'gbps'))
    expect(behind(2097152).notes[0]).toContain('without working superpages')
  })

  it('VFs of mlx5 beyond the measured count may take twice as long each', () => {
    const band = (vfs: number) => estimate({ kind: 'vf-creation', driver: 'mlx5', vfs }).figures[0]?.band
    expect(band(16)?.isExtrapolated).toBe(false)
    expect(band(64)?.high).toBeGreaterThan(25)
    expect(estimate({ kind: 'vf-creation', driver: 'mlx5', vfs: 64 }).notes).toHaveLength(1)
  })

  it('percentiles of latency rise with their share, around the mean', () => {
    const report = estimate(latency({ offeredMpps: 8.5 }))
    const [us = 0, p50 = 0, p95 = 0, p99 = 0] = ['us', 'p50', 'p95', 'p99'].map((id) => figure(report, id))
    expect(p50).toBeLessThan(us)
    expect(us).toBeLessThan(p95)
    expect(p95).toBeLessThan(p99)
  })

  it('ports of their own do not share a wire', () => {
    const on = (ports: number): number =>
      figure(
        estimate({
          kind: 'vms-on-port',
          nic: '82576',
          method: 'sriov',
          vms: 60,
          ports,
          mtu: 1500,
          coreGhz: 2.8
        }),
        'gbps'
      )
    expect(on(10)).toBeCloseTo(10 * on(1), 6)
  })

  it('queues add up to the wire, each to less than the one before', () => {
    const on = (queues: number): number =>
      figure(
        estimate({
          kind: 'stream',
          backend: 'vhost-net',
          direction: 'in',
          hasOffload: true,
          queues,
          wireGbps: 100
        }),
        'gbps'
      )
    expect(on(2)).toBeGreaterThan(1.4 * on(1))
    expect(on(2)).toBeLessThan(2 * on(1))
    expect(on(4) - on(3)).toBeLessThan(on(2) - on(1))
    expect(on(64)).toBeCloseTo((100 * 1460) / 1538, 6)
  })

  it.each([
    ['before its RESET', mailbox({ isReset: false }), 'NACK (EPERM)'],
    ['of its own choice', mailbox({}), 'ACK'],
    ['against the host', mailbox({ policy: { mac: '52:54:00:00:00:01' } }), 'NACK (EPERM)'],
    ['against the host, trusted', mailbox({ policy: { mac: '52:54:00:00:00:01', isTrusted: true } }), 'ACK'],
    ['that is none', mailbox({ words: [0, 0] }), 'NACK (EINVAL)']
  ])('a VF that sets a MAC %s', (_what, scenario, reply) => {
    expect(outcome(scenario, 'reply')).toBe(reply)
  })

  it.each([
    [
      'RSS that the host keeps',
      mailbox({ request: 'GET_RETA', policy: { allowsRssQuery: false } }),
      'NACK (EPERM)'
    ],
    [
      'a VLAN under a port VLAN',
      mailbox({ request: 'SET_VLAN', argument: 1, words: [5], policy: { portVlan: 7 } }),
      'NACK (EPERM)'
    ],
    ['a VLAN', mailbox({ request: 'SET_VLAN', argument: 1, words: [5] }), 'ACK'],
    [
      'a second address under a pinned one',
      mailbox({ request: 'SET_MACVLAN', argument: 1, words: [2, 256], policy: { mac: '52:54:00:00:00:01' } }),
      'NACK (EPERM)'
    ],
    [
      'jumbo frames of an old VF',
      mailbox({ request: 'SET_LPE', vfApi: '1.0', words: [9018] }),
      'NACK (EINVAL)'
    ]
  ])('a VF that asks for %s', (_what, scenario, reply) => {
    expect(outcome(scenario, 'reply')).toBe(reply)
  })
})

describe('inputs', () => {
  it('a CPU without a preset is its clock, and says so', () => {
    const at = (ghz: number): PointReport => estimate(softSwitch({ switch: 'ovs-dpdk', cpu: { ghz } }))
    expect(figure(at(3), 'mpps')).toBeCloseTo(1.5 * figure(at(2), 'mpps'), 6)
    expect(at(3).notes).toEqual([expect.stringContaining('a CPU of 3 GHz: not one of')])
  })

  const haswell = dma({
    cpu: 'xeon-e5-2620v3',
    measure: 'command-latency',
    windowBytes: 4 * MIB,
    iommuPageBytes: 4096
  })

  it('of a CPU stand in for those of the table, and give way to those of a scenario', () => {
    const ns = (changes: Parameters<typeof withOverrides>[0]): number =>
      figure(estimate(haswell, withOverrides(changes)), 'ns')
    expect(ns({})).toBeLessThan(figure(estimate({ ...haswell, cpu: 'xeon-e5-2630v4' }, defaultValues), 'ns'))
    expect(ns({ 'iommu.missLatency': 400 })).toBeGreaterThan(ns({}))
  })

  it('of a NIC stand in for its preset', () => {
    const vf = {
      kind: 'frame-rate',
      nic: 'xl710',
      method: 'sriov',
      frameBytes: 64,
      ports: 1,
      queues: 2
    } as const
    expect(figure(estimate(vf, withOverrides({ 'nic.vfQueueMpps': 12 })), 'mpps')).toBe(24)
    expect(figure(estimate({ ...vf, method: 'direct' }, withOverrides({ 'nic.portMpps': 33 })), 'mpps')).toBe(
      33
    )
  })
})
