import { describe, expect, it } from 'vitest'
import type { Job } from '#shared/lab/job.ts'
import { makeSummary } from '../../testing/host-summary.ts'
import { hostState, matchesText, passesFilter } from './host-state.ts'

const lastError = { kind: 'refused', message: '10.0.0.5:22 refused the connection', fix: 'Check sshd.' }
const job: Job = {
  id: 'job-1',
  kind: 'scan',
  title: 'Scan dev-a',
  hosts: ['host-1'],
  state: 'running',
  done: 0,
  total: 3,
  message: 'connecting',
  startedAt: '2026-11-20T08:00:00Z',
  endedAt: null,
  error: null
}

describe('the state of a host', () => {
  it.each([
    [makeSummary(), 'never'],
    [makeSummary({ scannedAt: '2026-11-20T08:00:00Z' }), 'scanned'],
    [makeSummary({ scannedAt: '2026-11-20T08:00:00Z', lastError }), 'failed'],
    [makeSummary({ origin: 'sample', scannedAt: '2026-11-20T08:00:00Z' }), 'sample'],
    [makeSummary({ origin: 'import', connection: null }), 'imported']
  ])('%#: is %s', (host, kind) => {
    expect(hostState(host, undefined).kind).toBe(kind)
  })

  it('is "scanning" while a scan runs, whatever was before, and not for other work', () => {
    expect(hostState(makeSummary({ lastError }), job).kind).toBe('scanning')
    expect(hostState(makeSummary({ lastError }), { ...job, kind: 'apply' }).kind).toBe('failed')
  })

  it('puts every host into "all" and into one other filter', () => {
    expect(passesFilter(makeSummary({ lastError }), 'failed')).toBe(true)
    expect(passesFilter(makeSummary({ lastError }), 'scanned')).toBe(false)
    expect(passesFilter(makeSummary({ lastError }), 'all')).toBe(true)
  })
})

it('finds a host by all words, in name, address, OS or kernel', () => {
  const facts = {
    hostname: 'dev-a',
    os: 'Debian GNU/Linux 12 (bookworm)',
    kernel: '6.1.0-26-amd64',
    pfs: 1,
    vfs: 0,
    totalVfs: 7,
    iommu: 'on',
    iommuGroups: 12,
    gaps: 0
  } as const
  const host = makeSummary({ facts })
  expect(matchesText(host, 'DEBIAN 6.1')).toBe(true)
  expect(matchesText(host, '10.0.0.5')).toBe(true)
  expect(matchesText(host, 'debian 5.15')).toBe(false)
  expect(matchesText(host, '')).toBe(true)
})
