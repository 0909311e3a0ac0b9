import { describe, expect, it } from 'vitest'
import { freshVfSettings, testHost, testPf, type TestPf } from '../inventory/test-host.ts'
import type { Plan, PlanVfSettings } from '../plan/types.ts'
import { known, unknown } from '../reading.ts'
import { differences } from './differences.ts'
import { give, GPU, gpuFunction, labPlan, NIC } from './testing/lab-plan.ts'

const bound = { driver: 'vfio-pci', override: 'vfio-pci' }
const igb = (more: TestPf) => testHost(testPf(NIC, { ...more }))

const plan = (settings: PlanVfSettings = {}, more: Partial<Plan> = {}): Plan =>
  labPlan({
    pfs: [{ host: 'lab1', address: NIC, numVfs: 2 }],
    assignments: [give(NIC, 0, 'web1')],
    vfs: Object.keys(settings).length > 0 ? [{ host: 'lab1', pf: NIC, index: 0, settings }] : [],
    ...more
  })

describe('differences', () => {
  it('finds none on a host that is as planned', () => {
    const settings = { mac: '52:54:00:00:00:10', vlan: 100, trust: true }
    const host = igb({ vfs: [{ ...bound, settings }, {}] })
    expect(differences(plan(settings), host)).toEqual([])
  })

  it('takes a VF that a running VM holds as planned', () => {
    const held = { ...bound, uses: [{ kind: 'vm', vm: 'web1', pid: 4711 } as const] }
    expect(differences(plan(), igb({ vfs: [held, {}] }))).toEqual([])
  })

  it('names a wrong NumVFs and every VF that is missing', () => {
    expect(differences(plan(), igb({ vfs: [bound] }))).toEqual([
      { kind: 'differs', where: NIC, what: 'NumVFs', wanted: '2', found: '1' },
      { kind: 'missing', where: `${NIC} VF 1`, what: 'VF', wanted: 'present', found: 'missing' }
    ])
  })

  it.each<[string, PlanVfSettings, string, string, string]>([
    ['MAC', { mac: '52:54:00:00:00:10' }, 'MAC', '52:54:00:00:00:10', 'none'],
    ['VLAN', { vlan: 100 }, 'VLAN', '100', 'none'],
    ['priority', { vlan: 100, qos: 3 }, 'VLAN', '100, priority 3', 'none'],
    ['protocol', { vlan: 100, vlanProtocol: '802.1ad' }, 'VLAN', '100, priority 0, 802.1ad', 'none'],
    ['trust', { trust: true }, 'trust', 'on', 'off'],
    ['spoof check', { spoofchk: false }, 'spoof check', 'off', 'on'],
    ['maximum rate', { maxTxRate: 200 }, 'maximum rate', '200 Mbit/s', 'no limit'],
    ['minimum rate', { minTxRate: 50 }, 'minimum rate', '50 Mbit/s', 'none'],
    ['link state', { linkState: 'enable' }, 'link state', 'enable', 'auto']
  ])('compares %s', (_, settings, what, wanted, found) => {
    expect(differences(plan(settings), igb({ vfs: [bound, {}] }))).toEqual([
      { kind: 'differs', where: `${NIC} VF 0`, what, wanted, found }
    ])
  })

  it('sees the priority that setting a VLAN alone would clear', () => {
    const host = igb({ vfs: [{ ...bound, settings: { vlan: 100, qos: 5 } }, {}] })
    expect(differences(plan({ vlan: 100 }), host)).toMatchObject([
      { wanted: '100', found: '100, priority 5' }
    ])
  })

  it('leaves knobs alone that the plan does not mention', () => {
    const host = igb({ vfs: [{ ...bound, settings: { trust: true, vlan: 7 } }, {}] })
    expect(differences(plan({ spoofchk: true }), host)).toEqual([])
  })

  it('compares driver bindings both ways', () => {
    expect(differences(plan(), igb({ vfs: [{}, bound] }))).toEqual([
      { kind: 'differs', where: `${NIC} VF 0`, what: 'driver', wanted: 'vfio-pci', found: 'igbvf' },
      { kind: 'differs', where: `${NIC} VF 1`, what: 'driver', wanted: "the host's own", found: 'vfio-pci' },
      { kind: 'differs', where: `${NIC} VF 1`, what: 'driver override', wanted: 'none', found: 'vfio-pci' }
    ])
  })

  it('takes a VF that no host driver wants as left to the host', () => {
    expect(differences(plan(), igb({ vfs: [bound, { driver: null }] }))).toEqual([])
  })

  it('compares MTU, interface state and probing', () => {
    const host = igb({
      vfs: [bound, {}],
      interface: { isUp: known(false) },
      sriov: { driversAutoprobe: known(false) }
    })
    const wanted = plan({}, { pfs: [{ host: 'lab1', address: NIC, numVfs: 2, mtu: 9000 }] })
    expect(differences(wanted, host)).toEqual([
      { kind: 'differs', where: NIC, what: 'MTU', wanted: '9000', found: '1500' },
      { kind: 'differs', where: NIC, what: 'VF driver probing', wanted: 'on', found: 'off' },
      { kind: 'differs', where: NIC, what: 'interface', wanted: 'up', found: 'down' }
    ])
  })

  it('never takes an unread value for as planned', () => {
    const reason = 'needs root: the probe ran as ro'
    const host = igb({
      vfs: [bound, {}],
      sriov: { vfSettings: unknown(reason) },
      interface: { isUp: unknown(reason) }
    })
    const hidden = {
      ...host,
      functions: host.functions.map((fn) =>
        fn.role.kind === 'vf' && fn.role.index === 0 ? { ...fn, driver: unknown(reason) } : fn
      )
    }
    const found = `not readable: ${reason}`
    expect(differences(plan({ trust: false }), hidden)).toEqual([
      { kind: 'unread', where: NIC, what: 'interface', wanted: 'up', found },
      { kind: 'unread', where: `${NIC} VF 0`, what: 'trust', wanted: 'off', found },
      { kind: 'unread', where: `${NIC} VF 0`, what: 'driver', wanted: 'vfio-pci', found }
    ])
  })

  it('never takes a knob for as planned that the driver does not report', () => {
    const host = igb({
      vfs: [bound, {}],
      sriov: { vfSettings: known([freshVfSettings(0, { trust: null })]) }
    })
    expect(differences(plan({ trust: false }), host)).toMatchObject([
      { kind: 'unread', what: 'trust', found: 'not readable: not reported by the PF driver' }
    ])
  })

  it('compares whole functions, and misses those that are gone', () => {
    const wanted = labPlan({
      assignments: [{ function: { kind: 'function', host: 'lab1', address: GPU }, vm: 'web1' }]
    })
    expect(differences(wanted, testHost([gpuFunction()]))).toMatchObject([
      { kind: 'differs', wanted: 'vfio-pci', found: 'nouveau' }
    ])
    expect(differences(wanted, testHost([]))).toMatchObject([{ kind: 'missing', where: GPU }])
  })

  it('misses a PF that is gone', () => {
    expect(differences(plan(), testHost([]))).toMatchObject([{ kind: 'missing', where: NIC, what: 'PF' }])
  })
})
