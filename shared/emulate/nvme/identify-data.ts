/**
 * Data structures that Identify and Namespace Attachment exchange, to and from bytes (little endian).
 * Source: NVM Express Base Specification 2.0, 5.17 (CNS 02h, 12h, 14h, 15h) and 4.4.1 (controller list).
 */

/** Bytes of every one of these structures. */
const BYTES = 4096

/** Flexible and private resources of one kind; VQ = queue pairs with the admin queue, VI = interrupt vectors. */
export interface ResourceCapabilities {
  /** FRT: flexible resources in all. */
  readonly flexible: number
  /** RFA: of them assigned to secondary controllers. */
  readonly assigned: number
  /** RFAP: of them allocated to the primary controller. */
  readonly primary: number
  /** PRT: private resources of the primary controller. */
  readonly private: number
  /** FRSM: most that a secondary controller may get. */
  readonly secondaryMaximum: number
  /** GRAN: preferred step. */
  readonly granularity: number
}

/** Primary Controller Capabilities (CNS 14h). */
export interface PrimaryCapabilities {
  readonly cntlid: number
  /** Resource types that it has: bit 0 VQ, bit 1 VI. */
  readonly crt: number
  readonly vq: ResourceCapabilities
  readonly vi: ResourceCapabilities
}

/** Where the six fields of each resource type begin. */
const VQ_AT = 32
const VI_AT = 64

/** To bytes. */
export function encodePrimaryCapabilities({ cntlid, crt, vq, vi }: PrimaryCapabilities): Uint8Array {
  const bytes = new Uint8Array(BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, cntlid, true)
  view.setUint8(4, crt)
  for (const [at, resources] of [
    [VQ_AT, vq],
    [VI_AT, vi]
  ] as const) {
    view.setUint32(at, resources.flexible, true)
    view.setUint32(at + 4, resources.assigned, true)
    view.setUint16(at + 8, resources.primary, true)
    view.setUint16(at + 10, resources.private, true)
    view.setUint16(at + 12, resources.secondaryMaximum, true)
    view.setUint16(at + 14, resources.granularity, true)
  }
  return bytes
}

/**
 * From bytes.
 * @internal Only tests read the model as a driver would.
 */
export function decodePrimaryCapabilities(bytes: Uint8Array): PrimaryCapabilities {
  const view = viewOf(bytes)
  const resources = (at: number): ResourceCapabilities => ({
    flexible: view.getUint32(at, true),
    assigned: view.getUint32(at + 4, true),
    primary: view.getUint16(at + 8, true),
    private: view.getUint16(at + 10, true),
    secondaryMaximum: view.getUint16(at + 12, true),
    granularity: view.getUint16(at + 14, true)
  })
  return {
    cntlid: view.getUint16(0, true),
    crt: view.getUint8(4),
    vq: resources(VQ_AT),
    vi: resources(VI_AT)
  }
}

/** An entry of the Secondary Controller List (CNS 15h). */
export interface SecondaryEntry {
  /** Controller identifier of the secondary controller. */
  readonly scid: number
  /** Controller identifier of its primary controller. */
  readonly pcid: number
  /** SCS bit 0. */
  readonly isOnline: boolean
  /** Virtual function number, from 1; 0 = not a VF. */
  readonly vfn: number
  /** Queue pairs assigned, admin queue included. */
  readonly nvq: number
  /** Interrupt vectors assigned. */
  readonly nvi: number
}

const ENTRY_BYTES = 32

/** Most entries that a list can hold. */
export const SECONDARY_LIST_ENTRIES = 127

/** To bytes. */
export function encodeSecondaryList(entries: readonly SecondaryEntry[]): Uint8Array {
  const bytes = new Uint8Array(BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, entries.length)
  entries.forEach(({ scid, pcid, isOnline, vfn, nvq, nvi }, index) => {
    const at = ENTRY_BYTES * (index + 1)
    view.setUint16(at, scid, true)
    view.setUint16(at + 2, pcid, true)
    view.setUint8(at + 4, isOnline ? 1 : 0)
    view.setUint16(at + 8, vfn, true)
    view.setUint16(at + 10, nvq, true)
    view.setUint16(at + 12, nvi, true)
  })
  return bytes
}

/**
 * From bytes, in the order of the list.
 * @internal Only tests read the model as a driver would.
 */
export function decodeSecondaryList(bytes: Uint8Array): readonly SecondaryEntry[] {
  const view = viewOf(bytes)
  return Array.from({ length: view.getUint8(0) }, (_, index): SecondaryEntry => {
    const at = ENTRY_BYTES * (index + 1)
    return {
      scid: view.getUint16(at, true),
      pcid: view.getUint16(at + 2, true),
      isOnline: (view.getUint8(at + 4) & 1) === 1,
      vfn: view.getUint16(at + 8, true),
      nvq: view.getUint16(at + 10, true),
      nvi: view.getUint16(at + 12, true)
    }
  })
}

/** Most identifiers of a controller list. */
const CONTROLLER_LIST_IDS = 2047

/** A controller list (4.4.1): its length, then identifiers. */
export function encodeControllerList(ids: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, ids.length, true)
  ids.forEach((id, index) => view.setUint16(2 * (index + 1), id, true))
  return bytes
}

/** From bytes; a length beyond what fits is cut. */
export function decodeControllerList(bytes: Uint8Array): readonly number[] {
  const view = viewOf(bytes)
  const length = Math.min(view.getUint16(0, true), CONTROLLER_LIST_IDS)
  return Array.from({ length }, (_, index) => view.getUint16(2 * (index + 1), true))
}

/** A namespace list (4.4.2): identifiers from low to high, then zeroes. */
export function encodeNamespaceList(ids: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(BYTES)
  const view = new DataView(bytes.buffer)
  ids.forEach((id, index) => view.setUint32(4 * index, id, true))
  return bytes
}

/**
 * From bytes, up to the first zero.
 * @internal Only tests read the model as a driver would.
 */
export function decodeNamespaceList(bytes: Uint8Array): readonly number[] {
  const view = viewOf(bytes)
  const all = Array.from({ length: BYTES / 4 }, (_, index) => view.getUint32(4 * index, true))
  const end = all.indexOf(0)
  return end < 0 ? all : all.slice(0, end)
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
