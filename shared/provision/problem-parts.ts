/** Problems and conditions that several parts of a plan share. */
import type { InventoryHost } from '../inventory/types.ts'
import type { PciAddress } from '../pci/address.ts'
import type { CompileProblem } from './types.ts'

/** Whether a value is a whole number from `min` to `max`. */
export const isWhole = (value: number, min: number, max: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max

/** A value that no driver takes; `range` says which ones are taken. */
export const badValue = (where: string, what: string, value: string, range: string): CompileProblem => ({
  kind: 'bad-value',
  where,
  message: `${what} ${value} of ${where} is out of range (${range}).`,
  fix: `Set ${what} to ${range}.`
})

/** The plan wants something of a function that the host did not show; `insteadDo` completes "Scan HOST again, or ...". */
export const unknownFunction = (
  address: PciAddress,
  host: InventoryHost,
  insteadDo: string
): CompileProblem => ({
  kind: 'unknown-function',
  where: address,
  message: `${address} was not found on ${host.hostname} when it was last read.`,
  fix: `Scan ${host.hostname} again, or ${insteadDo}.`
})
