/** How registers, words and addresses are written in steps. */

/** `0x0000001f`: a number in hex, padded to `digits`. */
export const hex = (value: number, digits = 0): string =>
  `0x${(value < 0 ? value >>> 0 : value).toString(16).padStart(digits, '0')}`

/** Names of the bits that are set, `VFU | REQ`; only the number where none has a name. */
export function bitNames(value: number, bits: Readonly<Record<string, number>>): string {
  const names = Object.entries(bits).flatMap(([name, bit]) => ((value & bit) !== 0 ? [name] : []))
  return names.length === 0 ? hex(value) : names.join(' | ')
}

/** `4 KiB`, `2 MiB`, `1 GiB`: an exact power of 1024 times a whole number. */
export function binarySize(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB']
  let value = bytes
  let unit = 0
  while (value >= 1024 && value % 1024 === 0 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${value} ${units[unit] ?? ''}`
}
