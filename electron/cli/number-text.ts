/** Numbers of the simulator in a table. */
import type { Band } from '#shared/simulate/types.ts'

/** A value with its range, and a mark where it is extrapolated. */
export const bandText = ({ value, low, high, isExtrapolated }: Band): string => {
  const range = low === high ? '' : ` [${number(low)}-${number(high)}]`
  return `${number(value)}${range}${isExtrapolated ? ' ~' : ''}`
}

/** Four significant digits, no exponent. */
export const number = (value: number): string =>
  Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(4)))
