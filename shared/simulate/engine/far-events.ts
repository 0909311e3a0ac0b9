/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
const ARITY = 4

/**
 * Events that are too far ahead for the calendar's ring, by time; a source has one at most. A 4-ary heap over typed
 * arrays: a node's children lie side by side, so going down touches few cache lines. Events of the same time come out
 * in any order: the calendar sorts them when it takes them in.
 */
export class FarEvents {
  /** By source. */
  private readonly dueNs: Float64Array
  private readonly sources: Int32Array
  private count = 0
  /** Where the time of the next event is told; Infinity without events. */
  private readonly clock: Float64Array
  private readonly place: number

  /** `dueNs`: when the event of each source is due; it stays while the source is here. */
  constructor(dueNs: Float64Array, clock: Float64Array, place: number) {
    this.clock = clock
    this.place = place
    this.dueNs = dueNs
    this.sources = new Int32Array(dueNs.length)
  }

  add(source: number): void {
    const { dueNs, sources } = this
    const due = dueNs[source]!
    let at = this.count++
    while (at > 0) {
      const parent = (at - 1) >> 2
      if (dueNs[sources[parent]!]! <= due) break
      sources[at] = sources[parent]!
      at = parent
    }
    sources[at] = source
    this.clock[this.place] = dueNs[sources[0]!]!
  }

  /** Takes the next event out: its source. */
  take(): number {
    const source = this.sources[0]!
    const last = --this.count
    if (last > 0) this.sink(this.sources[last]!)
    this.clock[this.place] = last > 0 ? this.dueNs[this.sources[0]!]! : Infinity
    return source
  }

  private sink(source: number): void {
    const { dueNs, sources, count } = this
    const due = dueNs[source]!
    let at = 0
    for (;;) {
      const firstChild = at * ARITY + 1
      if (firstChild >= count) break
      const end = Math.min(firstChild + ARITY, count)
      let least = firstChild
      for (let child = firstChild + 1; child < end; child++)
        if (dueNs[sources[child]!]! < dueNs[sources[least]!]!) least = child
      if (due <= dueNs[sources[least]!]!) break
      sources[at] = sources[least]!
      at = least
    }
    sources[at] = source
  }
}
