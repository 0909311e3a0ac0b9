import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withLock } from './file-lock.ts'
import { identifyProcess } from './process-identity.ts'

describe('file lock', () => {
  let directory: string
  let path: string

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'vf-lab-lock-'))
    path = join(directory, 'build.lock')
  })

  afterEach(() => rmSync(directory, { recursive: true }))

  const neverWaits = (): void => expect.unreachable('nobody holds the lock')

  it('is held during the task and free afterwards, also when the task fails', async () => {
    await withLock(path, neverWaits, async () => expect(existsSync(path)).toBe(true))
    const failing = withLock(path, neverWaits, () => Promise.reject(new Error('no')))
    await expect(failing).rejects.toThrow('no')
    expect(existsSync(path)).toBe(false)
  })

  it('lets one task run at a time, and says who is waited for', async () => {
    const order: string[] = []
    const first = withLock(path, neverWaits, async () => {
      await new Promise((resolve) => setTimeout(resolve, 50))
      order.push('first')
    })
    const waitedFor: number[] = []
    const onWait = ({ pid }: { pid: number }): void => void waitedFor.push(pid)
    const second = withLock(path, onWait, async () => void order.push('second'))
    await Promise.all([first, second])
    expect(order).toEqual(['first', 'second'])
    expect(waitedFor).toEqual([process.pid])
  })

  it.each([
    ['a process that has ended', JSON.stringify({ ...identifyProcess(process.pid), startTicks: 1 })],
    ['nobody that can be made out', '']
  ])('is taken over from %s', async (_, holder) => {
    writeFileSync(path, holder)
    expect(await withLock(path, neverWaits, async () => 'done')).toBe('done')
  })
})
