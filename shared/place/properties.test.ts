import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeDrop } from '../check/judge-drop.ts'
import { E810_PORT, testFunction, testHost, testPf, type TestPf } from '../inventory/test-host.ts'
import type { InventoryHost } from '../inventory/types.ts'
import { assign } from '../plan/edits.ts'
import { applied, assignment, edit } from '../plan/test-edits.ts'
import { give, planOf, withVfs, withVm } from '../plan/test-plan.ts'
import { known } from '../reading.ts'
import { proposeFunctions } from './propose.ts'

/** A start with something to place: two VMs on one host, one of them with VFs. */
const BUSY = planOf(withVm('a', { name: 'web' }), withVm('b', { name: 'db' }), withVfs(4), give(0, 'a'))

/** Hosts whose cards share a group with each other, or with a device that some driver holds. */
const host = fc
  .record({
    kind: fc.constantFrom<TestPf>({}, E810_PORT, { driver: null }),
    numVfs: fc.integer({ min: 0, max: 4 }),
    isInUse: fc.boolean(),
    mate: fc.constantFrom('vfio-pci', 'pci-stub', 'nouveau', null),
    shared: fc.constantFrom('nothing', 'card', 'vfs', 'vfs and mate'),
    iommu: fc.constantFrom({ kind: 'on', type: 'intel' } as const, { kind: 'absent' } as const)
  })
  .map(({ kind, numVfs, isInUse, mate, shared, iommu }): InventoryHost => {
    const uses = isInUse ? [{ kind: 'vm', vm: 'other', pid: 1 } as const] : []
    const vfs = Array.from({ length: numVfs }, (_, index) => (index === 0 ? { uses } : {}))
    const card = testPf('0000:3b:00.0', { ...kind, vfs, interface: { name: 'ens1' } })
    const other = testFunction('0000:05:00.0', { driver: known(mate) })
    const members = card.map((one) => one.address)
    const groups = {
      nothing: [],
      card: [members],
      vfs: [members.slice(1)],
      'vfs and mate': [[...members.slice(1), other.address]]
    }[shared]
    return testHost([card, testPf('0000:3b:00.1', { ...kind, vfs: numVfs }), other], {
      id: 'lab1',
      iommu,
      groups: groups.filter((group) => group.length > 0)
    })
  })

describe('whatever the plan and the host are', () => {
  it('placement proposes only what the drop allows, one after the other', () => {
    let proposed = 0
    fc.assert(
      fc.property(host, fc.array(fc.oneof(edit, assignment), { maxLength: 30 }), (lab1, sequence) => {
        const hosts = new Map([['lab1', lab1]])
        let plan = applied(sequence, BUSY)
        for (const vm of plan.vms) {
          const proposal = proposeFunctions({ plan, hosts }, vm.id, { count: 3, class: 'network' })
          for (const { function: fn } of proposal?.placements ?? []) {
            proposed += 1
            expect(judgeDrop({ plan, hosts }, fn, vm.id).kind).not.toBe('refused')
            const given = assign(plan, { function: fn, vm: vm.id })
            if (given.ok) plan = given.value
          }
        }
      })
    )
    expect(proposed).toBeGreaterThan(0)
  })

  it('a VF is passed over only for a use on the host or for what the drop refuses', () => {
    fc.assert(
      fc.property(host, (lab1) => {
        const context = { plan: BUSY, hosts: new Map([['lab1', lab1]]) }
        const proposal = proposeFunctions(context, 'b', { count: 64, class: 'network' })
        const [first] = proposal?.placements ?? []
        // Nothing was assigned before the first one: what was passed over by then was judged on the plan as it is.
        if (first !== undefined) return
        for (const { function: fn, why } of proposal?.passedOver ?? []) {
          const verdict = judgeDrop(context, fn, 'b')
          expect(why.startsWith('it is in use') || verdict.kind === 'refused').toBe(true)
        }
      })
    )
  })
})
