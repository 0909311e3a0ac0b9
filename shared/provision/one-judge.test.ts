import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeDrop } from '../check/judge-drop.ts'
import { judge, stepBlockers, type Judgement } from '../check/judgement.ts'
import { testHost, testPf } from '../inventory/test-host.ts'
import type { InventoryHost } from '../inventory/types.ts'
import { assign } from '../plan/edits.ts'
import type { AssignableFunction, Plan, PlanVf } from '../plan/types.ts'
import { estimatePlan } from '../simulate/plan-estimate/estimate-plan.ts'
import { compileHost } from './compile.ts'
import { labPlan, NIC, NVME, numVfs, give, settings } from './testing/lab-plan.ts'
import { anyHost, anyPlan, inventoryOf } from './testing/model-host.ts'

const judged = (plan: Plan, host: InventoryHost): Judgement =>
  judge({ plan, hosts: new Map([[host.id, host]]) })

/** Ways in which a plan goes wrong, laid over a plan that is right. */
type Harm = (plan: Plan) => Plan

const anyHarm: fc.Arbitrary<Harm> = fc.oneof(
  fc.constant<Harm>((plan) => plan),
  fc.integer({ min: 5, max: 300 }).map((count): Harm => (plan) => ({
    ...plan,
    pfs: plan.pfs.map((pf) => ({ ...pf, numVfs: count }))
  })),
  fc.constantFrom(4095, -1, 0.5).map((vlan): Harm => (plan) => ({
    ...plan,
    vfs: plan.vfs.map((vf): PlanVf => ({ ...vf, settings: { ...vf.settings, vlan } }))
  })),
  fc.constantFrom('x;reboot', '', '../web').map((name): Harm => (plan) => ({
    ...plan,
    vms: plan.vms.map((vm) => ({ ...vm, name }))
  })),
  fc.constant<Harm>((plan) => ({ ...plan, assignments: [...plan.assignments, ...plan.assignments] })),
  fc.constant<Harm>((plan) => ({
    ...plan,
    assignments: [
      ...plan.assignments,
      { function: { kind: 'function', host: 'lab1', address: NIC }, vm: 'web1' }
    ]
  })),
  fc.constant<Harm>((plan) => ({ ...plan, assignments: [...plan.assignments, give(NVME, 200, 'ghost')] }))
)

describe('the one judge', () => {
  it('lets compile exactly what has no finding that blocks', () => {
    fc.assert(
      fc.property(anyPlan, anyHost, anyHarm, fc.boolean(), (sound, model, harm, insist) => {
        const judgement = judged(harm(sound), inventoryOf(model))
        const compiled = compileHost(judgement, 'lab1', { insist })
        if (!compiled.ok && compiled.error.kind === 'nothing-planned') return
        expect(compiled.ok).toBe(stepBlockers(judgement, 'lab1', { insist }).length === 0)
      }),
      { numRuns: 300 }
    )
  })

  it('brings no finding that blocks by a drop that is allowed', () => {
    const anyFunction: fc.Arbitrary<AssignableFunction> = fc.oneof(
      fc.record({
        kind: fc.constant('vf' as const),
        host: fc.constant('lab1'),
        pf: fc.constantFrom(NIC, NVME),
        index: fc.nat(5)
      }),
      fc.record({
        kind: fc.constant('function' as const),
        host: fc.constant('lab1'),
        address: fc.constantFrom(NIC, NVME)
      })
    )
    const errors = (plan: Plan, host: InventoryHost): readonly string[] =>
      stepBlockers(judged(plan, host), 'lab1', { insist: false }).map(({ id }) => id)
    fc.assert(
      fc.property(anyPlan, anyHost, anyFunction, (plan, model, fn) => {
        const host = inventoryOf(model)
        const verdict = judgeDrop({ plan, hosts: new Map([['lab1', host]]) }, fn, 'web1')
        if (verdict.kind === 'refused') return
        const after = assign(plan, { function: fn, vm: 'web1' })
        if (!after.ok) throw new Error('a drop that is allowed was refused by the edit')
        const before = new Set(errors(plan, host))
        expect(errors(after.value, host).filter((id) => !before.has(id))).toEqual([])
      }),
      { numRuns: 300 }
    )
  })
})

describe('what one judge refuses, all refuse', () => {
  const host = testHost(testPf(NIC))
  const two = labPlan({ pfs: [numVfs(NIC, 2)] })
  const mac = '52:54:00:00:00:10'
  /** igb drives it as it does the 82576, and limits no rate on it. */
  const I350 = testHost(testPf(NIC, { ids: ['8086', '1521', '1520'] }))
  const rated = { ...two, vfs: [settings(0, { maxTxRate: 100 })] }

  it.each<[string, Plan, InventoryHost, string]>([
    ['one MAC on two VFs', { ...two, vfs: [settings(0, { mac }), settings(1, { mac })] }, host, 'mac-unique'],
    [
      'settings on a VF that does not exist',
      { ...two, vfs: [settings(5, { trust: true })] },
      host,
      'vf-exists'
    ],
    ['a host without bash', two, testHost(testPf(NIC), { tools: { bash: false } }), 'tools-present'],
    ['more VFs than the PF has', labPlan({ pfs: [numVfs(NIC, 99)] }), host, 'num-vfs-limit'],
    ['a priority without a VLAN', { ...two, vfs: [settings(0, { qos: 3 })] }, host, 'vlan-settings'],
    ['a rate on an I350', rated, I350, 'attribute-supported']
  ])('%s', (_, plan, on, rule) => {
    const judgement = judged(plan, on)
    expect(judgement.findings.filter(({ severity }) => severity === 'error')).toMatchObject([{ rule }])
    expect(compileHost(judgement, 'lab1', { insist: false })).toMatchObject({
      error: { kind: 'blocked', findings: [{ rule }] }
    })
  })

  it('except that insisting overrides what leaves a choice, and the result names it', () => {
    const plan = { ...two, vfs: [settings(0, { mac }), settings(1, { mac })] }
    const compiled = compileHost(judged(plan, host), 'lab1', { insist: true })
    expect(compiled).toMatchObject({ ok: true, value: { overridden: [expect.stringContaining(mac)] } })
  })

  it('and the estimate counts on no rate that the check refuses', () => {
    const plan = { ...rated, assignments: [give(NIC, 0, 'web1')] }
    const notes = (on: InventoryHost): string =>
      estimatePlan({ plan, hosts: new Map([[on.id, on]]) })
        .flatMap((row) => row.notes)
        .join()
    expect(notes(I350)).toContain('estimated without a limit')
    expect(notes(host)).not.toContain('estimated without a limit')
    expect(judged(plan, host).findings.filter(({ severity }) => severity === 'error')).toEqual([])
  })
})
