/** Middle value of a non-empty list; the upper one of two. The list keeps its order. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (middle === undefined) throw new RangeError('no values')
  return middle
}

/** Calls `sample` of each contender in turn (A B A B ...), so that a change of the machine's speed meets all alike. */
export async function alternate<Name extends string>(
  contenders: Readonly<Record<Name, () => number | Promise<number>>>,
  rounds: number
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contenders) as Name[]
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  // The first round warms caches and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const time = await contenders[name]()
      if (round > 0) times[name].push(time)
    }
  }
  return times
}
