import { expect, it } from 'vitest'
import type { RunResult } from '#shared/simulate/what-if/job.ts'
import { summarise } from './run-summary.ts'

const flow = { vm: 'a', mpps: 2, gbps: 1, sent: 110, received: 100, dropped: 6, inFlight: 4 }
const result: RunResult = {
  kind: 'run',
  flows: [flow, { ...flow, vm: 'b' }],
  drops: [],
  quantiles: [],
  hops: [],
  resources: [],
  mailboxes: [],
  depthsEveryNs: 1,
  timeline: []
}

it('sums flows up and keeps every frame in one place', () => {
  const summary = summarise(result, 5)
  expect(summary).toMatchObject({ mpps: 4, gbps: 2, sent: 220, received: 200, dropped: 12, inFlight: 8 })
  expect(summary.sent).toBe(summary.received + summary.dropped + summary.inFlight)
  expect(summary.deviation).toBeCloseTo(-0.2)
})

it('has no deviation where there is nothing to compare with', () => {
  expect(summarise(result, null).deviation).toBeNull()
  expect(summarise(result, 0).deviation).toBeNull()
})
