import { describe, expect, it } from 'vitest'
import { judge, type Judgement } from '../check/judgement.ts'
import { testHost, testPf } from '../inventory/test-host.ts'
import type { Plan } from '../plan/types.ts'
import { exportFormats } from './formats.ts'
import { give, labPlan, NIC } from '../provision/testing/lab-plan.ts'

const host = testHost(testPf(NIC))
const plan = labPlan({
  pfs: [{ host: 'lab1', address: NIC, numVfs: 1 }],
  assignments: [give(NIC, 0, 'web1')]
})

const judgementOf = (planned: Plan): Judgement => judge({ plan: planned, hosts: new Map([['lab1', host]]) })

describe('exportFormats', () => {
  it('have ids of their own', () => {
    const ids = exportFormats.map((format) => format.id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it.each(exportFormats.map((format) => [format.id, format] as const))(
    '%s gives files with plain names',
    (_, format) => {
      const rendered = format.render(judgementOf(plan), ['lab1'], { insist: false })
      if (!rendered.ok) throw new Error(JSON.stringify(rendered.error))
      expect(rendered.value.length).toBeGreaterThan(0)
      for (const file of rendered.value) {
        expect(file.name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
        expect(file.content.endsWith('\n')).toBe(true)
      }
    }
  )

  it.each(exportFormats.map((format) => [format.id, format] as const))(
    '%s refuses a plan that cannot be applied',
    (_, format) => {
      const tooMany = { ...plan, pfs: [{ host: 'lab1', address: NIC, numVfs: 99 }] }
      const refused = [{ host: 'lab1', refusal: { kind: 'blocked', findings: [{ rule: 'num-vfs-limit' }] } }]
      expect(format.render(judgementOf(tooMany), ['lab1'], { insist: false })).toMatchObject({
        error: refused
      })
    }
  )
})
