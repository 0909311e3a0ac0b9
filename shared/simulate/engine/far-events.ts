/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/**
 * Events that are too far ahead for the calendar's ring, by time; a source has one at most. A 4-ary heap over typed
 * arrays: a node's children lie side by side, so going down touches few cache lines. Events of the same time come out
 * in any order: the calendar sorts them when it takes them in.
 */
const ARITY = 4

/** See the head of the file. */
export class FarEvents {
  private readonly times: Float64Array
  private readonly sources: Int32Array
  private count = 0
  /** Infinity without events. */
  nextTime = Infinity

  /** `capacity`: events at most. */
  constructor(capacity: number) {
    this.times = new Float64Array(capacity)
    this.sources = new Int32Array(capacity)
  }

  /** Source of the event at `nextTime`. */
  get nextSource(): number {
    return this.sources[0]!
  }

  add(source: number, time: number): void {
    const { times, sources } = this
    let at = this.count++
    while (at > 0) {
      const parent = (at - 1) >> 2
      if (times[parent]! <= time) break
      times[at] = times[parent]!
      sources[at] = sources[parent]!
      at = parent
    }
    times[at] = time
    sources[at] = source
    this.nextTime = times[0]!
  }

  /** Takes the next event out and gives its time. */
  takeTime(): number {
    const time = this.nextTime
    const last = --this.count
    if (last > 0) this.sink(this.times[last]!, this.sources[last]!)
    this.nextTime = last > 0 ? this.times[0]! : Infinity
    return time
  }

  private sink(time: number, source: number): void {
    const { times, sources, count } = this
    let at = 0
    for (;;) {
      const firstChild = at * ARITY + 1
      if (firstChild >= count) break
      const end = Math.min(firstChild + ARITY, count)
      let least = firstChild
      for (let child = firstChild + 1; child < end; child++) if (times[child]! < times[least]!) least = child
      if (time <= times[least]!) break
      times[at] = times[least]!
      sources[at] = sources[least]!
      at = least
    }
    times[at] = time
    sources[at] = source
  }
}
