import type { HostId, InventoryFunction } from '../inventory/types.ts'
import type { AssignableFunction, VfPlace } from './types.ts'

/** A VF as something that can be given to a VM. */
export const vfFunction = ({ host, pf, index }: VfPlace): Extract<AssignableFunction, { kind: 'vf' }> => ({
  kind: 'vf',
  host,
  pf,
  index
})

/** A function that a host shows, as a plan names it: a VF by its PF and index, anything else by its address. */
export const plannedFunction = (host: HostId, { address, role }: InventoryFunction): AssignableFunction =>
  role.kind === 'vf'
    ? vfFunction({ host, pf: role.pf, index: role.index })
    : { kind: 'function', host, address }

/**
 * One string per function, for maps and list keys. Two functions have the same key exactly when they are the
 * same function of the plan. A VF and the plain function at its address have different keys: only an inventory
 * can tell that they are one.
 */
export const functionKey = (fn: AssignableFunction): string =>
  fn.kind === 'vf' ? `vf/${fn.host}/${fn.pf}/${fn.index}` : `function/${fn.host}/${fn.address}`

/** Whether two values name the same function. */
export const isSameFunction = (a: AssignableFunction, b: AssignableFunction): boolean =>
  functionKey(a) === functionKey(b)

/** How messages name a function: "VF 3 of 0000:3b:00.0", or the address of anything that is no VF. */
export const describeFunction = (fn: AssignableFunction): string =>
  fn.kind === 'vf' ? `VF ${fn.index} of ${fn.pf}` : fn.address
