/**
 * The canonical order of a plan's lists. Lists that people do not order themselves are kept sorted, so that two
 * plans that want the same are equal value for value, however they came about.
 */
import { comparePciAddresses } from '../pci/address.ts'
import type { PlanPf, PlanVf } from './types.ts'

/** Plain code-unit order: the same on every machine, unlike `localeCompare`. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** By host, then address. */
export const comparePfs = (a: PlanPf, b: PlanPf): number =>
  compareText(a.host, b.host) || comparePciAddresses(a.address, b.address)

/** By host, PF, then VF index. */
export const compareVfs = (a: PlanVf, b: PlanVf): number =>
  compareText(a.host, b.host) || comparePciAddresses(a.pf, b.pf) || a.index - b.index
