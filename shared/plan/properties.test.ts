import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { isPciAddress } from '../pci/address.ts'
import { brokenReferences } from './broken-references.ts'
import { formatPlanFile, parsePlanFile } from './file.ts'
import { MAX_UNDO_STEPS, record, redo, startHistory, undo } from './history.ts'
import { plannedPf, vmOf } from './lookup.ts'
import { comparePfs, compareVfs } from './order.ts'
import { planSchema } from './schema.ts'
import { suggestFreeMac } from './suggest-mac.ts'
import { address, applied, edit, START } from './test-edits.ts'
import type { Plan, VfPlace } from './types.ts'

describe('any sequence of edits', () => {
  const sequence = fc.array(edit, { maxLength: 60 })

  it('gives a plan that the schema takes and that is not ambiguous', () => {
    fc.assert(
      fc.property(sequence, (edits_) => {
        const plan = applied(edits_)
        expect(v.parse(planSchema, plan)).toEqual(plan)
        expect(brokenReferences(plan)).toEqual([])
      })
    )
  })

  it('never gives a VF of a PF that is given away, nor one past numVfs', () => {
    fc.assert(
      fc.property(sequence, (edits_) => {
        const plan = applied(edits_)
        for (const { function: one } of plan.assignments) {
          if (one.kind === 'vf') {
            expect(vmOf(plan, { kind: 'function', host: one.host, address: one.pf })).toBeNull()
            expect(one.index).toBeLessThan(plannedPf(plan, one.host, one.pf)?.numVfs ?? Infinity)
          } else {
            expect(plannedPf(plan, one.host, one.address)?.numVfs ?? 0).toBe(0)
          }
        }
      })
    )
  })

  it('keeps one VM name per host and the canonical order', () => {
    fc.assert(
      fc.property(sequence, (edits_) => {
        const plan = applied(edits_)
        const names = plan.vms.map((vm) => `${vm.host}/${vm.name}`)
        expect(new Set(names).size).toBe(names.length)
        expect(plan.pfs).toEqual([...plan.pfs].sort(comparePfs))
        expect(plan.vfs).toEqual([...plan.vfs].sort(compareVfs))
      })
    )
  })

  it('never changes the plan that it was given', () => {
    fc.assert(
      fc.property(sequence, edit, (edits_, one) => {
        const plan = applied(edits_)
        const before = structuredClone(plan)
        one(plan)
        expect(plan).toEqual(before)
      })
    )
  })

  it('survives the file', () => {
    fc.assert(
      fc.property(sequence, (edits_) => {
        const plan = applied(edits_)
        const text = formatPlanFile(plan)
        const read = parsePlanFile(text)
        expect(read).toEqual({ ok: true, value: plan })
        if (read.ok) expect(formatPlanFile(read.value)).toBe(text)
      })
    )
  })
})

describe('history', () => {
  it('gives back every earlier plan by undo, and every later one by redo', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 30 }), (edits_) => {
        const plans = [START]
        let history = startHistory(START)
        for (const one of edits_) {
          const result = one(history.present)
          if (!result.ok || result.value === history.present) continue
          history = record(history, result.value, 'edit')
          plans.push(result.value)
        }
        for (const plan of plans.toReversed()) {
          expect(history.present).toBe(plan)
          history = undo(history)
        }
        for (const plan of plans) {
          expect(history.present).toBe(plan)
          history = redo(history)
        }
      })
    )
  })

  it('keeps labels with their steps and forgets what was undone once something else is done', () => {
    const named = (name: string): Plan => ({ ...START, name })
    let history = record(record(startHistory(START), named('one'), 'first'), named('two'), 'second')
    history = undo(history)
    expect([history.past.map((step) => step.label), history.future.map((step) => step.label)]).toEqual([
      ['first'],
      ['second']
    ])
    history = record(history, named('three'), 'third')
    expect(history.future).toEqual([])
    expect(history.past.map((step) => step.label)).toEqual(['first', 'third'])
    expect(record(history, history.present, 'nothing')).toBe(history)
  })

  it('forgets the oldest steps past its limit', () => {
    let history = startHistory(START)
    for (let at = 0; at < MAX_UNDO_STEPS + 20; at += 1) {
      history = record(history, { ...START, notes: String(at) }, String(at))
    }
    expect(history.past).toHaveLength(MAX_UNDO_STEPS)
    expect(history.past[0]?.label).toBe('20')
  })
})

describe('suggestFreeMac', () => {
  const suggestMac = (one: VfPlace): string => suggestFreeMac(START, one)
  const place = fc.record({ host: fc.string(), pf: address, index: fc.integer({ min: 0, max: 65_534 }) })

  it('gives a locally administered unicast address, the same every time', () => {
    fc.assert(
      fc.property(place, (one) => {
        expect(suggestMac(one)).toMatch(/^02(:[0-9a-f]{2}){5}$/)
        expect(suggestMac({ ...one })).toBe(suggestMac(one))
      })
    )
  })

  it('gives different addresses to the VFs of one PF', () => {
    fc.assert(
      fc.property(place, place, (a, b) => {
        fc.pre(a.index !== b.index && Math.abs(a.index - b.index) < 256)
        expect(suggestMac({ ...a, index: b.index })).not.toBe(suggestMac(a))
      })
    )
  })

  it('avoids what is taken in the plan and on the hosts', () => {
    const [pf] = ['0000:3b:00.0'].filter(isPciAddress)
    if (pf === undefined) throw new Error('no PCI address')
    const own = { host: 'lab1', pf, index: 0 }
    const planned: Plan = {
      ...START,
      vfs: [{ host: 'lab2', pf, index: 9, settings: { mac: suggestMac(own) } }]
    }
    const free = suggestFreeMac(planned, own)
    expect(free).not.toBe(suggestMac(own))
    expect(suggestFreeMac(planned, own, new Set([free]))).not.toBe(free)
    expect(suggestFreeMac({ ...START, vfs: [{ ...own, settings: { mac: suggestMac(own) } }] }, own)).toBe(
      suggestMac(own)
    )
  })
})
