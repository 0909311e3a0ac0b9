/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
import { FarEvents } from './far-events.ts'

/** What `take` gives when nothing is due. */
export const NOTHING = -1
const NONE = -1

/** Places in a calendar's clock. */
export const NOW = 0
/** Index of the time up to which events may be taken. */
export const UNTIL = 1
const FAR = 2

/**
 * What happens next: at most one pending event for each of a fixed number of sources (a station that will be through
 * with its packet, a flow whose next packet will arrive).
 *
 * Order: time; at the same time the source of lower rank; of the same rank first in, first out: the event whose cause
 * came first (`since`), and for causes of the same time the lower number. The rule does not look at how the engine got
 * there, so two engines that find the same events in different ways (packet-run.ts, folded-run.ts) order them alike.
 *
 * A calendar queue (Brown, "Calendar queues: a fast O(1) priority queue implementation", 1988): days of a power of two
 * of nanoseconds, each with a list of its events, in a ring that a word of bits for every 32 days tells to be empty or
 * not. What lies more than a round ahead waits in a heap (far-events.ts). Days are so short that most hold one event
 * at most: nothing is compared, which is what makes a heap of random times slow.
 * Times are whole nanoseconds, exact in a double for 104 days. Nothing is allocated after construction; that is why
 * times are handed over in arrays: engines allocate numbers beyond 31 bits that are arguments or fields.
 */
export class Calendar {
  /** By source: when its event is due, and when the cause of it came about. To be set before `add`. */
  readonly dueNs: Float64Array
  readonly sinceNs: Float64Array
  /**
   * [NOW]: time of the event that `take` took: nothing comes before it. [UNTIL]: `take` takes no event after this.
   * [FAR]: of the next event beyond the ring.
   */
  readonly clock = Float64Array.of(0, 0, Infinity)
  private readonly rank: Uint8Array
  /** First source of each day, and the one that follows a source in its day. */
  private readonly first: Int32Array
  private readonly next: Int32Array
  /** A bit for each day: whether it has events. */
  private readonly bits: Int32Array
  private readonly daysPerNs: number
  /** Days in the ring, less one: a mask. */
  private readonly lastDay: number
  /** How far after `now` an event may lie so that its day does not come round to one that is still to come. */
  private readonly reachNs: number
  private count = 0
  private readonly far: FarEvents

  /**
   * `rank`: of each source, 0 to 255. `spacingNs`: about how long it is from one event to the next; speed alone
   * depends on it.
   */
  constructor(rank: Uint8Array, spacingNs: number) {
    const sources = rank.length
    this.rank = rank
    this.dueNs = new Float64Array(sources)
    this.sinceNs = new Float64Array(sources)
    this.next = new Int32Array(sources)
    this.far = new FarEvents(this.dueNs, this.clock, FAR)
    const dayNs = 2 ** Math.max(0, Math.min(40, Math.floor(Math.log2(spacingNs / 2))))
    let days = 256
    while (days < 16 * sources) days *= 2
    this.daysPerNs = 1 / dayNs
    this.lastDay = days - 1
    this.reachNs = (days - 1) * dayNs
    this.first = new Int32Array(days).fill(NONE)
    this.bits = new Int32Array(days / 32)
  }

  /** Puts in the next event of a source that has none pending, due at `dueNs[source]`, not before `now`. */
  add(source: number): void {
    if (this.dueNs[source]! - this.clock[NOW]! < this.reachNs) this.enter(source)
    else this.far.add(source)
  }

  /** Takes out the next event if it is due by `until`: its source, with its time in `now`; or NOTHING. */
  take(): number {
    const { clock } = this
    if (this.count === 0 || clock[FAR]! - clock[NOW]! < this.reachNs) this.admitFar()
    if (this.count === 0) return NOTHING
    const day = this.nextDay()
    const head = this.first[day]!
    const source = this.next[head] === NONE ? head : this.firstOf(head)
    const due = this.dueNs[source]!
    if (due > clock[UNTIL]!) return NOTHING
    this.remove(source, day)
    clock[NOW] = due
    return source
  }

  /** Takes what is no longer too far ahead into the ring. With nothing else to come, time leaps to what is due. */
  private admitFar(): void {
    const { clock, far } = this
    if (this.count === 0 && clock[FAR]! <= clock[UNTIL]!) clock[NOW] = clock[FAR]!
    while (clock[FAR]! - clock[NOW]! < this.reachNs) this.enter(far.take())
  }

  private enter(source: number): void {
    const day = (this.dueNs[source]! * this.daysPerNs) & this.lastDay
    this.next[source] = this.first[day]!
    this.first[day] = source
    this.bits[day >> 5]! |= 1 << day
    this.count++
  }

  private remove(source: number, day: number): void {
    const after = this.next[source]!
    this.count--
    const head = this.first[day]!
    if (head === source) {
      this.first[day] = after
      if (after === NONE) this.bits[day >> 5]! &= ~(1 << day)
      return
    }
    let before = head
    while (this.next[before] !== source) before = this.next[before]!
    this.next[before] = after
  }

  /** The day of the next event; there is one. */
  private nextDay(): number {
    const { bits } = this
    const today = (this.clock[NOW]! * this.daysPerNs) & this.lastDay
    let word = today >> 5
    let days = bits[word]! & (-1 << today)
    while (days === 0) {
      word = word + 1 < bits.length ? word + 1 : 0
      days = bits[word]!
    }
    return (word << 5) + 31 - Math.clz32(days & -days)
  }

  /** Which of the events of a day comes first; `head`: the first in its list. */
  private firstOf(head: number): number {
    let first = head
    for (let source = this.next[head]!; source !== NONE; source = this.next[source]!)
      if (this.isBefore(source, first)) first = source
    return first
  }

  private isBefore(a: number, b: number): boolean {
    const byTime = this.dueNs[a]! - this.dueNs[b]!
    if (byTime !== 0) return byTime < 0
    const byRank = this.rank[a]! - this.rank[b]!
    if (byRank !== 0) return byRank < 0
    const byCause = this.sinceNs[a]! - this.sinceNs[b]!
    return byCause < 0 || (byCause === 0 && a < b)
  }
}
