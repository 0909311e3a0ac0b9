/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/**
 * Future events in order of time; events of the same time come out in the order in which they went in.
 *
 * A 4-ary heap over typed arrays: a node's children lie side by side, so going down touches few cache lines.
 * Nothing is allocated per event. Time is integer nanoseconds (exact in a double for 104 days), and the order of
 * insertion breaks ties, so a run is the same on every platform.
 */

const ARITY = 4

/** What an event is: a kind and two numbers of the kind's own meaning. */
export class EventQueue {
  private times: Float64Array
  private orders: Float64Array
  private slots: Int32Array
  /** Payload by slot. */
  private kinds: Int32Array
  private firsts: Int32Array
  private seconds: Int32Array
  private free: Int32Array
  private freeCount: number
  private count = 0
  private nextOrder = 0

  /** Time, kind and numbers of the event that `take` took. */
  time = 0
  kind = 0
  first = 0
  second = 0

  /** `capacity`: events to make room for at once; the queue grows when it is full. */
  constructor(capacity = 1024) {
    this.times = new Float64Array(capacity)
    this.orders = new Float64Array(capacity)
    this.slots = new Int32Array(capacity)
    this.kinds = new Int32Array(capacity)
    this.firsts = new Int32Array(capacity)
    this.seconds = new Int32Array(capacity)
    this.free = Int32Array.from({ length: capacity }, (_, i) => capacity - 1 - i)
    this.freeCount = capacity
  }

  /** Events that wait. */
  get size(): number {
    return this.count
  }

  /** Time of the next event; Infinity when there is none. */
  get nextTime(): number {
    return this.count === 0 ? Infinity : this.times[0]!
  }

  /** Puts an event in. */
  add(time: number, kind: number, first = 0, second = 0): void {
    if (this.freeCount === 0) this.grow()
    const slot = this.free[--this.freeCount]!
    this.kinds[slot] = kind
    this.firsts[slot] = first
    this.seconds[slot] = second
    this.rise(this.count++, time, this.nextOrder++, slot)
  }

  /** Takes the next event out into `time`, `kind`, `first` and `second`; false when there is none. */
  take(): boolean {
    if (this.count === 0) return false
    const slot = this.slots[0]!
    this.time = this.times[0]!
    this.kind = this.kinds[slot]!
    this.first = this.firsts[slot]!
    this.second = this.seconds[slot]!
    this.free[this.freeCount++] = slot
    const last = --this.count
    if (last > 0) this.sink(this.times[last]!, this.orders[last]!, this.slots[last]!)
    return true
  }

  /** Moves the hole at `at` up to where (time, order) belongs. */
  private rise(at: number, time: number, order: number, slot: number): void {
    const { times, orders, slots } = this
    while (at > 0) {
      const parent = (at - 1) >> 2
      const parentTime = times[parent]!
      if (parentTime < time || (parentTime === time && orders[parent]! < order)) break
      times[at] = parentTime
      orders[at] = orders[parent]!
      slots[at] = slots[parent]!
      at = parent
    }
    times[at] = time
    orders[at] = order
    slots[at] = slot
  }

  /** Moves the hole at the top down to where (time, order) belongs. */
  private sink(time: number, order: number, slot: number): void {
    const { times, orders, slots, count } = this
    let at = 0
    for (;;) {
      const firstChild = at * ARITY + 1
      if (firstChild >= count) break
      const end = firstChild + ARITY < count ? firstChild + ARITY : count
      let least = firstChild
      let leastTime = times[firstChild]!
      for (let child = firstChild + 1; child < end; child++) {
        const childTime = times[child]!
        if (childTime < leastTime || (childTime === leastTime && orders[child]! < orders[least]!)) {
          least = child
          leastTime = childTime
        }
      }
      if (time < leastTime || (time === leastTime && order < orders[least]!)) break
      times[at] = leastTime
      orders[at] = orders[least]!
      slots[at] = slots[least]!
      at = least
    }
    times[at] = time
    orders[at] = order
    slots[at] = slot
  }

  private grow(): void {
    const old = this.times.length
    const capacity = old * 2
    const wider = <T extends Float64Array | Int32Array>(from: T, to: T): T => {
      to.set(from)
      return to
    }
    this.times = wider(this.times, new Float64Array(capacity))
    this.orders = wider(this.orders, new Float64Array(capacity))
    this.slots = wider(this.slots, new Int32Array(capacity))
    this.kinds = wider(this.kinds, new Int32Array(capacity))
    this.firsts = wider(this.firsts, new Int32Array(capacity))
    this.seconds = wider(this.seconds, new Int32Array(capacity))
    this.free = new Int32Array(capacity)
    // Only called when no slot is free.
    for (let slot = capacity - 1; slot >= old; slot--) this.free[this.freeCount++] = slot
  }
}
