import type { Reading } from '#shared/reading.ts'
import type { InventoryFunction, PcieLink } from '#shared/inventory/types.ts'

/** What a function is called: its pci.ids names without the vendor's legal form, else its ids. */
export function deviceName(fn: InventoryFunction): string {
  if (fn.deviceName !== null) return fn.deviceName
  if (fn.vendorName !== null) return `${fn.vendorName} ${fn.deviceId}`
  return `${fn.vendorId}:${fn.deviceId}`
}

/** "PF", "VF 3", "bridge", or what its class says. */
export function roleName(fn: InventoryFunction): string {
  switch (fn.role.kind) {
    case 'pf':
      return 'PF'
    case 'vf':
      return `VF ${fn.role.index}`
    case 'bridge':
      return 'bridge'
    case 'plain':
      return fn.class
  }
}

/** The verdict on the use of a function, in words. */
export const usageWord = ({ usage }: InventoryFunction): string =>
  usage.verdict === 'free' ? 'free' : usage.verdict === 'in-use' ? 'in use' : 'use cannot be ruled out'

/** "8.0 GT/s x8" */
export const linkSpeed = (speedGTps: number, width: number): string =>
  `${Number.isInteger(speedGTps) ? speedGTps : speedGTps.toFixed(1)} GT/s x${width}`

/** Whether a link runs slower or narrower than both ends could: a slot, riser or power problem, or idle power saving. */
export const isLinkReduced = (link: PcieLink): boolean =>
  link.speedGTps < link.maxSpeedGTps || link.width < link.maxWidth

/** Mbit/s as people say it: "10 Gb/s", "2.5 Gb/s", "100 Mb/s". */
export const bitRate = (mbps: number): string => (mbps >= 1000 ? `${mbps / 1000} Gb/s` : `${mbps} Mb/s`)

/** A CPU model without marks and clock: "Intel Xeon Gold 6338". */
export const cpuName = (model: string): string =>
  model
    .replace(/\((R|TM|tm)\)/g, '')
    .replace(/\s+(CPU|Processor)?\s*@.*$/, '')
    .replace(/\s+/g, ' ')
    .trim()

/** The driver that a function is bound to, "no driver", or that it was not read. */
export const driverText = (fn: InventoryFunction): string =>
  fn.driver.known ? (fn.driver.value ?? 'no driver') : 'driver not read'

/** Link speed of the first interface that tells one; '' without. */
export function interfaceSpeed(fn: InventoryFunction): string {
  const net = fn.interfaces.find(({ speedMbps }) => speedMbps.known)
  return net?.speedMbps.known ? bitRate(net.speedMbps.value) : ''
}

/** A number in a narrow cell: "–" where there is none, "?" where it was not read. */
export const numberText = (reading: Reading<number | null>): string =>
  reading.known ? String(reading.value ?? '–') : '?'
