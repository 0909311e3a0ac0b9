/** Calls back once after some milliseconds, unless the returned function is called before. */
export type After = (ms: number, then: () => void) => () => void

/** By the clock of the machine. */
export const afterByClock: After = (ms, then) => {
  const timer = setTimeout(then, ms)
  return () => clearTimeout(timer)
}

/** Something that is told at once, and then at most once in a while. */
export interface Paced {
  /** Tells now, or once when the pause is over. */
  soon(): void
  /** Tells now, whatever was told before. */
  flush(): void
}

/** Calls `tell` at most every `ms` milliseconds, and always once after the last `soon`. */
export function paced(ms: number, tell: () => void, after: After = afterByClock): Paced {
  let endPause: (() => void) | null = null
  let isDue = false
  const pause = (): void => {
    endPause = after(ms, () => {
      endPause = null
      if (!isDue) return
      isDue = false
      tell()
      pause()
    })
  }
  return {
    soon() {
      if (endPause) {
        isDue = true
        return
      }
      tell()
      pause()
    },
    flush() {
      endPause?.()
      endPause = null
      isDue = false
      tell()
    }
  }
}

/** Collects lines and hands them on together: a script that prints fast must not send a message a line. */
export function lineBatch(
  ms: number,
  send: (lines: readonly string[]) => void,
  after: After = afterByClock
): { add(lines: readonly string[]): void; flush(): void } {
  let waiting: string[] = []
  const give = (): void => {
    if (waiting.length === 0) return
    const lines = waiting
    waiting = []
    send(lines)
  }
  const pace = paced(ms, give, after)
  return {
    add(lines) {
      waiting.push(...lines)
      pace.soon()
    },
    flush: () => pace.flush()
  }
}
