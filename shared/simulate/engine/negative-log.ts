/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/**
 * Minus the natural logarithm of a random word, for exponential times.
 *
 * `Math.log` may differ in its last bit between JavaScript engines, and a simulation would drift apart from there.
 * This uses only additions and multiplications of doubles, which IEEE 754 defines to the bit, so that a seed gives the
 * same run everywhere; it is also faster. Error below 1e-10, far below the nanosecond that times are rounded to.
 */
const CELLS = 256
const LN2 = 2 * artanh(1 / 3)

/** ln of the lower end of each cell of [1, 2), and what makes a distance within it relative to that end. */
const cellLog = Float64Array.from({ length: CELLS }, (_, i) => 2 * artanh(i / (2 * CELLS + i)))
const cellScale = Float64Array.from({ length: CELLS }, (_, i) => 1 / (2 ** 23 * (CELLS + i)))

/** -ln(word / 2^32) for a word of 1 to 2^32 - 1, signed or not; a word of 0 counts as 1/2. From 0 to 23. */
export function negativeLog(word: number): number {
  if (word === 0) return 33 * LN2
  const zeros = Math.clz32(word)
  // One bit before the point, 31 after it: 8 choose the cell, 23 are the distance in it.
  const mantissa = word << zeros
  const cell = (mantissa >>> 23) & 0xff
  const x = (mantissa & 0x7fffff) * cellScale[cell]!
  return (zeros + 1) * LN2 - cellLog[cell]! - x * (1 - x * (0.5 - x * (1 / 3)))
}

/** By its series; |z| at most 1/3. */
function artanh(z: number): number {
  let sum = 0
  let power = z
  for (let n = 1; n < 40; n += 2) {
    sum += power / n
    power *= z * z
  }
  return sum
}
