/** What a number is about. The measured error of a topic is the uncertainty of what was predicted with it. */
export type Topic =
  | 'pcie'
  | 'wire'
  | 'dma'
  | 'numa'
  | 'lat'
  | 'iommu'
  | 'sriov'
  | 'soft'
  | 'nic'
  | 'irq'
  | 'pmd'
  | 'ovs'
  | 'vhost'
  | 'tcp'
  | 'ctrl'
  | 'switch'
  | 'storage'
  | 'mem'

/**
 * How a number came about. `published`: stated by the source. `derived`: computed from published data.
 * `fitted`: chosen so that calibration rows are met. `assumed`: no source that can be checked; wide range.
 */
export type Basis = 'published' | 'derived' | 'fitted' | 'assumed'

/** One input of the model. */
export interface Parameter {
  readonly value: number
  /** For example "ns", "cycles/frame", "1" for a pure number. */
  readonly unit: string
  /** Valid range; a value outside of it makes every result that uses it extrapolated. */
  readonly min: number
  readonly max: number
  readonly topic: Topic
  readonly basis: Basis
  /** Where it is from: document, file, commit, or calibration row. */
  readonly source: string
}

/** Builds a row of the table; positional, so that the table reads as a table. */
export const parameter = (
  value: number,
  unit: string,
  [min, max]: readonly [number, number],
  topic: Topic,
  basis: Basis,
  source: string
): Parameter => ({ value, unit, min, max, topic, basis, source })
