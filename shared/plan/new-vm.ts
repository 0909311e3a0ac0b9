import type { HostId, InventoryHost } from '../inventory/types.ts'
import { addVm } from './edits.ts'
import type { PlanEditError } from './edit-error.ts'
import { nextVmName } from './guest-name.ts'
import type { Plan, PlanVm, VmId } from './types.ts'
import { readOr } from '../reading.ts'
import { ok, type Result } from '../result.ts'

/** The VM that "New VM" makes, still without a name. */
export type NewVm = Pick<PlanVm, 'id' | 'vcpus' | 'memoryMiB' | 'numaNode'> & { readonly host: HostId }

const MOST_VCPUS = 4
const MOST_MEMORY_MIB = 8192
const LEAST_MEMORY_MIB = 64

/** Memory of the host that no VM of the plan has, in MiB; null = the host's memory was not read. */
function memoryLeft(plan: Plan, host: InventoryHost): number | null {
  const nodes = host.numaNodes.map((node) => readOr(node.memoryMiB, null))
  if (nodes.length === 0 || nodes.includes(null)) return null
  const total = nodes.reduce<number>((sum, mib) => sum + (mib ?? 0), 0)
  const planned = plan.vms.filter((vm) => vm.host === host.id).reduce((sum, vm) => sum + vm.memoryMiB, 0)
  return Math.max(0, total - planned)
}

/**
 * What a new VM starts with: 4 vCPUs and 8 GiB, as a small network function asks for, or less where the host has
 * less: never more vCPUs than CPUs, and half of the memory that is left, down to a power of two. VMs with assigned
 * devices lock their memory, so a default that does not fit would make the first drop on a small host an error.
 */
export function newVm(plan: Plan, host: InventoryHost, id: VmId): NewVm {
  const half = (memoryLeft(plan, host) ?? 2 * MOST_MEMORY_MIB) / 2
  const fitting = 2 ** Math.floor(Math.log2(Math.max(half, LEAST_MEMORY_MIB)))
  return {
    id,
    host: host.id,
    vcpus: Math.max(1, Math.min(MOST_VCPUS, readOr(host.cpu.logicalCpus, MOST_VCPUS))),
    memoryMiB: Math.min(MOST_MEMORY_MIB, fitting),
    numaNode: null
  }
}

/** The plan with one more VM, under the next free name. */
export function withNewVm(
  plan: Plan,
  vm: NewVm
): Result<{ readonly plan: Plan; readonly name: string }, PlanEditError> {
  const name = nextVmName(plan)
  const made = addVm(plan, { ...vm, name })
  return made.ok ? ok({ plan: made.value, name }) : made
}
