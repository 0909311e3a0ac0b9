import { describe, expect, it } from 'vitest'
import { bootAgainWhereStalled, bootStall, StalledBoot } from './boot-stall.ts'

const STALL = [
  '[   24.1] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:\r',
  "[   24.1] rcu: rcu_preempt kthread timer wakeup didn't happen for 5249 jiffies! g-1059 f0x0\r",
  '[   24.1] rcu: \tPossible timer handling issue on cpu=0 timer-softirq=211\r'
]

describe('a stalled boot', () => {
  it('is one whose console says that a timer is not handled', () => {
    expect(bootStall(['Booting ...', ...STALL].join('\n'))).toMatch(/wakeup didn't happen for 5249 jiffies/)
    expect(bootStall(STALL[2] ?? '')).toContain('Possible timer handling issue on cpu=0')
  })

  it('is not one that was kept waiting, prints nothing or is well', () => {
    expect(bootStall(STALL[0] ?? '')).toBeNull()
    expect(bootStall('')).toBeNull()
    expect(bootStall('[  OK  ] Started OpenBSD Secure Shell server.\r\n')).toBeNull()
  })
})

describe('booting again', () => {
  const stalls = (times: number) => {
    let boots = 0
    return () => {
      boots += 1
      return boots > times ? Promise.resolve(boots) : Promise.reject(new StalledBoot(`h: stall ${boots}.`))
    }
  }

  it('takes the boot that comes up, and says why there was another', async () => {
    const said: string[] = []
    expect(await bootAgainWhereStalled(3, stalls(1), (line) => said.push(line))).toBe(2)
    expect(said).toEqual(['h: stall 1. Starting again (2 of 3).'])
  })

  it('gives up after the last attempt', async () => {
    await expect(bootAgainWhereStalled(3, stalls(9), () => undefined)).rejects.toThrow('stall 3')
  })

  it('does not repeat what failed for another reason', async () => {
    let boots = 0
    const boot = (): Promise<never> => {
      boots += 1
      return Promise.reject(new Error('QEMU ended'))
    }
    await expect(bootAgainWhereStalled(3, boot, () => undefined)).rejects.toThrow('QEMU ended')
    expect(boots).toBe(1)
  })
})
