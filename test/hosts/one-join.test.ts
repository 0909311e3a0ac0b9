/** Board, check, steps, differences and estimates read a plan off the same join: on every captured host they see the same VFs. */
import { describe, expect, it } from 'vitest'
import { checkPlan } from '#shared/check/check-plan.ts'
import { judge } from '#shared/check/judgement.ts'
import { buildInventory } from '#shared/inventory/build.ts'
import type { InventoryHost } from '#shared/inventory/types.ts'
import { vfFunction } from '#shared/plan/function-key.ts'
import { emptyPlan } from '#shared/plan/plan.ts'
import type { Plan, PlanVm } from '#shared/plan/types.ts'
import { isLocated } from '#shared/planned/assigned-function.ts'
import { assignablePool } from '#shared/planned/pool.ts'
import { plannedHost } from '#shared/planned/planned-host.ts'
import { slotsOf } from '#shared/planned/planned-pf.ts'
import { parseCapture } from '#shared/probe/parse-capture.ts'
import { compileHost } from '#shared/provision/compile.ts'
import { differences } from '#shared/provision/differences.ts'
import { planNetwork } from '#shared/simulate/plan-estimate/network.ts'
import { estimateStorage } from '#shared/simulate/plan-estimate/estimate-storage.ts'
import { capturedHosts, captureText } from './captures.ts'

function inventoryOf(name: string): InventoryHost {
  const snapshot = parseCapture(captureText(name))
  if (!snapshot.ok) throw new Error(`${name} cannot be read: ${snapshot.error.kind}`)
  return buildInventory(name, snapshot.value)
}

const vmOn = (host: string): PlanVm => ({
  id: 'vm1',
  name: 'vm1',
  host,
  vcpus: 2,
  memoryMiB: 128,
  numaNode: null
})

/** Two VFs on every PF that can have them, the first of each for one VM. */
function planFor(host: InventoryHost): Plan {
  const pfs = host.functions.filter((fn) => fn.role.kind === 'pf' && fn.role.sriov.totalVfs >= 2)
  return {
    ...emptyPlan({ id: 'p1', name: 'Two VFs on every PF' }),
    pfs: pfs.map(({ address }) => ({ host: host.id, address, numVfs: 2 })),
    vms: [vmOn(host.id)],
    assignments: pfs.map(({ address }) => ({
      function: vfFunction({ host: host.id, pf: address, index: 0 }),
      vm: 'vm1'
    }))
  }
}

const nameOf = ({ pf, index }: { readonly pf: string; readonly index: number }): string => `${pf} VF ${index}`

/** The VFs that the pool of the board shows, of PFs that the plan touches. */
const onBoard = (plan: Plan, host: InventoryHost) => {
  const planned = plannedHost(plan, host)
  return assignablePool(planned)
    .pfs.filter((pf) => pf.entry !== null)
    .flatMap(slotsOf)
}

describe.each(capturedHosts)('on %s', (name) => {
  const host = inventoryOf(name)
  const plan = planFor(host)
  const hosts = new Map([[host.id, host]])
  const assigned = onBoard(plan, host).filter((vf) => vf.vm !== null)

  it('the board shows what the plan makes, and where the host has it already', () => {
    expect(onBoard(plan, host).map((vf) => nameOf(vf.function))).toEqual(
      plan.pfs.flatMap(({ address }) => [0, 1].map((index) => nameOf({ pf: address, index })))
    )
    for (const vf of onBoard(plan, host)) {
      const seen = host.functions.find(
        ({ role }) => role.kind === 'vf' && role.pf === vf.function.pf && role.index === vf.index
      )
      expect(vf.address).toBe(seen?.address ?? null)
      if (seen) expect(vf.addressToBe).toEqual({ known: true, value: seen.address })
    }
  })

  it('the check misses none of the VFs on the board, and every one beyond', () => {
    const rules = (one: Plan) => checkPlan({ plan: one, hosts }).filter(({ rule }) => rule === 'vf-exists')
    expect(rules(plan)).toEqual([])
    const beyond = plan.assignments.map((one) =>
      one.function.kind === 'vf' ? { ...one, function: { ...one.function, index: 2 } } : one
    )
    expect(rules({ ...plan, assignments: beyond })).toHaveLength(assigned.length)
  })

  it('the differences name no VF that is not on the board', () => {
    const board = onBoard(plan, host).map((vf) => nameOf(vf.function))
    const named = differences(plan, host).flatMap(({ where }) => (where.includes(' VF ') ? [where] : []))
    expect(named.filter((where) => !board.includes(where))).toEqual([])
    const toMake = onBoard(plan, host).filter((vf) => vf.observed === null)
    for (const vf of toMake) expect(named).toContain(nameOf(vf.function))
  })

  it('the steps bind for the VM the VFs that it has on the board, and no others', () => {
    const compiled = compileHost(judge({ plan, hosts }), host.id, { insist: true })
    if (!compiled.ok) {
      expect(compiled.error.kind).toBe(plan.pfs.length === 0 ? 'nothing-planned' : 'blocked')
      return
    }
    const bound = compiled.value.steps.flatMap((step) =>
      step.kind === 'bind-vf' && step.vm !== null ? [nameOf(step)] : []
    )
    expect(bound.sort()).toEqual(assigned.map((vf) => nameOf(vf.function)).sort())
  })

  it('the estimate counts the VFs that the VM has on the board', () => {
    const network = planNetwork({ plan, hosts })
    const counted = [
      ...[...network.functions.map(({ resolved }) => resolved), ...network.withoutSpeed].map(
        ({ owner, vfIndex }) => nameOf({ pf: owner.address, index: vfIndex ?? -1 })
      ),
      ...estimateStorage({ plan, hosts }).map(({ function: fn }) => (fn.kind === 'vf' ? nameOf(fn) : ''))
    ]
    expect(counted.sort()).toEqual(assigned.map((vf) => nameOf(vf.function)).sort())
    expect(network.assigned.every(isLocated)).toBe(true)
  })
})
