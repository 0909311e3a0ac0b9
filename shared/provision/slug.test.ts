import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { slugOf } from './slug.ts'

describe('slugOf', () => {
  it.each([
    ['Web and DB lab', /^web-and-db-lab-[0-9a-f]{8}$/],
    ['Prüfstand', /^pru-?fstand-[0-9a-f]{8}$/],
    ['実験室', /^[0-9a-f]{8}$/],
    ['../../etc/passwd', /^etc-passwd-[0-9a-f]{8}$/]
  ])('makes a file name of %j', (name, form) => {
    expect(slugOf(name, 'plan-1')).toMatch(form)
  })

  it('keeps plans of one name apart', () => {
    expect(slugOf('lab', 'plan-1')).not.toBe(slugOf('lab', 'plan-2'))
  })

  it('is a plain file name whatever the plan is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (name, id) => {
        expect(slugOf(name, id)).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?$/)
      })
    )
  })
})
