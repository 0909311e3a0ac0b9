import type { Plan } from './types.ts'

/** A name for the next VM that no VM of the plan has, on any host: vm1, vm2, ... filling gaps from below. */
export function nextVmName(plan: Plan): string {
  const taken = new Set(plan.vms.map((vm) => vm.name.toLowerCase()))
  let number = 1
  while (taken.has(`vm${number}`)) number += 1
  return `vm${number}`
}
