import * as v from 'valibot'
import { VF_ATTRIBUTES } from '../../drivers/vf-attributes.ts'
import { leavePf, setVfSettings } from '../../plan/edits.ts'
import { describeFunction, vfFunction } from '../../plan/function-key.ts'
import { pfSchema, vfSchema, vmSchema } from '../../plan/schema.ts'
import type { PlanPf, PlanVf, PlanVm } from '../../plan/types.ts'
import type { RuleContext } from '../context.ts'
import type { Finding, Fix, Subject } from '../types.ts'
import { editFix, finding } from '../finding.ts'

/**
 * Values must be ones that a plan file may hold: a name that no script should see, a VLAN of 4095, half a VF. Files
 * and edits refuse them already; a plan can also be built by a program.
 */
export const planValues = ({ plan }: RuleContext): readonly Finding[] => [
  ...plan.pfs.flatMap((pf) => invalid(pfSchema, pf).map((issue) => ofPf(pf, issue))),
  ...plan.vms.flatMap((vm) => invalid(vmSchema, vm).map((issue) => ofVm(vm, issue))),
  ...plan.vfs.flatMap((vf) => invalid(vfSchema, vf).map((issue) => ofVf(vf, issue)))
]

/** One value that is refused. */
interface Issue {
  /** The field, for example "vlan". */
  readonly field: string
  readonly value: unknown
  /** What would be taken. */
  readonly needed: string
}

/** Parts of plans are immutable and judged over and over, so each is looked at once. */
const known = new WeakMap<object, readonly Issue[]>()

function invalid(schema: v.GenericSchema, part: object): readonly Issue[] {
  const before = known.get(part)
  if (before) return before
  const issues = (v.safeParse(schema, part).issues ?? []).map((issue): Issue => ({
    field: fieldOf(issue),
    value: issue.input,
    needed: issue.message
  }))
  known.set(part, issues)
  return issues
}

/** Parts of a plan are objects, so what names a value in them is a text. */
function fieldOf({ path }: v.BaseIssue<unknown>): string {
  const key = path?.at(-1)?.key
  return typeof key === 'string' ? key : ''
}

const ofPf = (pf: PlanPf, issue: Issue): Finding =>
  refused({ kind: 'pf', host: pf.host, address: pf.address }, pf.address, issue, [
    editFix(`Leave ${pf.address} as it is`, (plan) => leavePf(plan, pf))
  ])

const ofVm = (vm: PlanVm, issue: Issue): Finding =>
  refused({ kind: 'vm', vm: vm.id }, `VM ${JSON.stringify(vm.name)}`, issue, [])

const ofVf = (vf: PlanVf, issue: Issue): Finding =>
  refused({ kind: 'function', function: vfFunction(vf) }, describeFunction(vfFunction(vf)), issue, [
    editFix('Forget the settings', (plan) => setVfSettings(plan, { ...vf, settings: {} }))
  ])

function refused(subject: Subject, where: string, issue: Issue, fixes: readonly Fix[]): Finding {
  const attributes: Readonly<Record<string, { readonly name: string }>> = VF_ATTRIBUTES
  const field = attributes[issue.field]?.name ?? issue.field
  return finding({
    rule: 'plan-values',
    severity: 'error',
    blocks: { kind: 'always' },
    subject,
    detail: issue.field,
    message: `${field} ${JSON.stringify(issue.value)} of ${where} cannot be used: ${issue.needed}`,
    why: 'Such a value is refused by every driver, or could change what a script does.',
    fixes: [...fixes, { label: `Change the ${field} of ${where}` }]
  })
}
