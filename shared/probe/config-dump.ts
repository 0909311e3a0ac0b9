import { isPciAddress, type PciAddress } from '../pci/address.ts'

/** Bytes that a dump may describe: the output limit of the probe cannot stand for more without repeated lines. */
const LIMIT_BYTES = 64 * 1024 * 1024
const HEADER = /(?:^|\n)==> ([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])\/config <==\n/g
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
  const order = new Map<string, number>(addresses.map((address, at) => [address, at]))
  let open: { readonly address: PciAddress; readonly start: number; readonly at: number } | null = null
  const close = (end: number): void => {
    if (open === null) return
    const content = bytes.slice(open.start, end)
    if (isConfigLength(content.length)) found.set(open.address, toHex(content))
  }
  for (const match of bytes.matchAll(HEADER)) {
    const address = match[1] ?? ''
    const at = order.get(address)
    // Bytes of a device may look like a header: it counts where a function comes that has not been.
    if (at === undefined || !isPciAddress(address) || (open !== null && at <= open.at)) continue
    close(match.index)
    open = { address, start: match.index + match[0].length, at }
  }
  close(bytes.length)
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
