import { describe, expect, it } from 'vitest'
import { testHost, testPf } from '../inventory/test-host.ts'
import { exportFormats } from './formats.ts'
import { give, labPlan, NIC } from '../provision/testing/lab-plan.ts'

const host = testHost(testPf(NIC))
const plan = labPlan({
  pfs: [{ host: 'lab1', address: NIC, numVfs: 1 }],
  assignments: [give(NIC, 0, 'web1')]
})

describe('exportFormats', () => {
  it('have ids of their own', () => {
    const ids = exportFormats.map((format) => format.id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it.each(exportFormats.map((format) => [format.id, format] as const))(
    '%s gives files with plain names',
    (_, format) => {
      const rendered = format.render(plan, host)
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
      expect(format.render(tooMany, host)).toMatchObject({ ok: false, error: [{ kind: 'too-many-vfs' }] })
    }
  )
})
