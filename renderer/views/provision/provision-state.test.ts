import { describe, expect, it } from 'vitest'
import { at, testHost, testPf } from '#shared/inventory/test-host.ts'
import { judge } from '#shared/check/judgement.ts'
import type { Finding } from '#shared/check/types.ts'
import type { ApplyRun } from '#shared/lab/run.ts'
import type { HostSummary } from '#shared/lab/host.ts'
import { emptyPlan } from '#shared/plan/plan.ts'
import type { Plan } from '#shared/plan/types.ts'
import {
  applyObstacle,
  isNothingPlanned,
  lastChange,
  provisionState,
  type ProvisionState
} from './provision-state.ts'

const PF = at('0000:01:00.0')
const tools = {
  bash: true,
  ip: true,
  flock: true,
  modprobe: true,
  virsh: true,
  ethtool: true,
  readlink: true
}
const host = testHost([testPf(PF, { vfs: 2 })], { id: 'h1', tools })
const wants = (numVfs: number): Plan => ({
  ...emptyPlan({ id: 'p', name: 'Edge' }),
  pfs: [{ host: 'h1', address: PF, numVfs }]
})
const run = (change: Partial<ApplyRun>): ApplyRun => ({
  id: 'r',
  host: 'h1',
  hostName: 'h1',
  planId: 'p',
  planName: 'Edge',
  action: 'apply',
  startedAt: '2026-11-20T10:00:00Z',
  endedAt: '2026-11-20T10:00:20Z',
  outcome: 'as-planned',
  log: '',
  ...change
})
function state(
  plan: Plan,
  more: { findings?: readonly Finding[]; runs?: readonly ApplyRun[]; changedAt?: string } = {}
): ProvisionState {
  const { findings = [], ...rest } = more
  const judgement = judge({ plan, hosts: new Map([[host.id, host]]) })
  return provisionState({
    judgement: { ...judgement, findings },
    inventory: host,
    runs: [],
    changedAt: '2026-11-20T09:00:00Z',
    ...rest
  })
}
const summary = (origin: HostSummary['origin']): HostSummary => ({
  id: 'h1',
  name: 'h1',
  origin,
  connection: null,
  hostKey: null,
  scannedAt: host.takenAt,
  lastError: null,
  facts: null,
  halfWay: null
})
const finding = (change: Partial<Finding>): Finding => ({
  id: 'f',
  rule: 'rule',
  severity: 'error',
  subject: { kind: 'plan' },
  blocks: { kind: 'unless-insisted' },
  message: 'wrong',
  why: '',
  fixes: [],
  ...change
})

describe('a host beside the plan', () => {
  it('is as planned where nothing differs, with the time it was applied', () => {
    expect(state(wants(2)).comparison).toMatchObject({ kind: 'as-planned', appliedAt: null })
    expect(state(wants(2), { runs: [run({})] }).comparison).toMatchObject({
      appliedAt: '2026-11-20T10:00:20Z'
    })
  })

  it.each([
    ['never-applied', [], '2026-11-20T09:00:00Z'],
    ['plan-changed', [run({})], '2026-11-20T11:00:00Z'],
    ['host-changed', [run({})], '2026-11-20T09:00:00Z'],
    [
      'rolled-back',
      [run({}), run({ action: 'rollback', outcome: 'rolled-back', startedAt: '2026-11-20T10:05:00Z' })],
      '2026-11-20T09:00:00Z'
    ]
  ] as const)('tells a difference by its cause: %s', (cause, runs, changedAt) => {
    expect(state(wants(5), { runs, changedAt }).comparison).toMatchObject({ kind: 'differs', cause })
  })

  it('counts only an apply of this plan on this host that ended as planned', () => {
    const runs = [
      run({ id: 'old' }),
      run({ id: 'failed', outcome: 'failed', startedAt: '2026-11-21T10:00:00Z' }),
      run({ id: 'dry', action: 'dry-run', outcome: 'dry-run', startedAt: '2026-11-21T10:00:00Z' }),
      run({ id: 'elsewhere', host: 'h2', startedAt: '2026-11-21T10:00:00Z' }),
      run({ id: 'other plan', planId: 'q', startedAt: '2026-11-21T10:00:00Z' }),
      run({ id: 'new', startedAt: '2026-11-20T12:00:00Z' })
    ]
    expect(lastChange(runs, 'p', 'h1')?.id).toBe('new')
  })
})

describe('what stands in the way of apply', () => {
  it('is nothing where plan and host are sound', () => {
    expect(applyObstacle(state(wants(5)), summary('ssh'))).toBe('')
  })

  it('is an error on this host or on the plan, but not one on another host, nor a warning', () => {
    const on = (change: Partial<Finding>): string =>
      applyObstacle(state(wants(5), { findings: [finding(change)] }), summary('ssh'))
    expect(on({})).toBe('The plan has an error')
    expect(on({ subject: { kind: 'pf', host: 'h1', address: PF } })).toBe('The plan has an error')
    expect(on({ subject: { kind: 'host', host: 'h2' } })).toBe('')
    expect(on({ severity: 'warning', blocks: { kind: 'nothing' } })).toBe('')
  })

  it('is the host being a capture', () => {
    expect(applyObstacle(state(wants(5)), summary('sample'))).toContain('sample host')
    expect(applyObstacle(state(wants(5)), summary('import'))).toContain('imported capture')
  })

  it('is a plan that says nothing about the host, which is no mistake', () => {
    const nothing = state(emptyPlan({ id: 'p', name: 'Edge' }))
    expect(isNothingPlanned(nothing)).toBe(true)
    expect(applyObstacle(nothing, summary('ssh'))).not.toBe('')
  })
})
