import type { HostSummary } from '#shared/lab/host.ts'

/** A line of the host list: reached over SSH, never scanned. */
export const makeSummary = (facts: Partial<HostSummary> = {}): HostSummary => ({
  id: 'host-1',
  name: 'dev-a',
  origin: 'ssh',
  connection: { address: '10.0.0.5', port: 22, user: 'root', auth: { kind: 'agent' }, sudo: 'none' },
  hostKey: null,
  scannedAt: null,
  lastError: null,
  facts: null,
  halfWay: null,
  ...facts
})
