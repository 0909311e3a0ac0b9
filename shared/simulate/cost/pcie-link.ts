/**
 * A PCI Express link: raw rate, what data-link traffic leaves of it, and what DMA of a given size gets.
 *
 * Modelled: line encoding, TLP headers, framing, ACK and flow-control DLLPs, skip ordered sets.
 * Left out: retries, ECRC, credit starvation, switches on the way.
 * Source: pcie-bench/pcie-model; PCIe base specification 5.0, tables 2-46 to 2-48 and 3-7 to 3-9.
 * Checked: gen1 to gen5, x4 to x16, maximal payload 128 to 512 B (rows 1 and 2).
 */
import { defaultValues, type Values } from '../../calibration/parameters.ts'

/** Generations; 6 and 7 rest on guesses of the source. */
export type PcieGeneration = 1 | 2 | 3 | 4 | 5 | 6 | 7
/** Widths that a link can train to. */
export type PcieLanes = 1 | 2 | 4 | 8 | 12 | 16 | 32

/** A link as trained, and the sizes that both ends agreed on. */
export interface PcieLinkShape {
  readonly generation: PcieGeneration
  readonly lanes: PcieLanes
  /** Maximal payload of a write or completion, bytes. */
  readonly maxPayloadBytes: number
  /** Largest read request, bytes. */
  readonly maxReadRequestBytes: number
  /** Read completions come in pieces of this size instead of the maximal payload (older chipsets: 64). */
  readonly completionChunkBytes?: number
}

/** How link-layer overhead is had: from the specification's tables, or from a measurement (gen3 x8). */
export type LinkOverhead = 'specification' | 'measured'

const GIGATRANSFERS: Readonly<Record<PcieGeneration, number>> = {
  1: 2.5,
  2: 5,
  3: 8,
  4: 16,
  5: 32,
  6: 64,
  7: 128
}

/** Share of the raw bits that is data: 8b/10b, then 128b/130b, then 242 of 256 bytes of a flit. */
const encodingShare = (generation: PcieGeneration): number =>
  generation <= 2 ? 8 / 10 : generation <= 5 ? 128 / 130 : 242 / 256

/**
 * Bytes between two ACKs (and two flow-control updates), by lanes, for payloads of 128, 256 and 512 B.
 * One table per row of generations; larger payloads take the last column.
 */
const ACK_LIMIT: Readonly<
  Record<'1' | '2' | '3+', Readonly<Record<PcieLanes, readonly [number, number, number]>>>
> = {
  '1': {
    1: [237, 416, 559],
    2: [128, 217, 289],
    4: [73, 118, 154],
    8: [67, 107, 86],
    12: [58, 90, 109],
    16: [48, 72, 86],
    32: [33, 45, 52]
  },
  '2': {
    1: [288, 467, 610],
    2: [179, 268, 340],
    4: [124, 169, 205],
    8: [118, 158, 137],
    12: [109, 141, 160],
    16: [99, 123, 137],
    32: [84, 96, 103]
  },
  '3+': {
    1: [333, 512, 655],
    2: [224, 313, 385],
    4: [169, 214, 250],
    8: [163, 203, 182],
    12: [154, 186, 205],
    16: [144, 168, 182],
    32: [129, 141, 148]
  }
}

/** A skip ordered set of four symbols at least every 1538 symbols. */
const SKIP_SHARE = 4 / 1538

/** Gbit/s one way after line encoding. */
export const rawGbps = (link: PcieLinkShape): number =>
  GIGATRANSFERS[link.generation] * encodingShare(link.generation) * link.lanes

/** Gbit/s one way that is left for TLPs, headers included. */
export function tlpGbps(
  link: PcieLinkShape,
  overhead: LinkOverhead = 'specification',
  values: Values = defaultValues
): number {
  if (overhead === 'measured') return rawGbps(link) * (1 - values['pcie.measuredOverhead'])
  const rows = ACK_LIMIT[link.generation === 1 ? '1' : link.generation === 2 ? '2' : '3+'][link.lanes]
  const limit = link.maxPayloadBytes <= 128 ? rows[0] : link.maxPayloadBytes <= 256 ? rows[1] : rows[2]
  return rawGbps(link) * (1 - (2 * values['pcie.dllpBytes']) / limit - SKIP_SHARE)
}

/** Bytes of a request TLP without data: a memory read, or what a memory write adds to its data. */
export const requestOverheadBytes = (values: Values = defaultValues): number =>
  values['pcie.tlpOverheadBytes'] + values['pcie.tlpHeaderBytes'] + values['pcie.requestBytes']

/** Bytes that a read completion adds to its data. */
export const completionOverheadBytes = (values: Values = defaultValues): number =>
  values['pcie.tlpOverheadBytes'] + values['pcie.tlpHeaderBytes'] + values['pcie.completionBytes']

/** Bytes on the link for a transfer, by direction. Up is device to host. */
export interface LinkBytes {
  readonly up: number
  readonly down: number
}

/** A device writes `bytes` to host memory. */
export const writeBytes = (
  link: PcieLinkShape,
  bytes: number,
  values: Values = defaultValues
): LinkBytes => ({
  up: bytes + Math.ceil(bytes / link.maxPayloadBytes) * requestOverheadBytes(values),
  down: 0
})

/** A device reads `bytes` of host memory. */
export const readBytes = (link: PcieLinkShape, bytes: number, values: Values = defaultValues): LinkBytes => ({
  up: Math.ceil(bytes / link.maxReadRequestBytes) * requestOverheadBytes(values),
  down:
    bytes +
    Math.ceil(bytes / (link.completionChunkBytes ?? link.maxPayloadBytes)) * completionOverheadBytes(values)
})

/** What a device does with host memory; `both` = one read beside every write. */
export type DmaOperation = 'read' | 'write' | 'both'

/** Payload in Gbit/s that the link alone allows; for `both`, each way with one read beside every write. */
export function linkPayloadGbps(
  link: PcieLinkShape,
  operation: DmaOperation,
  bytes: number,
  overhead: LinkOverhead = 'specification',
  values: Values = defaultValues
): number {
  const none: LinkBytes = { up: 0, down: 0 }
  const write = operation === 'read' ? none : writeBytes(link, bytes, values)
  const read = operation === 'write' ? none : readBytes(link, bytes, values)
  return (tlpGbps(link, overhead, values) * bytes) / Math.max(write.up + read.up, write.down + read.down)
}

const BY_SPEED: readonly (readonly [number, PcieGeneration])[] = [
  [2.5, 1],
  [5, 2],
  [8, 3],
  [16, 4],
  [32, 5],
  [64, 6],
  [128, 7]
]

/** Generation of a speed as sysfs tells it; null for a speed that no generation has. */
export const generationOfSpeed = (gigatransfers: number): PcieGeneration | null =>
  BY_SPEED.find(([speed]) => speed === gigatransfers)?.[1] ?? null

const LANES: readonly number[] = [1, 2, 4, 8, 12, 16, 32]

/** Whether a width can be trained. */
export const isPcieLanes = (width: number): width is PcieLanes => LANES.includes(width)
