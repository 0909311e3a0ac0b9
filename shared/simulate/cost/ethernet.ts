/** Preamble and start of frame (8 B) plus inter-frame gap (12 B): on the wire, in no counter. IEEE 802.3. */
export const WIRE_OVERHEAD_BYTES = 20
/** Frame check sequence: part of a frame, not moved by DMA. */
export const FCS_BYTES = 4
/** Destination, source and type (14 B) and FCS (4 B): what a frame has beyond the MTU. */
export const FRAME_BEYOND_MTU_BYTES = 18
/** Smallest frame, FCS included. */
export const MIN_FRAME_BYTES = 64

/** Frames of one size in a mix. */
export interface FrameShare {
  /** FCS included. */
  readonly bytes: number
  /** How many of the frames have this size, in relation to the other sizes; > 0. */
  readonly share: number
}

/** What frames are as large as: all alike, the IMIX, or a mix of one's own. */
export type FrameSizes = number | 'imix' | readonly FrameShare[]

/** IMIX of FD.io CSIT (IMIX_v4_1): 28 x 64, 16 x 570 and 4 x 1518 B. */
const IMIX: readonly FrameShare[] = [
  { bytes: 64, share: 28 / 48 },
  { bytes: 570, share: 16 / 48 },
  { bytes: 1518, share: 4 / 48 }
]

/** The sizes of a mix; shares add up to 1. */
export function frameMix(frames: FrameSizes): readonly FrameShare[] {
  if (typeof frames === 'number') return [{ bytes: frames, share: 1 }]
  if (frames === 'imix') return IMIX
  const all = frames.reduce((sum, { share }) => sum + share, 0)
  return frames.map(({ bytes, share }) => ({ bytes, share: share / all }))
}

/** Bytes of a frame, or of the mean frame of a mix: rates of a wire depend only on the mean. */
export const meanFrameBytes = (frames: FrameSizes): number =>
  typeof frames === 'number'
    ? frames
    : frameMix(frames).reduce((sum, { bytes, share }) => sum + bytes * share, 0)

/** IPv4 and TCP headers without options, in every frame of a TCP stream. */
export const TCP_HEADER_BYTES = 40

/** Share of a wire that is TCP payload with full frames: 1460 of 1538 B with an MTU of 1500. */
export const tcpShareOfWire = (mtu: number): number =>
  (mtu - TCP_HEADER_BYTES) / (frameOfMtu(mtu) + WIRE_OVERHEAD_BYTES)

/** Frame that carries a full MTU, FCS included; 18 B more than the MTU (22 with a VLAN tag, left out). */
export const frameOfMtu = (mtu: number): number => Math.max(MIN_FRAME_BYTES, mtu + FRAME_BEYOND_MTU_BYTES)

/** Most frames that a wire of `gbps` carries one way, in M/s. `frameBytes` includes the FCS. */
export const wireMpps = (gbps: number, frameBytes: number): number =>
  (gbps * 1000) / (8 * (frameBytes + WIRE_OVERHEAD_BYTES))

/** Rate of frames as Gbit/s without preamble and gap. */
export const frameGbps = (mpps: number, frameBytes: number): number => (mpps * 8 * frameBytes) / 1000
