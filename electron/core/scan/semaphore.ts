/** A limit on how much is done at once. */
export interface Slots {
  /** Runs `work` as soon as a slot is free, in the order of the calls. */
  run<T>(work: () => Promise<T>): Promise<T>
  /** Within `run`: gives the slot to others while `wait` waits for something that costs nothing, like the user. */
  pause<T>(wait: () => Promise<T>): Promise<T>
}

/** `count` slots. */
export function slots(count: number): Slots {
  let free = count
  const waiting: (() => void)[] = []
  const take = async (): Promise<void> => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }
  const give = (): void => {
    const next = waiting.shift()
    // Handed on, not freed: otherwise a new caller could overtake a waiting one.
    if (next) next()
    else free += 1
  }
  return {
    async run(work) {
      await take()
      try {
        return await work()
      } finally {
        give()
      }
    },
    async pause(wait) {
      give()
      try {
        return await wait()
      } finally {
        await take()
      }
    }
  }
}
