import { describe, expect, it } from 'vitest'
import { identifyProcess, isRunning, parseStartTicks, processArguments } from './process-identity.ts'

// proc(5): pid (name) state ppid pgrp ... ; the start time is field 22.
const stat = (name: string, state = 'S'): string => {
  const fields = Array.from({ length: 49 }, (_, index) => String(index + 4))
  fields[22 - 4] = '987654'
  return `4242 (${name}) ${state} ${fields.join(' ')}\n`
}

describe('process identity', () => {
  it.each(['qemu-system-x86', 'a name', 'odd) (name', 'end)'])(
    'reads the start time of a process named %s',
    (name) => {
      expect(parseStartTicks(stat(name))).toBe(987654)
    }
  )

  it('counts a zombie as ended', () => {
    expect(parseStartTicks(stat('qemu', 'Z'))).toBeUndefined()
  })

  it('recognises a running process, and not another one that got its id later', () => {
    const self = identifyProcess(process.pid)
    if (!self) throw new Error('this process is not in /proc')
    expect(isRunning(self)).toBe(true)
    expect(isRunning({ ...self, startTicks: self.startTicks - 1 })).toBe(false)
    expect(processArguments(self.pid).length).toBeGreaterThan(0)
  })

  it('has nothing to say about a process that does not exist', () => {
    expect(identifyProcess(2 ** 30)).toBeUndefined()
    expect(processArguments(2 ** 30)).toEqual([])
  })
})
