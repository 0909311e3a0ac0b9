/** Something that is told at once, and then at most once in a while. */
export interface Paced {
  /** Tells now, or once when the pause is over. */
  soon(): void
  /** Tells now, whatever was told before. */
  flush(): void
}

/** Calls `tell` at most every `ms` milliseconds, and always once after the last `soon`. */
export function paced(ms: number, tell: () => void): Paced {
  let timer: NodeJS.Timeout | null = null
  let isDue = false
  const pause = (): void => {
    timer = setTimeout(() => {
      timer = null
      if (!isDue) return
      isDue = false
      tell()
      pause()
    }, ms)
  }
  return {
    soon() {
      if (timer) {
        isDue = true
        return
      }
      tell()
      pause()
    },
    flush() {
      if (timer) clearTimeout(timer)
      timer = null
      isDue = false
      tell()
    }
  }
}

/** Collects lines and hands them on together: a script that prints fast must not send a message a line. */
export function lineBatch(
  ms: number,
  send: (lines: readonly string[]) => void
): { add(lines: readonly string[]): void; flush(): void } {
  let waiting: string[] = []
  const give = (): void => {
    if (waiting.length === 0) return
    const lines = waiting
    waiting = []
    send(lines)
  }
  const pace = paced(ms, give)
  return {
    add(lines) {
      waiting.push(...lines)
      pace.soon()
    },
    flush: () => pace.flush()
  }
}
