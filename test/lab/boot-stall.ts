import { LabError } from './lab-error.ts'

/**
 * What a guest prints when the timer of a processor has stopped: it does not recover, and QEMU idles until the wait
 * for SSH is over. A detected stall by itself is no sign of that: a busy machine makes a healthy guest wait, too.
 * Source: `rcu_check_gp_kthread_expired_fqs_timer` in kernel/rcu/tree_stall.h.
 */
const DEAD_TIMER = /Possible timer handling issue on cpu=|kthread timer wakeup didn't happen/

/** The line of a console by which a boot is given up; null while there is none. */
export const bootStall = (console: string): string | null =>
  console
    .replaceAll('\r', '')
    .split('\n')
    .find((line) => DEAD_TIMER.test(line))
    ?.trim() ?? null

/** A boot that will not end: another one most likely does. */
export class StalledBoot extends LabError {
  override name = 'StalledBoot'
}

/**
 * Boots again where a boot stalls, `attempts` times in all. Other failures and the last stall are thrown. `boot`
 * leaves nothing running when it throws.
 */
export const bootAgainWhereStalled = async <T>(
  attempts: number,
  boot: () => Promise<T>,
  say: (message: string) => void
): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await boot()
    } catch (error) {
      if (!(error instanceof StalledBoot) || attempt >= attempts) throw error
      say(`${error.message} Starting again (${attempt + 1} of ${attempts}).`)
    }
  }
}
