import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { doAll, running, testSystem } from './test-system.ts'
import type { SystemAction, SystemConfig, SystemNic } from './types.ts'

const vf = fc.nat(4)
const mac = fc.constantFrom('02:00:00:00:00:99', '52:54:00:00:00:01', '01:00:5e:00:00:01')
const anyAction: fc.Arbitrary<SystemAction> = fc.oneof(
  fc.record({ kind: fc.constant('write-numvfs' as const), numVfs: fc.constantFrom(0, 1, 3, 5, 64, 200) }),
  fc.record({ kind: fc.constant('assign' as const), vf, vm: fc.constantFrom('web', 'db') }),
  fc.record({ kind: fc.constantFrom('unplug' as const, 'use-on-host' as const, 'vf-flr' as const), vf }),
  fc.constant({ kind: 'pf-flr' as const }),
  fc.record({
    kind: fc.constant('request' as const),
    vf,
    request: fc.oneof(
      fc.record({ kind: fc.constant('set-mac' as const), mac }),
      fc.record({ kind: fc.constant('add-vlan' as const), vlan: fc.constantFrom(0, 5, 100) }),
      fc.record({
        kind: fc.constant('receive-mode' as const),
        mode: fc.constantFrom('unicast' as const, 'all-multicast' as const, 'promiscuous' as const)
      }),
      fc.record({ kind: fc.constant('set-mtu' as const), mtu: fc.constantFrom(10, 1400, 9000) }),
      fc.record({ kind: fc.constantFrom('get-queues' as const, 'get-rss-table' as const) })
    )
  }),
  fc.record({
    kind: fc.constant('set-policy' as const),
    vf,
    change: fc.oneof(
      fc.record({ mac }),
      fc.record({ portVlan: fc.constantFrom(0, 42, 5000) }),
      fc.record({ isTrusted: fc.boolean(), isSpoofChecked: fc.boolean() }),
      fc.record({ maxMbps: fc.constantFrom(0, 5, 120, 99999), minMbps: fc.constantFrom(0, 10) })
    )
  }),
  fc.record({
    kind: fc.constant('send' as const),
    vf,
    to: fc.oneof(
      fc.record({ kind: fc.constant('vf' as const), vf }),
      fc.record({ kind: fc.constantFrom('wire' as const, 'broadcast' as const) })
    ),
    vlan: fc.constantFrom(0, 5)
  }),
  fc.record({
    kind: fc.constant('dma' as const),
    vf,
    operation: fc.constantFrom('read' as const, 'write' as const),
    target: fc.oneof(
      fc.record({ kind: fc.constantFrom('own-buffer' as const, 'freed-buffer' as const) }),
      fc.record({ kind: fc.constant('memory-of' as const), vm: fc.constantFrom('web', 'db') }),
      fc.record({ kind: fc.constant('address' as const), address: fc.nat() })
    )
  }),
  fc.record({ kind: fc.constant('set-link' as const), isUp: fc.boolean() })
)
const anyNic = fc.constantFrom<SystemNic>('82576', '82599', 'xl710')
const anyConfig = fc.record<Partial<SystemConfig>>({
  iommu: fc.constantFrom<SystemConfig['iommu']>('off', 'passthrough', 'lazy', 'strict'),
  switchMode: fc.constantFrom<SystemConfig['switchMode']>('veb', 'vepa'),
  hasAri: fc.boolean(),
  iommuPageBytes: fc.constantFrom<SystemConfig['iommuPageBytes']>(4096, 2097152, 1073741824)
})

/** The steps of an action, or the message where it was about something that was never there. */
function attempt(system: ReturnType<typeof testSystem>, action: SystemAction) {
  try {
    return system.do(action)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return error.message
  }
}

describe('a system', () => {
  it('does the same again: same configuration and actions, same steps and view', () => {
    fc.assert(
      fc.property(anyNic, anyConfig, fc.array(anyAction, { maxLength: 30 }), (nic, config, actions) => {
        const [one, other] = [testSystem(nic, config), testSystem(nic, config)]
        for (const action of actions) expect(attempt(other, action)).toEqual(attempt(one, action))
        expect(other.view).toEqual(one.view)
      }),
      { numRuns: 60 }
    )
  })

  it('never goes back in time, and says what every step is', () => {
    fc.assert(
      fc.property(anyNic, anyConfig, fc.array(anyAction, { maxLength: 30 }), (nic, config, actions) => {
        const system = testSystem(nic, config)
        let nowNs = 0
        for (const action of actions) {
          const steps = attempt(system, action)
          if (typeof steps === 'string') continue
          expect(steps.length).toBeGreaterThan(0)
          for (const step of steps) {
            expect(step.atNs).toBe(nowNs)
            expect(step.text).not.toBe('')
            nowNs += step.durationNs
          }
          expect(system.view.atNs).toBe(nowNs)
        }
      }),
      { numRuns: 60 }
    )
  })

  it('never gives a VF to two, and never two VFs the same place in a VM', () => {
    fc.assert(
      fc.property(anyNic, fc.array(anyAction, { maxLength: 40 }), (nic, actions) => {
        const system = testSystem(nic)
        for (const action of actions) {
          attempt(system, action)
          const { vfs, numVfs } = system.view
          expect(vfs).toHaveLength(numVfs)
          for (const each of vfs) expect(each.vm === null || !each.isUsedByHost).toBe(true)
          const places = vfs
            .filter(({ vm }) => vm !== null)
            .map(({ vm, guestAddress }) => `${vm} ${guestAddress}`)
          expect(new Set(places).size).toBe(places.length)
        }
      }),
      { numRuns: 60 }
    )
  })

  it('lets no VF of a VM reach what is not that VM’s, whatever was done before', () => {
    fc.assert(
      fc.property(
        anyNic,
        fc.constantFrom<SystemConfig['iommu']>('passthrough', 'lazy', 'strict'),
        fc.array(anyAction, { maxLength: 25 }),
        (nic, iommu, actions) => {
          const system = running(nic, { iommu })
          for (const action of actions) attempt(system, action)
          for (const each of system.view.vfs) {
            if (each.vm === null) continue
            const other = each.vm === 'web' ? 'db' : 'web'
            const target = { kind: 'memory-of', vm: other } as const
            const steps = system.do({ kind: 'dma', vf: each.index, operation: 'write', target })
            expect(steps.map(({ text }) => text).join('\n')).not.toContain('Nothing stops it')
          }
        }
      ),
      { numRuns: 60 }
    )
  })

  it('throws for VFs and VMs that are not there, and nothing has happened then', () => {
    const system = running()
    const before = system.view
    for (const action of [
      { kind: 'vf-flr', vf: 3 },
      { kind: 'assign', vf: 0, vm: 'nobody' },
      { kind: 'send', vf: 0, to: { kind: 'vf', vf: 9 }, vlan: 0 },
      { kind: 'dma', vf: 0, operation: 'read', target: { kind: 'memory-of', vm: 'nobody' } }
    ] satisfies SystemAction[])
      expect(() => system.do(action)).toThrow(RangeError)
    expect(system.view).toEqual(before)
  })

  it('refuses configurations that no machine can have', () => {
    const vm = { id: 'web', memoryBytes: 2 ** 30 }
    expect(() => testSystem('82599', { vms: [vm, vm] })).toThrow('two VMs are called web')
    expect(() => testSystem('82599', { vms: [{ id: 'tiny', memoryBytes: 2 ** 20 }] })).toThrow('256 MiB')
  })

  it('answers configuration reads as the host would see them', () => {
    const system = running()
    expect(system.readConfig(null, 0)).toBe(0x8086)
    expect(system.readConfig(0, 0)).toBe(0xffff)
    expect(system.readConfig(null, 0x160 + 0x10)).toBe(3)
    expect(system.readConfig(7, 4)).toBe(0xffff)
  })

  it('keeps views and steps as they were when it goes on', () => {
    const system = running()
    const { view } = system
    const steps = system.do({ kind: 'send', vf: 0, to: { kind: 'wire' }, vlan: 0 })
    const kept = structuredClone({ view, steps })
    doAll(system, [{ kind: 'pf-flr' }, { kind: 'write-numvfs', numVfs: 0 }])
    expect({ view, steps }).toEqual(kept)
  })
})
