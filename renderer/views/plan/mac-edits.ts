import type { InventoryHost } from '#shared/inventory/types.ts'
import { setVfSettings } from '#shared/plan/edits.ts'
import { describeFunction } from '#shared/plan/function-key.ts'
import { plannedVf } from '#shared/plan/lookup.ts'
import { suggestFreeMac } from '#shared/plan/suggest-mac.ts'
import type { AssignableFunction, Plan } from '#shared/plan/types.ts'

/** MACs that something on the host has already: interfaces, and VFs as their PF driver holds them. */
function takenMacs(host: InventoryHost, except: ReadonlySet<string>): ReadonlySet<string> {
  const taken = new Set<string>()
  for (const fn of host.functions) {
    const isOurs = fn.role.kind === 'vf' && except.has(`${fn.role.pf}/${fn.role.index}`)
    if (!isOurs) for (const it of fn.interfaces) if (it.mac.known) taken.add(it.mac.value.toLowerCase())
    if (fn.role.kind !== 'pf' || !fn.role.sriov.vfSettings.known) continue
    for (const vf of fn.role.sriov.vfSettings.value) {
      if (vf.mac !== null && !except.has(`${fn.address}/${vf.index}`)) taken.add(vf.mac.toLowerCase())
    }
  }
  return taken
}

/**
 * The plan with a generated MAC on every VF among `functions`, in place of what was planned for it; null where
 * none of them is a VF of a NIC.
 */
export function macEdits(
  plan: Plan,
  host: InventoryHost,
  functions: readonly AssignableFunction[]
): { readonly plan: Plan; readonly label: string } | null {
  const nics = new Set(host.functions.filter((fn) => fn.class === 'network').map((fn) => fn.address))
  const vfs = functions.flatMap((fn) => (fn.kind === 'vf' && nics.has(fn.pf) ? [fn] : []))
  const [first] = vfs
  if (!first) return null
  const taken = takenMacs(host, new Set(vfs.map((vf) => `${vf.pf}/${vf.index}`)))
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
