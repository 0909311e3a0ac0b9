import * as v from 'valibot'
import { functionAt } from '../inventory/lookup.ts'
import type { InventoryHost } from '../inventory/types.ts'
import { vmNameSchema } from '../plan/schema.ts'
import type { Plan } from '../plan/types.ts'
import { pfProblems } from './pf-problems.ts'
import { unknownFunction } from './problem-parts.ts'
import type { CompileProblem } from './types.ts'
import type { WantedFunction, WantedHost } from '../planned/wanted.ts'

/** A name that may stand in a script: what is not of that form is refused, never cleaned. */
const isVmName = (name: string): boolean => v.is(vmNameSchema, name)

/** Everything that keeps a plan from being made ready for a host, in order of the plan. Empty = it can be compiled. */
export function compileProblems(
  plan: Plan,
  wanted: WantedHost,
  host: InventoryHost
): readonly CompileProblem[] {
  if (wanted.pfs.length === 0 && wanted.functions.length === 0)
    return [
      {
        kind: 'nothing-planned',
        where: host.hostname,
        message: `The plan says nothing about ${host.hostname}.`,
        fix: 'Set the number of VFs of one of its PFs, or give one of its functions to a VM.'
      }
    ]
  return [
    ...hostProblems(wanted, host),
    ...vmProblems(plan, host),
    ...wanted.pfs.flatMap((pf) => pfProblems(pf, host)),
    ...wanted.functions.flatMap((fn) => functionProblems(fn, wanted, host))
  ]
}

function hostProblems(wanted: WantedHost, host: InventoryHost): readonly CompileProblem[] {
  const problems: CompileProblem[] = []
  const hasKnobs = wanted.pfs.some((pf) => pf.mtu !== null || pf.vfs.length > 0)
  for (const tool of hasKnobs ? ['bash', 'ip'] : ['bash'])
    if (host.tools[tool] === false)
      problems.push({
        kind: 'tool-missing',
        where: host.hostname,
        message: `${host.hostname} has no ${tool}, which the script needs.`,
        fix: `Install ${tool === 'ip' ? 'iproute2' : tool} on ${host.hostname} and scan it again.`
      })
  const assigns = wanted.functions.length > 0 || wanted.pfs.some((pf) => pf.vfs.some((vf) => vf.vm !== null))
  if (assigns && (host.iommu.kind === 'absent' || host.iommu.kind === 'off-in-kernel'))
    problems.push({
      kind: 'no-iommu',
      where: host.hostname,
      message: `${host.hostname} does not use an IOMMU, so nothing can be given to a VM.`,
      fix:
        host.iommu.kind === 'absent'
          ? 'Turn on VT-d or AMD-Vi in the firmware and scan again.'
          : 'Boot with intel_iommu=on (or without amd_iommu=off) and scan again.'
    })
  return problems
}

function vmProblems(plan: Plan, host: InventoryHost): readonly CompileProblem[] {
  const problems: CompileProblem[] = []
  const seen = new Set<string>()
  for (const { function: fn, vm: id } of plan.assignments) {
    if (fn.host !== host.id) continue
    const where = fn.kind === 'vf' ? `${fn.pf} VF ${fn.index}` : fn.address
    if (seen.has(where))
      problems.push({
        kind: 'assigned-twice',
        where,
        message: `${where} is given to more than one VM.`,
        fix: 'Take it from all but one of them.'
      })
    seen.add(where)
    const vm = plan.vms.find((candidate) => candidate.id === id)
    if (vm === undefined)
      problems.push({
        kind: 'unknown-vm',
        where,
        message: `${where} is given to a VM "${id}" that the plan does not have.`,
        fix: 'Give it to another VM or take it back.'
      })
    else if (vm.host !== host.id)
      problems.push({
        kind: 'vm-elsewhere',
        where,
        message: `${where} is on ${host.hostname}, but ${vm.name} runs on another host.`,
        fix: `Move ${vm.name} to ${host.hostname} or give it a function of its own host.`
      })
    else if (!isVmName(vm.name))
      problems.push({
        kind: 'hostile-name',
        where,
        message: `The VM name ${JSON.stringify(vm.name)} cannot go into a script.`,
        fix: 'Use 1-63 letters, digits, "_", "." and "-", starting with a letter or digit.'
      })
  }
  return problems
}

function functionProblems(
  wanted: WantedFunction,
  all: WantedHost,
  host: InventoryHost
): readonly CompileProblem[] {
  const where = wanted.address
  const fn = functionAt(host, wanted.address)
  if (fn === null) return [unknownFunction(where, host, `take ${where} back from its VM`)]
  if (fn.role.kind === 'bridge')
    return [
      {
        kind: 'not-assignable',
        where,
        message: `${where} is a bridge and cannot be given to a VM.`,
        fix: 'Give the VM a function behind the bridge.'
      }
    ]
  if (fn.role.kind === 'vf')
    return [
      {
        kind: 'not-assignable',
        where,
        message: `${where} is VF ${fn.role.index} of ${fn.role.pf}: its address holds only until the VFs are made anew.`,
        fix: `Give the VM VF ${fn.role.index} of ${fn.role.pf} instead.`
      }
    ]
  if (fn.role.kind === 'pf') {
    const planned = all.pfs.find((pf) => pf.address === wanted.address)
    const vfCount = planned?.numVfs ?? fn.role.sriov.numVfs
    if (planned !== undefined && planned.mtu !== null)
      return [
        {
          kind: 'pf-and-its-vfs',
          where,
          message: `${where} goes to a VM as a whole, and takes its interface and MTU with it.`,
          fix: `Remove the MTU of ${where} from the plan.`
        }
      ]
    if (vfCount > 0 || (planned?.vfs.length ?? 0) > 0)
      return [
        {
          kind: 'pf-and-its-vfs',
          where,
          message: `${where} goes to a VM as a whole, so it has no VFs to hand out, but it would have ${vfCount}.`,
          fix: `Plan 0 VFs on ${where}, or take ${where} back from its VM.`
        }
      ]
  }
  return []
}
