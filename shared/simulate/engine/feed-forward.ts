/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/** The order in which the stations of a network can be worked through, each after all that packets come from. */
import type { FlowNetwork } from './flow-network.ts'

/**
 * All stations, each before those that come after it on the path of any flow; null where there is no such order,
 * because packets go round in circles.
 */
export function stationOrder({ flows, stations, start, station }: FlowNetwork): Int32Array | null {
  /** By hop: whether another one of its flow follows. */
  const leadsOn = new Uint8Array(station.length)
  const before = new Int32Array(stations)
  for (let f = 0; f < flows; f++) {
    leadsOn.fill(1, start[f], Math.max(start[f]!, start[f + 1]! - 1))
    for (let hop = start[f]! + 1; hop < start[f + 1]!; hop++) before[station[hop]!]!++
  }
  const hopsAt = hopsByStation(stations, station)
  const order = new Int32Array(stations)
  let known = 0
  before.forEach((count, each) => {
    if (count === 0) order[known++] = each
  })
  for (let done = 0; done < known; done++) {
    const { from, hops } = hopsAt
    for (let i = from[order[done]!]!; i < from[order[done]! + 1]!; i++) {
      const hop = hops[i]!
      if (leadsOn[hop] === 1 && --before[station[hop + 1]!]! === 0) order[known++] = station[hop + 1]!
    }
  }
  return known === stations ? order : null
}

/** Hops at each station: those at station `s` are `hops[from[s]] .. hops[from[s + 1] - 1]`, by rising number. */
export interface HopsByStation {
  readonly from: Int32Array
  readonly hops: Int32Array
}

/** The hops at each station. */
export function hopsByStation(stations: number, station: Int32Array): HopsByStation {
  const from = new Int32Array(stations + 1)
  for (const each of station) from[each + 1]!++
  for (let s = 0; s < stations; s++) from[s + 1]! += from[s]!
  const next = from.slice()
  const hops = new Int32Array(station.length)
  station.forEach((each, hop) => (hops[next[each]!++] = hop))
  return { from, hops }
}
