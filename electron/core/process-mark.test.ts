import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { isAlive, ownProcess } from './process-mark.ts'

test('knows itself, and a process that has ended', async () => {
  expect(isAlive(ownProcess())).toBe(true)
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  expect(isAlive({ pid: child.pid ?? 0, started: null })).toBe(false)
})

test.runIf(process.platform === 'linux')('is not taken in by a later process with the same number', () => {
  expect(isAlive({ ...ownProcess(), started: 'another-boot 1' })).toBe(false)
})
