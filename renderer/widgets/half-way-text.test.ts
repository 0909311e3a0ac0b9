import { expect, it } from 'vitest'
import type { HalfWay } from '#shared/lab/host.ts'
import { HALF_WAY_FIX, halfWayText } from './half-way-text.ts'

const halfWay: HalfWay = {
  run: 'r1',
  action: 'apply',
  planId: 'p1',
  planName: 'Edge',
  startedAt: '2026-11-20T08:00:00Z'
}

it('says which plan a host was left half way by, and both ways on', () => {
  expect(halfWayText(halfWay)).toMatch(/^An apply of “Edge” did not come to its end/)
  expect(halfWayText({ ...halfWay, action: 'rollback' })).toMatch(/^A roll back of “Edge”/)
  expect(HALF_WAY_FIX).toMatch(/Apply .* again .* roll it back/)
})
