/**
 * What a NIC moves over PCIe for one frame: data, descriptors, doorbells, write-backs, interrupts.
 *
 * Modelled: the three ways of driving a NIC of the 82599's kind. `simple` does every step for every frame;
 * `kernel` and `poll` batch as the Linux and DPDK drivers do. Left out: inline descriptors (mlx5), header
 * split, multi-descriptor frames, adaptive moderation.
 * Source: Intel 82599 datasheet sections 1.9, 7.1, 7.2; pcie-bench/pcie-model. Checked: row 3.
 */
import { defaultValues, type Values } from '../../calibration/parameters.ts'
import { FCS_BYTES } from './ethernet.ts'
import {
  completionOverheadBytes,
  readBytes,
  requestOverheadBytes,
  tlpGbps,
  writeBytes,
  type LinkBytes,
  type LinkOverhead,
  type PcieLinkShape
} from './pcie-link.ts'

/** Who drives a NIC: every step for every frame, the Linux driver, or a poll-mode driver. */
export type NicDriving = 'simple' | 'kernel' | 'poll'

/** How many frames share one of each step; 0 = the step does not happen. */
interface Batching {
  readonly txDoorbell: number
  readonly txDescriptorsPerFetch: number
  readonly txWriteBack: number
  readonly rxDoorbell: number
  readonly interrupt: number
  readonly txPointerRead: number
  readonly rxPointerRead: number
}

const BATCHING: Readonly<Record<NicDriving, Batching>> = {
  simple: {
    txDoorbell: 1,
    txDescriptorsPerFetch: 1,
    // The head pointer is read instead of a status written back.
    txWriteBack: 0,
    rxDoorbell: 1,
    interrupt: 1,
    txPointerRead: 1,
    rxPointerRead: 1
  },
  kernel: {
    txDoorbell: 1,
    txDescriptorsPerFetch: 40,
    txWriteBack: 8,
    rxDoorbell: 32,
    interrupt: 32,
    txPointerRead: 1,
    rxPointerRead: 8
  },
  poll: {
    txDoorbell: 32,
    txDescriptorsPerFetch: 40,
    txWriteBack: 8,
    rxDoorbell: 32,
    interrupt: 0,
    txPointerRead: 0,
    rxPointerRead: 0
  }
}

const DESCRIPTOR_BYTES = 16
/** Tail pointer, head pointer, MSI message: all are one 32-bit word. */
const WORD_BYTES = 4

const add = (...parts: readonly LinkBytes[]): LinkBytes => ({
  up: parts.reduce((sum, part) => sum + part.up, 0),
  down: parts.reduce((sum, part) => sum + part.down, 0)
})

/** A step that happens once every `batch` frames; never where `batch` is 0. */
const every = (batch: number, bytes: LinkBytes): LinkBytes =>
  batch === 0 ? { up: 0, down: 0 } : { up: bytes.up / batch, down: bytes.down / batch }

/** The host writes, or reads, one word of the device. */
const hostWrite = (values: Values): LinkBytes => ({ up: 0, down: WORD_BYTES + requestOverheadBytes(values) })
const hostRead = (values: Values): LinkBytes => ({
  up: WORD_BYTES + completionOverheadBytes(values),
  down: requestOverheadBytes(values)
})

/** Bytes on the link to send one frame of `frameBytes` (FCS included; the device adds it). */
export function sendBytes(
  driving: NicDriving,
  link: PcieLinkShape,
  frameBytes: number,
  values: Values = defaultValues
): LinkBytes {
  const batch = BATCHING[driving]
  return add(
    every(batch.txDoorbell, hostWrite(values)),
    every(
      batch.txDescriptorsPerFetch,
      readBytes(link, batch.txDescriptorsPerFetch * DESCRIPTOR_BYTES, values)
    ),
    readBytes(link, frameBytes - FCS_BYTES, values),
    every(batch.txWriteBack, writeBytes(link, batch.txWriteBack * DESCRIPTOR_BYTES, values)),
    every(batch.interrupt, writeBytes(link, WORD_BYTES, values)),
    every(batch.txPointerRead, hostRead(values))
  )
}

/** Bytes on the link to receive one frame of `frameBytes` (FCS included; the device strips it). */
export function receiveBytes(
  driving: NicDriving,
  link: PcieLinkShape,
  frameBytes: number,
  values: Values = defaultValues
): LinkBytes {
  const batch = BATCHING[driving]
  return add(
    every(batch.rxDoorbell, hostWrite(values)),
    // The free list is not prefetched: one descriptor read and one write-back for every frame.
    readBytes(link, DESCRIPTOR_BYTES, values),
    writeBytes(link, frameBytes - FCS_BYTES, values),
    writeBytes(link, DESCRIPTOR_BYTES, values),
    every(batch.interrupt, writeBytes(link, WORD_BYTES, values)),
    every(batch.rxPointerRead, hostRead(values))
  )
}

/** How `nicDuplexGbps` counts. */
export interface DuplexOptions {
  readonly overhead?: LinkOverhead
  /**
   * Leave the RX descriptor read out, as pcie-model's published figures do (an assignment there drops it).
   * Only for comparing with those figures.
   */
  readonly compat?: boolean
}

/** Gbit/s of frame data (FCS excluded) each way, sending and receiving at once, as far as PCIe allows. */
export function nicDuplexGbps(
  driving: NicDriving,
  link: PcieLinkShape,
  frameBytes: number,
  { overhead, compat = false }: DuplexOptions = {},
  values: Values = defaultValues
): number {
  const send = sendBytes(driving, link, frameBytes, values)
  const receive = receiveBytes(driving, link, frameBytes, values)
  const dropped = compat ? readBytes(link, DESCRIPTOR_BYTES, values).up : 0
  const up = send.up + receive.up - dropped
  return (tlpGbps(link, overhead, values) * (frameBytes - FCS_BYTES)) / Math.max(up, send.down + receive.down)
}
