/** Which hosts a plan is about, and the part of it that concerns one of them. */
import type { HostId } from '../inventory/types.ts'
import type { Plan } from '../plan/types.ts'

/** Every host that the plan names, by a VM, a PF, a VF or an assignment, in order of first mention (VMs first). */
export const hostsOf = ({ vms, pfs, vfs, assignments }: Plan): readonly HostId[] => [
  ...new Set([...vms, ...pfs, ...vfs, ...assignments.map((one) => one.function)].map(({ host }) => host))
]

/** The part of a plan on one host: its PFs, VMs, VFs and assignments, each in the plan's order. */
export const onHost = (plan: Plan, host: HostId): Plan => ({
  ...plan,
  pfs: plan.pfs.filter((pf) => pf.host === host),
  vms: plan.vms.filter((vm) => vm.host === host),
  assignments: plan.assignments.filter((one) => one.function.host === host),
  vfs: plan.vfs.filter((vf) => vf.host === host)
})
