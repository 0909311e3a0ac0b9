/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/** What decides between hops whose packets arrive at the same time. */
export interface HopRanks {
  /** By hop: 0 = from a station, 1 = out of a delay, 2 = from outside. */
  readonly rank: Uint8Array
  /** By hop: number of the station, delay or flow that packets come from. */
  readonly number: Int32Array
}

/**
 * What arrives at a station within a span of time, in order: by time; then what a station let go before what comes out
 * of a delay before what comes from outside; of the first and the last what came about first; then the lower number.
 * The order in which calendar.ts gives the events of a run packet by packet.
 *
 * Counting sort over as many equal parts of the span as there are arrivals, then insertion: most are in place.
 */
export class ArrivalOrder {
  /** In the order in which they were added; after `sort` in the order of arrival: slot of the packet, and its hop. */
  slot = new Int32Array(0)
  hop = new Int32Array(0)
  count = 0
  /** Parallel to these: time after the beginning of the span. */
  private afterNs = new Int32Array(0)
  private otherAfterNs = new Int32Array(0)
  private otherSlot = new Int32Array(0)
  private otherHop = new Int32Array(0)
  /** Of each part of the span: where its next arrival goes. */
  private place = new Int32Array(0)
  private readonly ranks: HopRanks
  private readonly atNs: Float64Array
  private readonly sinceNs: Float64Array

  /** By slot: when a packet arrives, and what that came about of. */
  constructor(ranks: HopRanks, atNs: Float64Array, sinceNs: Float64Array) {
    this.ranks = ranks
    this.atNs = atNs
    this.sinceNs = sinceNs
  }

  /**
   * Adds packets `from .. end - 1` of a ring (slots `base + (n & mask)`), which arrive in this order, up to the last one
   * that arrives by `untilNs`. Gives the number of the first that does not. The span began at `beganNs`.
   */
  add(
    hop: number,
    base: number,
    mask: number,
    from: number,
    end: number,
    beganNs: number,
    untilNs: number
  ): number {
    const most = this.count + ((end - from) | 0)
    if (most > this.slot.length) this.grow(2 * most)
    const { atNs, afterNs, slot: slots, hop: hops } = this
    let count = this.count
    let packet = from
    for (; packet !== end; packet = (packet + 1) | 0) {
      const slot = base + (packet & mask)
      const arrivesNs = atNs[slot]!
      if (arrivesNs > untilNs) break
      afterNs[count] = arrivesNs - beganNs
      slots[count] = slot
      hops[count++] = hop
    }
    this.count = count
    return packet
  }

  /** Brings all arrivals into order; they lie less than `spanNs` after the beginning of the span. */
  sort(spanNs: number): void {
    const { count, place, afterNs, slot, hop, otherAfterNs, otherSlot, otherHop } = this
    const perNs = count / spanNs
    place.fill(0, 0, count + 1)
    for (let i = 0; i < count; i++) place[((afterNs[i]! * perNs) | 0) + 1]!++
    for (let part = 1; part <= count; part++) place[part]! += place[part - 1]!
    for (let i = 0; i < count; i++) {
      const after = afterNs[i]!
      const at = place[(after * perNs) | 0]!++
      otherAfterNs[at] = after
      otherSlot[at] = slot[i]!
      otherHop[at] = hop[i]!
    }
    this.afterNs = otherAfterNs
    this.slot = otherSlot
    this.hop = otherHop
    this.otherAfterNs = afterNs
    this.otherSlot = slot
    this.otherHop = hop
    for (let i = 1, before = otherAfterNs[0]!; i < count; i++) {
      const after = otherAfterNs[i]!
      if (after <= before) this.insert(i)
      else before = after
    }
  }

  /** Brings one arrival to its place among those before it, which are in order. */
  private insert(from: number): void {
    const { afterNs, slot, hop } = this
    const after = afterNs[from]!
    const ofSlot = slot[from]!
    const toHop = hop[from]!
    let at = from
    for (; at > 0; at--) {
      const before = afterNs[at - 1]!
      if (before < after) break
      if (before === after && !this.isBefore(ofSlot, toHop, slot[at - 1]!, hop[at - 1]!)) break
      afterNs[at] = before
      slot[at] = slot[at - 1]!
      hop[at] = hop[at - 1]!
    }
    afterNs[at] = after
    slot[at] = ofSlot
    hop[at] = toHop
  }

  /** Of two arrivals at the same time, whether the first goes first. */
  private isBefore(slotA: number, hopA: number, slotB: number, hopB: number): boolean {
    const { rank, number } = this.ranks
    if (rank[hopA] !== rank[hopB]) return rank[hopA]! < rank[hopB]!
    const bySince = this.sinceNs[slotA]! - this.sinceNs[slotB]!
    return bySince !== 0 ? bySince < 0 : number[hopA]! < number[hopB]!
  }

  private grow(capacity: number): void {
    const grown = (kept: Int32Array): Int32Array<ArrayBuffer> => {
      const array = new Int32Array(capacity)
      array.set(kept)
      return array
    }
    this.afterNs = grown(this.afterNs)
    this.slot = grown(this.slot)
    this.hop = grown(this.hop)
    this.otherAfterNs = new Int32Array(capacity)
    this.otherSlot = new Int32Array(capacity)
    this.otherHop = new Int32Array(capacity)
    this.place = new Int32Array(capacity + 1)
  }
}
