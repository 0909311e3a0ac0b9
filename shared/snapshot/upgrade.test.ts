import { describe, expect, it } from 'vitest'
import { known, unknown } from '../reading.ts'
import type { HostSnapshot } from './types.ts'
import { explainSnapshotError, upgradeSnapshot } from './upgrade.ts'

const snapshot: HostSnapshot = {
  schemaVersion: 1,
  takenAt: '2026-11-23T19:01:30.000Z',
  machine: {
    hostname: 'lab-a1',
    kernelRelease: '6.1.0',
    architecture: 'x86_64',
    osName: known('Debian'),
    kernelCommandLine: unknown('not read'),
    product: unknown('not read'),
    bios: unknown('not read'),
    clock: unknown('not read')
  },
  reader: { user: 'root', uid: 0, isSudo: false, sessionAddress: known('192.0.2.1') },
  cpu: { model: unknown('x'), online: known('0-1'), currentMhz: known(2596.1), ratedMhz: unknown('x') },
  numaNodes: [],
  iommu: { acpiTables: known(['DMAR']), units: ['dmar0'], groupTypes: [] },
  functions: [],
  interfaces: [],
  modules: [],
  driverModules: [],
  defaultRouteInterfaces: [],
  disks: [],
  mounts: [],
  vfioUsers: known([]),
  tools: { bash: true },
  gaps: []
}

describe('upgradeSnapshot', () => {
  it('keeps a snapshot of today as it is', () => {
    expect(upgradeSnapshot(JSON.parse(JSON.stringify(snapshot)))).toEqual({ ok: true, value: snapshot })
  })

  it('takes an old snapshot through every step, in order', () => {
    const { gaps: _, tools, ...rest } = snapshot
    const oldest = { ...rest, toolList: Object.keys(tools), schemaVersion: -1 }
    const result = upgradeSnapshot(oldest, [
      {
        from: -1,
        upgrade: ({ toolList, ...old }) => ({
          ...old,
          tools: Object.fromEntries((toolList as string[]).map((tool) => [tool, true]))
        })
      },
      { from: 0, upgrade: (old) => ({ ...old, gaps: [] }) }
    ])
    expect(result).toEqual({ ok: true, value: snapshot })
  })

  it('says what is wrong, and where', () => {
    const broken = { ...snapshot, reader: { ...snapshot.reader, uid: -4 } }
    expect(upgradeSnapshot(broken)).toMatchObject({
      ok: false,
      error: { kind: 'not-a-snapshot', where: 'reader.uid' }
    })
  })

  it('refuses a newer version, and what is no snapshot', () => {
    expect(upgradeSnapshot({ ...snapshot, schemaVersion: 2 })).toEqual({
      ok: false,
      error: { kind: 'newer-version', version: 2, supported: 1 }
    })
    for (const json of [null, [], 'text', {}, { schemaVersion: '1' }]) {
      expect(upgradeSnapshot(json)).toMatchObject({ ok: false, error: { kind: 'not-a-snapshot' } })
    }
  })

  it('does not turn an unread value into a read one', () => {
    const half = { ...snapshot, vfioUsers: { known: true } }
    expect(upgradeSnapshot(half)).toMatchObject({ ok: false })
  })
})

it('explains its errors', () => {
  expect(explainSnapshotError({ kind: 'newer-version', version: 2, supported: 1 })).toContain('2')
  expect(
    explainSnapshotError({ kind: 'not-a-snapshot', where: 'reader.uid', problem: 'too small' })
  ).toContain('reader.uid')
})
