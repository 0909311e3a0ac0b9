import { known, unknown, type Reading } from '../reading.ts'

/** How many CPUs a list of the kernel names, for example 8 for "0-3,8-11". */
export function cpuCount(list: Reading<string>): Reading<number> {
  if (!list.known) return list
  let count = 0
  for (const part of list.value.split(',')) {
    const [, first, last = first] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part.trim()) ?? []
    if (first === undefined || Number(last) < Number(first))
      return unknown(`"${list.value}" is no list of CPUs`)
    count += Number(last) - Number(first) + 1
  }
  return known(count)
}
