import { vfAt } from '../inventory/lookup.ts'
import { seenMacs } from '../inventory/seen-macs.ts'
import type { InventoryHost } from '../inventory/types.ts'
import { setVfSettings } from './edits.ts'
import { describeFunction } from './function-key.ts'
import { plannedVf } from './lookup.ts'
import { suggestFreeMac } from './suggest-mac.ts'
import type { AssignableFunction, Plan, VfPlace } from './types.ts'

/**
 * MACs, in lower case, that something on these hosts has already: interfaces, and VFs as their PF driver holds them.
 * What the VFs of `own` have today counts as free.
 */
export function takenMacs(hosts: Iterable<InventoryHost>, own: readonly VfPlace[]): ReadonlySet<string> {
  const seen = [...hosts].flatMap((host) => {
    const ours = new Set(
      own.flatMap((vf) => (vf.host === host.id ? (vfAt(host, vf.pf, vf.index)?.address ?? []) : []))
    )
    return seenMacs(host).flatMap((one) => (ours.has(one.function) ? [] : [one.mac]))
  })
  return new Set(seen)
}

/**
 * The plan with a generated MAC on every VF among `functions`, in place of what was planned for it; null where
 * none of them is a VF of a NIC. `lab`: every host whose MACs are to be avoided, beside this one.
 */
export function macEdits(
  plan: Plan,
  host: InventoryHost,
  functions: readonly AssignableFunction[],
  lab: Iterable<InventoryHost>
): { readonly plan: Plan; readonly label: string } | null {
  const nics = new Set(host.functions.filter((fn) => fn.class === 'network').map((fn) => fn.address))
  const vfs = functions.flatMap((fn) => (fn.kind === 'vf' && nics.has(fn.pf) ? [fn] : []))
  const [first] = vfs
  if (!first) return null
  const taken = takenMacs([host, ...lab], vfs)
  let next = plan
  for (const vf of vfs) {
    const settings = {
      ...plannedVf(next, vf.host, vf.pf, vf.index)?.settings,
      mac: suggestFreeMac(next, vf, taken)
    }
    const edited = setVfSettings(next, { host: vf.host, pf: vf.pf, index: vf.index, settings })
    if (edited.ok) next = edited.value
  }
  const label =
    vfs.length === 1 ? `Generate MAC of ${describeFunction(first)}` : `Generate ${vfs.length} MACs`
  return { plan: next, label }
}
