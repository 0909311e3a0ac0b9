import type { Band, Bottleneck } from '#shared/simulate/types.ts'
import type { MethodChoice } from '#shared/simulate/types.ts'
import type { MethodSummary } from '#shared/simulate/what-if/method-summary.ts'

/** What one VM gets by one way. */
interface VmCell {
  readonly way: MethodChoice
  readonly gbps: Band
  readonly bottleneck: Bottleneck
}

/** VMs that get the same by every way, under the same limits. */
export interface VmRow {
  readonly names: readonly string[]
  readonly cells: readonly VmCell[]
}

/** VMs by what they get, in the order of the first of each. Names fall back to ids. */
export function vmRows(
  figures: ReadonlyMap<MethodChoice, MethodSummary>,
  nameOf: (vm: string) => string
): readonly VmRow[] {
  const [first] = figures.values()
  const rows = new Map<string, { names: string[]; cells: readonly VmCell[] }>()
  first?.vms.forEach(({ vm }, at) => {
    const cells = [...figures].flatMap(([way, own]): VmCell[] => {
      const it = own.vms[at]
      return it === undefined ? [] : [{ way, gbps: it.gbps, bottleneck: it.bottleneck }]
    })
    const key = cells
      .map(({ gbps, bottleneck }) => `${gbps.value.toPrecision(6)} ${bottleneck.label}`)
      .join('\n')
    const row = rows.get(key)
    if (row === undefined) rows.set(key, { names: [nameOf(vm)], cells })
    else row.names.push(nameOf(vm))
  })
  return [...rows.values()]
}

/** "vm0, vm1 and 6 more". */
export const namesInShort = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more` : names.join(', ')
