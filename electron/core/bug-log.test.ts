import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { bugLog } from './bug-log.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'vflab-log-'))
vi.spyOn(process.stderr, 'write').mockReturnValue(true)

test('writes one line with its time', () => {
  const data = folder()
  const log = bugLog(data, () => '2026-11-23T10:00:00.000Z')
  log('hosts.list: TypeError')
  log('again')
  expect(readFileSync(join(data, 'vflab.log'), 'utf8')).toBe(
    '2026-11-23T10:00:00.000Z hosts.list: TypeError\n2026-11-23T10:00:00.000Z again\n'
  )
})

test('starts a new file when the old one is large, and keeps that one', () => {
  const data = folder()
  writeFileSync(join(data, 'vflab.log'), 'x'.repeat(1024 * 1024 + 1))
  bugLog(data, () => 'now')('fresh')
  expect(readFileSync(join(data, 'vflab.log'), 'utf8')).toBe('now fresh\n')
  expect(existsSync(join(data, 'vflab.log.old'))).toBe(true)
})

test('a folder that is gone does not hide the bug', () => {
  expect(() => bugLog('/nonexistent', () => 'now')('bug')).not.toThrow()
})
