/** Preamble and start of frame (8 B) plus inter-frame gap (12 B): on the wire, in no counter. IEEE 802.3. */
export const WIRE_OVERHEAD_BYTES = 20
/** Frame check sequence: part of a frame, not moved by DMA. */
export const FCS_BYTES = 4
/** Destination, source and type (14 B) and FCS (4 B): what a frame has beyond the MTU. */
export const FRAME_BEYOND_MTU_BYTES = 18
/** Smallest frame, FCS included. */
export const MIN_FRAME_BYTES = 64

/** Mean frame of the IMIX of FD.io CSIT (IMIX_v4_1): 28 x 64, 16 x 570 and 4 x 1518 B. */
export const IMIX_FRAME_BYTES = (28 * 64 + 16 * 570 + 4 * 1518) / 48

/** Bytes of a frame, or of the mean frame of the mix: rates of a wire depend on the mean alone. */
export const meanFrameBytes = (frames: number | 'imix'): number =>
  frames === 'imix' ? IMIX_FRAME_BYTES : frames

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
