import { updateVm } from '../../plan/edits.ts'
import type { PlanVm } from '../../plan/types.ts'
import type { InventoryHost } from '../../inventory/types.ts'
import type { Finding } from '../types.ts'
import { editFix, finding } from '../finding.ts'
import type { RuleContext } from '../context.ts'
import { hostName, type PlannedHost } from '../../planned/planned-host.ts'

const RULE = 'vm-fits-host'
/** Above this share of the host's memory little is left for the host itself. */
const TIGHT_SHARE = 0.9
const WHY_LOCKED =
  'Memory of a VM with an assigned device is locked: DMA may reach any page, so none can be swapped out or shared.'

/** VMs with assigned devices need their memory for real, on the node they name. */
export const vmFitsHost = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) => {
    const { inventory } = host
    if (inventory === null) return []
    const owners = new Set(host.assigned.map((one) => one.vm.id))
    const locked = host.vms.filter((vm) => owners.has(vm.id))
    return [
      ...hostMemory(host, inventory, locked),
      ...host.vms.flatMap((vm) => [...onItsNode(inventory, vm, owners.has(vm.id)), ...cpus(inventory, vm)])
    ]
  })

function hostMemory(
  host: PlannedHost,
  inventory: InventoryHost,
  locked: readonly PlanVm[]
): readonly Finding[] {
  const sizes = inventory.numaNodes.map((node) => node.memoryMiB)
  if (sizes.length === 0 || sizes.some((size) => !size.known)) return []
  const total = sizes.reduce((sum, size) => sum + (size.known ? size.value : 0), 0)
  const wanted = locked.reduce((sum, vm) => sum + vm.memoryMiB, 0)
  if (wanted <= total * TIGHT_SHARE) return []
  return [
    finding({
      rule: RULE,
      severity: wanted > total ? 'error' : 'warning',
      subject: { kind: 'host', host: host.id },
      message: `VMs with assigned devices lock ${wanted} MiB of the ${total} MiB of ${hostName(host)}`,
      why: WHY_LOCKED,
      fixes: [{ label: 'Give the VMs less memory, or move one to another host' }]
    })
  ]
}

function onItsNode(inventory: InventoryHost, vm: PlanVm, isLocked: boolean): readonly Finding[] {
  if (vm.numaNode === null || inventory.numaNodes.length === 0) return []
  const anywhere = editFix('Let it lie anywhere', (plan) =>
    updateVm(plan, { vm: vm.id, changes: { numaNode: null } })
  )
  const node = inventory.numaNodes.find((one) => one.node === vm.numaNode)
  if (node === undefined) {
    const nodes = inventory.numaNodes.map((one) => one.node).join(', ')
    return [
      finding({
        rule: RULE,
        severity: 'error',
        subject: { kind: 'vm', vm: vm.id },
        detail: 'node',
        message: `${vm.name} is to lie on NUMA node ${vm.numaNode}, but ${inventory.hostname} has only ${nodes}`,
        why: 'The VM could not start with memory bound to a node that is not there.',
        fixes: [anywhere]
      })
    ]
  }
  if (!isLocked || !node.memoryMiB.known || vm.memoryMiB <= node.memoryMiB.value) return []
  return [
    finding({
      rule: RULE,
      severity: 'warning',
      subject: { kind: 'vm', vm: vm.id },
      detail: 'node-memory',
      message: `${vm.name} locks ${vm.memoryMiB} MiB, but NUMA node ${node.node} has ${node.memoryMiB.value} MiB`,
      why: WHY_LOCKED,
      fixes: [anywhere]
    })
  ]
}

function cpus(inventory: InventoryHost, vm: PlanVm): readonly Finding[] {
  const { logicalCpus } = inventory.cpu
  if (!logicalCpus.known || vm.vcpus <= logicalCpus.value) return []
  return [
    finding({
      rule: RULE,
      severity: 'warning',
      subject: { kind: 'vm', vm: vm.id },
      detail: 'vcpus',
      message: `${vm.name} has ${vm.vcpus} vCPUs, ${inventory.hostname} has ${logicalCpus.value} CPUs`,
      why: 'vCPUs that wait for each other on too few CPUs slow the VM down.',
      fixes: [
        editFix(`Give it ${logicalCpus.value} vCPUs`, (plan) =>
          updateVm(plan, { vm: vm.id, changes: { vcpus: logicalCpus.value } })
        )
      ]
    })
  ]
}
