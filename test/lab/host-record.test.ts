import { describe, expect, it } from 'vitest'
import { isHostAlive, isHostName, isHostRunning, parseHostRecord, type HostRecord } from './host-record.ts'
import { identifyProcess, type ProcessIdentity } from './process-identity.ts'

const thisProcess = identifyProcess(process.pid) as ProcessIdentity
const gone: ProcessIdentity = { pid: thisProcess.pid, startTicks: thisProcess.startTicks - 1 }

const record: HostRecord = {
  name: 'dev',
  topology: 'two-nics',
  ready: { origin: 'cold boot', seconds: 20 },
  port: 22001,
  qemu: gone,
  starter: thisProcess,
  isKept: true
}

describe('host record', () => {
  it('comes back from its file as it was', () => {
    expect(parseHostRecord(JSON.stringify(record))).toEqual(record)
  })

  it.each([
    ['an empty file', ''],
    ['a file cut short', JSON.stringify(record).slice(0, 60)],
    ['another JSON value', '[]'],
    ['null', 'null'],
    ['a record without a port', JSON.stringify({ ...record, port: undefined })]
  ])('is not read from %s', (_, text) => {
    expect(parseHostRecord(text)).toBeUndefined()
  })

  it('does not take another process for the host it was written for', () => {
    // The id is in use, by a process that started at another time...
    expect(isHostRunning(record)).toBe(false)
    // ...or by one that is no QEMU of that name.
    expect(isHostRunning({ ...record, qemu: thisProcess })).toBe(false)
  })

  it('is alive while its starter is at work on it', () => {
    expect(isHostAlive({ ...record, ready: null })).toBe(true)
    expect(isHostAlive({ ...record, ready: null, starter: gone })).toBe(false)
    expect(isHostAlive(record)).toBe(false)
  })
})

describe('host name', () => {
  it.each(['a', 'dev-a', 'two-nics-1f00aa', '9'])('may be %s', (name) => {
    expect(isHostName(name)).toBe(true)
  })

  it.each(['', '-a', 'a-', 'A', 'a_b', 'a/b', '..', 'a,b', 'a b', 'x'.repeat(41)])(
    'may not be "%s"',
    (name) => {
      expect(isHostName(name)).toBe(false)
    }
  )
})
