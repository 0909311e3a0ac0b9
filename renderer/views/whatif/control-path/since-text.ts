/** Four digits where `timeWords` has two or three: 100.5 ms after 100 ms must not read as the same. */
export function sinceWords(ns: number): string {
  const [value, unit] =
    ns < 1e3 ? [ns, 'ns'] : ns < 1e6 ? [ns / 1e3, 'µs'] : ns < 1e9 ? [ns / 1e6, 'ms'] : [ns / 1e9, 's']
  return `${Number(value.toPrecision(4))} ${unit}`
}
