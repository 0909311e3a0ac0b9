import type { PciAddress } from '../pci/address.ts'

/** Bytes that a dump may describe: the output limit of the probe cannot stand for more without repeated lines. */
const LIMIT_BYTES = 64 * 1024 * 1024
const DUMP_LINE = /^([0-9a-f]{6,8})((?: [0-9a-f]{2}){0,16})$/

/**
 * Reads what `tail -c +1 FILE... | od -A x -t x1` prints for the config space of all functions, and gives the hex
 * digits of each. `addresses` are the functions in the order of the shell's `*`, which is that of their names.
 * A function whose config space could not be read, or has a length that no config space has, is missing.
 */
export function parseConfigDump(
  lines: readonly string[],
  addresses: readonly PciAddress[]
): ReadonlyMap<PciAddress, string> {
  const found = new Map<PciAddress, string>()
  const bytes = expandDump(lines)
  let from = 0
  for (const address of addresses) {
    const header = `==> ${address}/config <==\n`
    const at = bytes.indexOf(header, from)
    if (at < 0) continue
    const start = at + header.length
    const next = bytes.indexOf('\n==> ', start)
    // A random byte sequence may look like the next header: only a full one ends the content.
    let end = next
    while (
      end >= 0 &&
      !/^\n==> [0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]\/config <==\n/.test(bytes.slice(end, end + 48))
    )
      end = bytes.indexOf('\n==> ', end + 1)
    const content = bytes.slice(start, end < 0 ? bytes.length : end)
    if (isConfigLength(content.length)) found.set(address, toHex(content))
    from = start
  }
  return found
}

/** 64 without root (128 for CardBus bridges), 256 for conventional PCI, 4096 for PCI Express. Source: kernel `pci_read_config`. */
const isConfigLength = (length: number): boolean => [64, 128, 256, 4096].includes(length)

/** The dumped bytes as characters of codes 0-255. `*` stands for repetitions of the line before. Stops at the first odd line. */
function expandDump(lines: readonly string[]): string {
  const chunks: string[] = []
  let length = 0
  let last = ''
  let isRepeating = false
  for (const line of lines) {
    if (line === '*') {
      isRepeating = true
      continue
    }
    const [, offsetHex, hex] = DUMP_LINE.exec(line) ?? []
    if (offsetHex === undefined || hex === undefined) break
    const offset = parseInt(offsetHex, 16)
    if (isRepeating) {
      const missing = offset - length
      if (last === '' || missing < 0 || offset > LIMIT_BYTES) break
      chunks.push(last.repeat(Math.ceil(missing / last.length)).slice(0, missing))
      length = offset
      isRepeating = false
    }
    if (offset !== length) break
    last = fromHex(hex)
    chunks.push(last)
    length += last.length
  }
  return chunks.join('')
}

const fromHex = (hex: string): string =>
  String.fromCharCode(...(hex.match(/[0-9a-f]{2}/g) ?? []).map((byte) => parseInt(byte, 16)))

const toHex = (characters: string): string => {
  let hex = ''
  for (let i = 0; i < characters.length; i++) hex += characters.charCodeAt(i).toString(16).padStart(2, '0')
  return hex
}
