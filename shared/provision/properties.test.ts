import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judge } from '../check/judgement.ts'
import type { Plan } from '../plan/types.ts'
import { compileHost } from './compile.ts'
import { differences } from './differences.ts'
import { anyHost, anyPlan, inventoryOf } from './testing/model-host.ts'
import type { HostModel } from './testing/kernel-model/kernel.ts'
import { rollBack, savedState } from './testing/kernel-model/roll-back.ts'
import { runSteps, unreached } from './testing/kernel-model/run-steps.ts'
import type { Step } from './types.ts'

/** The steps that VF Lab would make after a scan of the host; null where the plan is empty. */
function stepsFor(plan: Plan, host: HostModel): readonly Step[] | null {
  const inventory = inventoryOf(host)
  const judgement = judge({ plan, hosts: new Map([[inventory.id, inventory]]) })
  // Random plans give two VFs one MAC, which is an error and no matter here.
  const compiled = compileHost(judgement, inventory.id, { insist: true })
  if (compiled.ok) return compiled.value.steps
  expect(compiled.error).toMatchObject({ kind: 'nothing-planned' })
  return null
}

function applied(host: HostModel, steps: readonly Step[]): HostModel {
  const run = runSteps(host, steps)
  if (!run.ok) throw new Error(`${run.error.reason} at ${JSON.stringify(run.error.step)}`)
  return run.value.host
}

/** Runs a property over any host and any plan that says something about it. */
const forAll = (check: (plan: Plan, host: HostModel, steps: readonly Step[]) => void): void =>
  fc.assert(
    fc.property(anyPlan, anyHost, (plan, host) => {
      const steps = stepsFor(plan, host)
      if (steps !== null) check(plan, host, steps)
    }),
    { numRuns: 500 }
  )

describe('compiled steps over the kernel model', () => {
  it('reach the plan from any state of the host', () => {
    forAll((plan, host, steps) => {
      const after = applied(host, steps)
      expect(unreached(after, steps)).toEqual([])
      expect(differences(plan, inventoryOf(after))).toEqual([])
    })
  })

  it('reach the plan even where the host changed after the scan that they were compiled from', () => {
    fc.assert(
      fc.property(anyPlan, anyHost, anyHost, (plan, scanned, found) => {
        const steps = stepsFor(plan, scanned)
        if (steps === null) return
        expect(differences(plan, inventoryOf(applied(found, steps)))).toEqual([])
      }),
      { numRuns: 500 }
    )
  })

  it('change nothing when they are run a second time', () => {
    forAll((_, host, steps) => {
      const once = applied(host, steps)
      const twice = runSteps(once, steps)
      expect(twice).toEqual({ ok: true, value: { host: once, changes: [] } })
    })
  })

  it('change nothing on a host that is as planned', () => {
    forAll((plan, host, steps) => {
      if (differences(plan, inventoryOf(host)).length > 0) return
      expect(runSteps(host, steps)).toEqual({ ok: true, value: { host, changes: [] } })
    })
  })

  it('are undone completely by going back to the saved state', () => {
    forAll((_, host, steps) => {
      const back = rollBack(applied(host, steps), savedState(host, steps))
      expect(back).toEqual({ ok: true, value: host })
    })
  })

  it('are undone as completely when the run ended in the middle', () => {
    fc.assert(
      fc.property(anyPlan, anyHost, fc.nat(40), (plan, host, end) => {
        const steps = stepsFor(plan, host)
        if (steps === null) return
        const half = applied(host, steps.slice(0, end))
        expect(rollBack(half, savedState(host, steps))).toEqual({ ok: true, value: host })
      }),
      { numRuns: 500 }
    )
  })

  it('verify exactly when no difference is left', () => {
    forAll((plan, host, steps) => {
      const isAsPlanned = differences(plan, inventoryOf(host)).length === 0
      expect(unreached(host, steps).length === 0).toBe(isAsPlanned)
    })
  })
})
