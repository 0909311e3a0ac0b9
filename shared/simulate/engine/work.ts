/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/**
 * The time that stations spend. Events lie at whole nanoseconds; what a service time has beyond that is carried over
 * to the station's next packet, so that rates are exact in the long run.
 */
export class Work {
  /** By station: when it is or was through with the last packet that it began or has promised to begin. */
  readonly doneNs: Float64Array
  /** By station: part of a nanosecond that is left of its work so far. */
  readonly carryNs: Float64Array
  private readonly busyNs: Float64Array

  constructor(stations: number) {
    this.doneNs = new Float64Array(stations)
    this.carryNs = new Float64Array(stations)
    this.busyNs = new Float64Array(stations)
  }

  /** The station works on one more packet from `beginNs`, at or after `doneNs`. Gives when it is done. */
  add(station: number, beginNs: number, serviceNs: number): number {
    const exact = serviceNs + this.carryNs[station]!
    const whole = Math.floor(exact)
    this.carryNs[station] = exact - whole
    this.busyNs[station]! += whole
    return (this.doneNs[station] = beginNs + whole)
  }

  /** The station is through at `doneNs` with what it worked on for `moreNs` since the last time. */
  set(station: number, doneNs: number, carryNs: number, moreNs: number): void {
    this.doneNs[station] = doneNs
    this.carryNs[station] = carryNs
    this.busyNs[station]! += moreNs
  }

  /**
   * Share of the time up to `nowNs` that the station worked, 0..1. All that it still has to do must be without a
   * pause from now on.
   */
  utilisation(station: number, nowNs: number): number {
    if (nowNs === 0) return 0
    const ahead = Math.max(0, this.doneNs[station]! - nowNs)
    return (this.busyNs[station]! - ahead) / nowNs
  }
}
