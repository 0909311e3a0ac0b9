/** Figures as people read them: two to three digits that matter, units always there. */
import type { Band } from '#shared/simulate/types.ts'

/** 0.08, 0.94, 9.4, 24.7, 118: never more digits than the model knows. */
export const figure = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value === 0 ? '0' : value.toFixed(2)

/** "9.4 Gb/s". */
export const gbps = (value: number): string => `${figure(value)} Gb/s`

/** "88 us", "2.7 ms": of microseconds. */
export const duration = (us: number): string =>
  us >= 1000 ? `${figure(us / 1000)} ms` : `${us >= 10 ? us.toFixed(0) : figure(us)} us`

/** "420k IOPS", "1.45M IOPS"; of thousands a second. */
export const iops = (kilo: number): string => `${shortIops(kilo)} IOPS`

/** "420k", "1.45M", "0.6k": of thousands. */
export const shortIops = (kilo: number): string =>
  kilo >= 1000
    ? `${Number((kilo / 1000).toFixed(2))}M`
    : `${kilo >= 10 ? kilo.toFixed(0) : Number(kilo.toFixed(1))}k`

/** "8.9–9.8", or "about 9.4" where the band has no width. */
export const range = (band: Band): string =>
  figure(band.low) === figure(band.high) ? figure(band.value) : `${figure(band.low)}–${figure(band.high)}`

/** Of MiB: "8 GiB", "1.5 GiB", "512 MiB"; from 4 GiB on rounded to a tenth, below exact. */
export function memorySize(mib: number): string {
  const gib = mib / 1024
  if (gib >= 1 && Number.isInteger(gib * 4)) return `${gib} GiB`
  return gib >= 4 ? `${Number(gib.toFixed(1))} GiB` : `${mib} MiB`
}

/** "1 VF", "3 VFs". */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`

/** Without the domain where it is 0000, as lspci prints it. */
export const shortAddress = (address: string): string => address.replace(/^0000:/, '')
