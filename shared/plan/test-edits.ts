/** Random edits for property tests. Not shipped. */
import fc from 'fast-check'
import { isPciAddress } from '../pci/address.ts'
import * as edits from './edits.ts'
import { emptyPlan } from './plan.ts'
import type { AssignableFunction, Plan } from './types.ts'

/** An edit with its arguments. */
export type Edit = (plan: Plan) => edits.EditResult

const host = fc.constantFrom('lab1', 'lab2')
export const address = fc.constantFrom(
  ...['0000:3b:00.0', '0000:3b:00.1', '10000:01:00.0'].filter(isPciAddress)
)
const vmId = fc.constantFrom('a', 'b', 'c', 'd')
const index = fc.integer({ min: 0, max: 5 })
const fn: fc.Arbitrary<AssignableFunction> = fc.oneof(
  fc.record({ kind: fc.constant('vf' as const), host, pf: address, index }),
  fc.record({ kind: fc.constant('function' as const), host, address })
)
const settings = fc.record(
  {
    mac: fc.constantFrom('02:00:00:00:00:01', '02:00:00:00:00:02'),
    vlan: fc.integer({ min: 0, max: 4094 }),
    qos: fc.integer({ min: 0, max: 7 }),
    vlanProtocol: fc.constantFrom('802.1Q' as const, '802.1ad' as const),
    trust: fc.boolean(),
    spoofchk: fc.boolean(),
    minTxRate: fc.integer({ min: 0, max: 100_000 }),
    maxTxRate: fc.integer({ min: 0, max: 100_000 }),
    linkState: fc.constantFrom('auto' as const, 'enable' as const, 'disable' as const)
  },
  { requiredKeys: [] }
)
const guestDriver = fc.constantFrom(
  { name: 'iavf', version: '4.5.3' },
  { name: 'igbvf', kernel: '6.1.0-56' },
  null
)

/** Gives a random function to a random VM, where that is possible. */
export const assignment: fc.Arbitrary<Edit> = fc.record({ function: fn, vm: vmId }).map(
  (args): Edit =>
    (plan) =>
      edits.assign(plan, args)
)

/** One random edit on hosts lab1 and lab2, possible or not. */
export const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ host, address, numVfs: fc.integer({ min: 0, max: 6 }), dropAssignments: fc.boolean() }).map(
    (args): Edit =>
      (plan) =>
        edits.setNumVfs(plan, args)
  ),
  fc.record({ host, address }).map(
    (args): Edit =>
      (plan) =>
        edits.leavePf(plan, args)
  ),
  fc.record({ host, address, mtu: fc.constantFrom(null, 1500, 9000) }).map(
    (args): Edit =>
      (plan) =>
        edits.setPfMtu(plan, args)
  ),
  fc.record({ id: vmId, name: fc.constantFrom('web', 'db', 'log'), host }).map(
    (args): Edit =>
      (plan) =>
        edits.addVm(plan, { ...args, vcpus: 2, memoryMiB: 512, numaNode: null })
  ),
  fc.record({ vm: vmId, changes: fc.record({ host, name: fc.constantFrom('web', 'x'), guestDriver }) }).map(
    (args): Edit =>
      (plan) =>
        edits.updateVm(plan, args)
  ),
  fc.record({ vm: vmId }).map(
    (args): Edit =>
      (plan) =>
        edits.removeVm(plan, args)
  ),
  fc.record({ function: fn, vm: vmId }).map(
    (args): Edit =>
      (plan) =>
        edits.assign(plan, args)
  ),
  fc.record({ function: fn }).map(
    (args): Edit =>
      (plan) =>
        edits.unassign(plan, args)
  ),
  fc.record({ host, pf: address, index, settings }).map(
    (args): Edit =>
      (plan) =>
        edits.setVfSettings(plan, args)
  ),
  fc.string().map(
    (name): Edit =>
      (plan) =>
        edits.renamePlan(plan, { name })
  ),
  fc.string().map(
    (notes): Edit =>
      (plan) =>
        edits.setNotes(plan, { notes })
  )
)

/** Where random plans begin. */
export const START = emptyPlan({ id: 'p1', name: 'Random' })

/** Applies edits one after the other; refused ones change nothing. */
export function applied(sequence: readonly Edit[], start: Plan = START): Plan {
  return sequence.reduce((plan, one) => {
    const result = one(plan)
    return result.ok ? result.value : plan
  }, start)
}
