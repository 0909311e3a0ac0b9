import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { InventoryHost } from '../../inventory/types.ts'
import type { Plan } from '../../plan/types.ts'
import { known, unknown } from '../../reading.ts'
import { estimatePlan } from './estimate-plan.ts'
import {
  address,
  DRIVE,
  exampleHost,
  examplePlan,
  networkInterface,
  port,
  PORT_A,
  PORT_B,
  vf,
  vm
} from './test-host.ts'
import type { IoMethod, VmEstimate } from '../types.ts'

const estimates = (plan: Plan, host: InventoryHost = exampleHost()): readonly VmEstimate[] =>
  estimatePlan({ plan, hosts: new Map([[host.id, host]]) })

const row = (rows: readonly VmEstimate[], id: string, method: IoMethod): VmEstimate => {
  const found = rows.find((each) => each.vm === id && each.method === method)
  if (found === undefined) throw new Error(`no row ${id} ${method}`)
  return found
}

/** Frames of 1518 B on a 10 Gb/s wire. */
const LINE_10G = (10 * 1518) / 1538

describe('estimate of a plan', () => {
  it.each([
    ['intel_iommu=on,sp_off', /intel_iommu=sp_off: guest memory is mapped in 4 KiB pages/],
    ['intremap=nosid,nopost', /does not post interrupts/]
  ])(
    'reads %s off the command line of the kernel, and says what it costs assigned devices',
    (option, note) => {
      const plan = examplePlan([[vm('a'), [vf(PORT_A, 0)]]])
      const notesOf = (line: string, method: IoMethod): string =>
        row(
          estimates(plan, exampleHost({ kernelCommandLine: known(`ro quiet ${line}`) })),
          'a',
          method
        ).notes.join('; ')
      expect(notesOf(option, 'sriov')).toMatch(note)
      expect(notesOf(option, 'virtio')).not.toMatch(note)
      expect(notesOf('iommu=pt', 'sriov')).not.toMatch(note)
    }
  )

  it('gives every VM with a network function its three methods, the planned one marked', () => {
    const rows = estimates(examplePlan([[vm('a'), [vf(PORT_A, 0)]]]))
    expect(rows.map(({ method, isPlanned }) => [method, isPlanned])).toEqual([
      ['virtio', false],
      ['direct', false],
      ['sriov', true]
    ])
  })

  it('shares a wire equally among VFs and names it with its users', () => {
    const rows = estimates(
      examplePlan([
        [vm('a'), [vf(PORT_A, 0)]],
        [vm('b'), [vf(PORT_A, 1)]],
        [vm('c'), [vf(PORT_A, 2)]]
      ])
    )
    const a = row(rows, 'a', 'sriov')
    expect(a.gbps.value).toBeCloseTo(LINE_10G / 3, 6)
    expect(a.bottleneck).toEqual({
      resource: 'wire-out',
      label: 'wire of 0000:3b:00.0 (ens1f0), 10 Gb/s, shared by 3 VMs',
      utilisation: expect.closeTo(1, 6) as number
    })
    expect(a.next?.resource).toBe('pcie-down')
    expect(row(rows, 'c', 'sriov').gbps).toEqual(a.gbps)
  })

  it('gives the whole port to a VM that has it for itself, and says what others lose', () => {
    const rows = estimates(
      examplePlan([
        [vm('a'), [vf(PORT_A, 0)]],
        [vm('b'), [vf(PORT_A, 1)]]
      ])
    )
    const direct = row(rows, 'a', 'direct')
    expect(direct.gbps.value).toBeCloseTo(LINE_10G, 6)
    expect(direct.notes).toContain(
      '0000:3b:00.0 (ens1f0) would belong to this VM alone: its other VM would need another port'
    )
  })

  it('marks direct assignment as planned where the whole port is given', () => {
    const rows = estimates(examplePlan([[vm('a'), [{ kind: 'function', host: 'h1', address: PORT_B }]]]))
    expect(rows.filter((each) => each.isPlanned).map((each) => each.method)).toEqual(['direct'])
  })

  it('costs host cores only where software moves the frames', () => {
    const rows = estimates(examplePlan([[vm('a'), [vf(PORT_A, 0)]]]))
    expect(row(rows, 'a', 'virtio').hostCores.value).toBeGreaterThan(0.5)
    expect(row(rows, 'a', 'sriov').hostCores.high).toBeLessThan(0.1)
    expect(row(rows, 'a', 'virtio').smallFrameBottleneck.resource).toBe('vhost-thread')
    expect(row(rows, 'a', 'sriov').smallFrameBottleneck.label).toBe(
      'queues of the VF (Intel 82599, X540 or X550 (ixgbe)), 9 Mpps'
    )
  })

  it('keeps a planned rate limit and gives the rest to the others', () => {
    const rows = estimates(
      examplePlan(
        [
          [vm('a'), [vf(PORT_A, 0)]],
          [vm('b'), [vf(PORT_A, 1)]]
        ],
        { vfs: [{ host: 'h1', pf: PORT_A, index: 0, settings: { maxTxRate: 1000 } }] }
      )
    )
    expect(row(rows, 'a', 'sriov').gbps.value).toBeCloseTo(1, 6)
    expect(row(rows, 'a', 'sriov').bottleneck.label).toBe('rate limit of the VF, 1000 Mb/s')
    expect(row(rows, 'b', 'sriov').gbps.value).toBeCloseTo(LINE_10G - 1, 6)
  })

  it('estimates without a limit that the driver refuses, and says so', () => {
    const rows = estimates(
      examplePlan([[vm('a'), [vf(PORT_A, 0)]]], {
        vfs: [{ host: 'h1', pf: PORT_A, index: 0, settings: { maxTxRate: 10 } }]
      })
    )
    const a = row(rows, 'a', 'sriov')
    expect(a.gbps.value).toBeCloseTo(LINE_10G, 6)
    expect(a.notes.join()).toContain('takes max_tx_rate from 11 to 10000 Mb/s')
  })

  it('counts a limit that the VF has now only while the plan keeps the VFs', () => {
    const settings = {
      index: 0,
      mac: null,
      vlan: 0,
      qos: 0,
      vlanProtocol: '802.1Q' as const,
      spoofchk: true,
      trust: false,
      minTxRate: 0,
      maxTxRate: 500,
      linkState: null
    }
    const pf = port(PORT_A, 'ens1f0', 0)
    if (pf.role.kind !== 'pf') throw new Error('a port is a PF')
    const host = exampleHost({
      functions: [
        { ...pf, role: { kind: 'pf', sriov: { ...pf.role.sriov, numVfs: 2, vfSettings: known([settings]) } } }
      ]
    })
    const vms = [[vm('a'), [vf(PORT_A, 0)]]] as const
    const numVfs = (n: number): Plan =>
      examplePlan(vms, { pfs: [{ host: 'h1', address: PORT_A, numVfs: n }] })
    expect(row(estimates(numVfs(2), host), 'a', 'sriov').gbps.value).toBeCloseTo(0.5, 6)
    expect(row(estimates(numVfs(4), host), 'a', 'sriov').gbps.value).toBeCloseTo(LINE_10G, 6)
  })

  it('uses the speed of the link as read, or says which speed it assumed', () => {
    const withSpeed = (changes: Parameters<typeof networkInterface>[1]): InventoryHost =>
      exampleHost({
        functions: [port(PORT_A, 'ens1f0', 0, { interfaces: [networkInterface('ens1f0', changes)] })]
      })
    const plan = examplePlan([[vm('a'), [vf(PORT_A, 0)]]])
    const slow = row(estimates(plan, withSpeed({ speedMbps: known(1000) })), 'a', 'sriov')
    expect(slow.gbps.value).toBeCloseTo(LINE_10G / 10, 6)
    const down = row(estimates(plan, withSpeed({ speedMbps: unknown('link down') })), 'a', 'sriov')
    expect(down.gbps.value).toBeCloseTo(LINE_10G, 6)
    expect(down.notes).toContain(
      '0000:3b:00.0 (ens1f0): link down or speed not read; 10 Gb/s of Intel 82599, X540 or X550 (ixgbe) assumed'
    )
  })

  it('lets a narrow PCIe link be the bottleneck of a fast port', () => {
    const narrow = port(PORT_A, 'ens1f0', 0, {
      link: known({
        speedGTps: 2.5,
        width: 1,
        maxSpeedGTps: 5,
        maxWidth: 8,
        maxPayloadBytes: known(128),
        maxReadRequestBytes: known(512)
      })
    })
    const rows = estimates(examplePlan([[vm('a'), [vf(PORT_A, 0)]]]), exampleHost({ functions: [narrow] }))
    const a = row(rows, 'a', 'sriov')
    expect(a.gbps.value).toBeLessThan(2)
    expect(a.bottleneck.label).toMatch(
      /^PCIe link of 0000:3b:00\.0 \(ens1f0\) towards the device, PCIe gen1 x1/
    )
  })

  it('shares one PCIe link between two ports of a card', () => {
    const gen1x4 = known({
      speedGTps: 2.5,
      width: 4,
      maxSpeedGTps: 5,
      maxWidth: 8,
      maxPayloadBytes: known(256),
      maxReadRequestBytes: known(512)
    })
    const second = address(0x3b, 0, 1)
    const host = exampleHost({
      functions: [port(PORT_A, 'ens1f0', 0, { link: gen1x4 }), port(second, 'ens1f1', 0, { link: gen1x4 })]
    })
    const one = row(estimates(examplePlan([[vm('a'), [vf(PORT_A, 0)]]]), host), 'a', 'sriov')
    const both = estimates(
      examplePlan([
        [vm('a'), [vf(PORT_A, 0)]],
        [vm('b'), [vf(second, 0)]]
      ]),
      host
    )
    expect(row(both, 'a', 'sriov').gbps.value).toBeCloseTo(one.gbps.value / 2, 6)
  })

  it('marks an unknown NIC as extrapolated and names its ids', () => {
    const host = exampleHost({
      functions: [port(PORT_A, 'ens1f0', 0, { vendorId: '14e4', deviceId: '1750' })]
    })
    const a = row(estimates(examplePlan([[vm('a'), [vf(PORT_A, 0)]]]), host), 'a', 'sriov')
    expect(a.gbps.isExtrapolated).toBe(true)
    expect(a.notes.join()).toContain('no preset for 14e4:1750')
  })

  it('has no SR-IOV row for a port that has no SR-IOV', () => {
    const host = exampleHost({ functions: [port(PORT_A, 'ens1f0', 0, { role: { kind: 'plain' } })] })
    const rows = estimates(
      examplePlan([[vm('a'), [{ kind: 'function', host: 'h1', address: PORT_A }]]]),
      host
    )
    expect(rows.map((each) => each.method)).toEqual(['virtio', 'direct'])
  })

  it('lowers the lower end of small frames for a VM on another NUMA node', () => {
    const rows = estimates(
      examplePlan([
        [vm('near', { numaNode: 0 }), [vf(PORT_A, 0)]],
        [vm('far', { numaNode: 1 }), [vf(PORT_B, 0)]],
        [vm('wrong', { numaNode: 0 }), [vf(PORT_B, 1)]]
      ])
    )
    const share = (id: string): number => {
      const { low, value } = row(rows, id, 'sriov').mpps
      return low / value
    }
    expect(share('wrong')).toBeLessThan(share('far') * 0.9)
    expect(row(rows, 'wrong', 'sriov').notes.join()).toContain('VM on NUMA node 0')
    expect(row(rows, 'far', 'sriov').notes.join()).not.toContain('NUMA node')
  })

  it('leaves out VMs without a network function', () => {
    expect(
      estimates(
        examplePlan([
          [vm('disk'), [vf(DRIVE, 0)]],
          [vm('none'), []]
        ])
      )
    ).toEqual([])
  })

  it('says the names of VMs and never their ids', () => {
    const ids = ['5bf95e87-7f6f-4a5c-9c39-6d6fbd2f9d1e', '0c1f86c0-0d5b-4f6c-8a55-8df2b2f0c0aa']
    const rows = estimates(
      examplePlan(
        ids.map((id, at) => [
          vm(id, { name: `web${at}`, vcpus: 1 }),
          [vf(PORT_A, 2 * at), vf(PORT_A, 2 * at + 1), vf(PORT_B, at)]
        ])
      )
    )
    const said = JSON.stringify(rows.map(({ bottleneck, next, notes }) => [bottleneck, next, notes]))
    expect(said).toContain('vhost thread of web0')
    for (const id of ids) expect(said).not.toContain(id)
  })

  it('sends frames as large as the MTU of the plan allows', () => {
    const rows = estimates(
      examplePlan([[vm('a'), [vf(PORT_A, 0)]]], {
        pfs: [{ host: 'h1', address: PORT_A, numVfs: 1, mtu: 9000 }]
      })
    )
    expect(row(rows, 'a', 'sriov').gbps.value).toBeCloseTo((10 * 9018) / 9038, 6)
    expect(row(rows, 'a', 'sriov').workload).toContain('9018-byte frames')
  })

  it('never promises more than the wire, and never more to a VM because another one came', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ isA: fc.boolean(), maxTxRate: fc.constantFrom(0, 11, 500, 4000) }), {
          minLength: 2,
          maxLength: 12
        }),
        (functions) => {
          const planOf = (count: number): Plan =>
            examplePlan(
              functions.slice(0, count).map(({ isA }, i) => [vm(`v${i}`), [vf(isA ? PORT_A : PORT_B, i)]]),
              {
                vfs: functions.map(({ isA, maxTxRate }, index) => ({
                  host: 'h1',
                  pf: isA ? PORT_A : PORT_B,
                  index,
                  settings: { maxTxRate }
                }))
              }
            )
          const all = estimates(planOf(functions.length))
          const fewer = estimates(planOf(functions.length - 1))
          for (const each of all) {
            expect(each.gbps.low).toBeLessThanOrEqual(each.gbps.value)
            expect(each.gbps.high).toBeGreaterThanOrEqual(each.gbps.value)
            expect(each.gbps.high).toBeLessThanOrEqual(LINE_10G * (1 + 1e-9))
          }
          for (const before of fewer) {
            const after = row(all, before.vm, before.method)
            expect(after.gbps.value).toBeLessThanOrEqual(before.gbps.value * (1 + 1e-9))
          }
          const onA = all.filter(
            ({ vm: id, method }) => functions[Number(id.slice(1))]?.isA && method === 'sriov'
          )
          expect(onA.reduce((sum, each) => sum + each.gbps.value, 0)).toBeLessThanOrEqual(
            LINE_10G * (1 + 1e-9)
          )
        }
      ),
      { numRuns: 30 }
    )
  })
})
