/**
 * What one I/O command costs on the PCIe link of an NVMe controller.
 *
 * Modelled: the submission queue entry, data (or the blocks to be written), the PRP list of a transfer of more than
 * two pages, the completion queue entry, two doorbells, one MSI-X interrupt.
 * Left out: SGLs, the controller memory buffer, interrupt coalescing, several entries fetched at once.
 * Source: NVM Express Base Specification 2.0, 3.3.3 (64 B and 16 B entries), 4.1.1 (PRP); PCIe Transport 1.0.
 */
import type { Values } from '../../calibration/parameters.ts'
import {
  readBytes,
  requestOverheadBytes,
  writeBytes,
  type LinkBytes,
  type PcieLinkShape
} from '../cost/pcie-link.ts'

const SUBMISSION_ENTRY_BYTES = 64
const COMPLETION_ENTRY_BYTES = 16
/** A doorbell, or the data of an MSI-X message. */
const WORD_BYTES = 4
const PAGE_BYTES = 4096
/** A pointer to one page. */
const PRP_BYTES = 8
/** Pages to which a command can point without a list. */
const PAGES_WITHOUT_LIST = 2

/** Bytes on the link of one read or write of `blockBytes`, up = towards the host. */
export function ioLinkBytes(
  link: PcieLinkShape,
  operation: 'read' | 'write',
  blockBytes: number,
  values: Values
): LinkBytes {
  const pages = Math.ceil(blockBytes / PAGE_BYTES)
  // The controller reads memory for everything the host hands over, and writes it for everything it gives back.
  const parts: readonly LinkBytes[] = [
    readBytes(link, SUBMISSION_ENTRY_BYTES, values),
    ...(pages > PAGES_WITHOUT_LIST ? [readBytes(link, PRP_BYTES * (pages - 1), values)] : []),
    operation === 'read' ? writeBytes(link, blockBytes, values) : readBytes(link, blockBytes, values),
    writeBytes(link, COMPLETION_ENTRY_BYTES, values),
    writeBytes(link, WORD_BYTES, values),
    { up: 0, down: 2 * (WORD_BYTES + requestOverheadBytes(values)) }
  ]
  return {
    up: parts.reduce((sum, { up }) => sum + up, 0),
    down: parts.reduce((sum, { down }) => sum + down, 0)
  }
}
