/** Stations of a layout's network in words: where a packet waited, or what it was lost in front of. */
import { OWN } from '../path/stage.ts'
import type { ResourceKind } from '../types.ts'
import type { CompiledLayout } from './compile.ts'
import { ownLimitLabel, resourceLabel } from './labels.ts'

/** A station as people know it. */
export interface StationWords {
  readonly kind: ResourceKind
  /** For example "wire of 0000:3b:00.0 (ens3f0), 25 Gb/s". */
  readonly label: string
}

/** The station with number `station` of `layoutNetwork(compiled)`, which `flow` passes. */
export function stationWords(compiled: CompiledLayout, station: number, flow: number): StationWords {
  const shared = compiled.resources[station]
  if (shared !== undefined) return { kind: shared.kind, label: resourceLabel(shared, 0) }
  let own = station - compiled.resources.length
  for (let f = 0; f < flow; f++) own -= ownStages(compiled, f).length
  const stage = ownStages(compiled, flow)[own]
  const flowClass = compiled.classes[compiled.flows[flow]?.class ?? -1]
  if (flowClass === undefined || stage === undefined)
    throw new RangeError(`flow ${flow} has no station ${station}`)
  const { kind, servers, cost } = stage
  return { kind, label: ownLimitLabel(flowClass, { kind, mpps: servers / cost }) }
}

const ownStages = ({ flows, classes }: CompiledLayout, flow: number) =>
  (classes[flows[flow]?.class ?? -1]?.path.stages ?? []).filter(({ resource }) => resource === OWN)
