/** "+0.3 %", "−1.2 %", "0.0 %" for what rounds to nothing. */
export function signedPercent(percent: number): string {
  const size = Math.abs(percent).toFixed(1)
  if (Number(size) === 0) return `${size} %`
  return `${percent > 0 ? '+' : '−'}${size} %`
}
