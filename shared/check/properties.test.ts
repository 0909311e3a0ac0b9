import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { planSchema } from '../plan/schema.ts'
import { applied, assignment, edit } from '../plan/test-edits.ts'
import type { Plan } from '../plan/types.ts'
import { checkPlan } from './check-plan.ts'
import { E810_PORT, NVME_DRIVE, testFunction, testHost, testPf, type TestPf } from '../inventory/test-host.ts'
import { give, planOf, withVfs, withVm } from '../plan/test-plan.ts'

const kinds: readonly TestPf[] = [
  {},
  E810_PORT,
  NVME_DRIVE,
  { driver: null },
  { driver: 'i40e', totalVfs: 3 }
]

/** A start with something to judge: two VMs on one host, one of them with VFs. */
const BUSY = planOf(
  withVm('a', { name: 'web', numaNode: 0 }),
  withVm('b', { name: 'db', numaNode: 1 }),
  withVfs(4),
  give(0, 'a'),
  give(1, 'a')
)

/** Hosts with the addresses that random plans name: some without the card, some without an IOMMU. */
const host = (id: string) =>
  fc
    .record({
      kind: fc.constantFrom(...kinds),
      numVfs: fc.integer({ min: 0, max: 3 }),
      inUse: fc.boolean(),
      isThere: fc.boolean(),
      iommu: fc.constantFrom({ kind: 'on', type: 'intel' } as const, { kind: 'absent' } as const),
      isShared: fc.boolean(),
      hasSecondPort: fc.boolean(),
      privilege: fc.constantFrom('root' as const, 'user' as const)
    })
    .map(({ kind, numVfs, inUse, isThere, iommu, isShared, hasSecondPort, privilege }) => {
      const uses = inUse ? [{ kind: 'vm', vm: 'web', pid: 1 } as const] : []
      const vfs = Array.from({ length: numVfs }, (_, index) => (index === 0 ? { uses } : {}))
      const port = { name: 'ens1' }
      const card = testPf('0000:3b:00.0', { ...kind, vfs, interface: port })
      const other = hasSecondPort
        ? testPf('0000:3b:00.1', { ...kind, vfs: numVfs })
        : [testFunction('0000:3b:00.1')]
      const groups = isShared ? [[...card, ...other].map((one) => one.address)] : []
      return testHost(isThere ? [card, other] : [other], {
        id,
        iommu,
        privilege,
        groups: isThere ? groups : []
      })
    })

const context = fc
  .record({
    sequence: fc.array(fc.oneof(edit, assignment), { maxLength: 50 }),
    lab1: host('lab1'),
    lab2: fc.option(host('lab2'))
  })
  .map(({ sequence, lab1, lab2 }) => ({
    plan: applied(sequence, BUSY),
    hosts: new Map([['lab1', lab1] as const, ...(lab2 ? [['lab2', lab2] as const] : [])])
  }))

describe('whatever the plan and the hosts are', () => {
  it('gives the same findings twice, each with an id of its own', () => {
    fc.assert(
      fc.property(context, (one) => {
        const findings = checkPlan(one)
        const ids = findings.map((finding) => finding.id)
        expect(new Set(ids).size).toBe(ids.length)
        const again = checkPlan({ ...one, plan: structuredClone(one.plan) })
        expect(again.map((finding) => finding.id)).toEqual(ids)
      })
    )
  })

  it('offers only fixes that change the plan, keep it valid and settle what they are for', () => {
    fc.assert(
      fc.property(context, (one) => {
        for (const finding of checkPlan(one)) {
          for (const fix of finding.fixes) {
            if (!fix.apply) continue
            const fixed: Plan = fix.apply(one.plan)
            expect(v.is(planSchema, fixed), fix.label).toBe(true)
            const left = checkPlan({ ...one, plan: fixed })
            const isLeft = left.some((other) => other.id === finding.id && other.message === finding.message)
            expect(isLeft, `${finding.id}: ${finding.message} after "${fix.label}"`).toBe(false)
          }
        }
      }),
      { numRuns: 300 }
    )
  })
})
