/**
 * The plan as a file: the JSON of a `Plan`, in a fixed key order and indented, so that it can be kept in git and
 * read in a diff. `schemaVersion` says which shape it has.
 */
import { checkBoundedJson, parseBoundedJson, type BoundedJson, type JsonFault } from '../bounded-json.ts'
import { inAttributeOrder } from '../drivers/vf-settings.ts'
import { err, ok, type Result } from '../result.ts'
import { brokenReferences } from './broken-references.ts'
import { shownValue } from './edit-values.ts'
import { comparePfs, compareVfs } from './order.ts'
import { planSchema } from './schema.ts'
import { PLAN_SCHEMA_VERSION, type Plan } from './types.ts'

/** One value of a file that does not fit, by its path, for example "vms[2].name". */
interface PlanFileProblem {
  readonly path: string
  /** Shortened for display; null where the value is fine on its own but not beside the others. */
  readonly value: string | null
  readonly why: string
}

/** Why a text is no plan. */
export type PlanFileError =
  | JsonFault
  | { readonly kind: 'not-a-plan' }
  /** Written by a later VF Lab. */
  | { readonly kind: 'newer-schema'; readonly schemaVersion: number }
  /** At least one, in the order of the file's lists; of a large file the first only. */
  | { readonly kind: 'bad-values'; readonly problems: readonly PlanFileProblem[] }

/** Turns the JSON of one schema version into that of the next; key = the version that it takes. */
export type PlanUpgrades = Readonly<
  Record<number, (json: Readonly<Record<string, unknown>>) => Record<string, unknown>>
>

/** Version 1 is the first, so nothing is upgraded yet. */
const UPGRADES: PlanUpgrades = {}

/** Reads a plan file. Never throws, whatever the text is. */
export function parsePlanFile(text: string, upgrades: PlanUpgrades = UPGRADES): Result<Plan, PlanFileError> {
  const read = parseBoundedJson(text)
  if (!read.ok) return read
  const upgraded = upgrade(read.value.json, upgrades)
  return upgraded.ok ? checkedPlan({ ...read.value, json: upgraded.value }) : upgraded
}

function upgrade(json: unknown, upgrades: PlanUpgrades): Result<unknown, PlanFileError> {
  if (!isRecord(json) || typeof json.schemaVersion !== 'number') return err({ kind: 'not-a-plan' })
  if (json.schemaVersion > PLAN_SCHEMA_VERSION) {
    return err({ kind: 'newer-schema', schemaVersion: json.schemaVersion })
  }
  let current = json
  for (let version = json.schemaVersion; version < PLAN_SCHEMA_VERSION; version += 1) {
    const step = upgrades[version]
    if (!step) return err({ kind: 'not-a-plan' })
    current = { ...step(current), schemaVersion: version + 1 }
  }
  return ok(current)
}

const isRecord = (json: unknown): json is Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null && !Array.isArray(json)

function checkedPlan(json: BoundedJson): Result<Plan, PlanFileError> {
  const parsed = checkBoundedJson(planSchema, json)
  if (!parsed.success) {
    const problems = parsed.issues.map((issue) => ({
      path: pathText(issue.path ?? []),
      value: shownValue(issue.input),
      why: issue.message
    }))
    return err({ kind: 'bad-values', problems })
  }
  const broken = brokenReferences(parsed.output)
  if (broken.length > 0)
    return err({ kind: 'bad-values', problems: broken.map((one) => ({ ...one, value: null })) })
  return ok({
    ...parsed.output,
    pfs: [...parsed.output.pfs].sort(comparePfs),
    vfs: [...parsed.output.vfs].sort(compareVfs)
  })
}

const pathText = (path: readonly { readonly key: unknown }[]): string =>
  path
    .map(({ key }, at) => (typeof key === 'number' ? `[${key}]` : `${at > 0 ? '.' : ''}${String(key)}`))
    .join('')

/** Writes a plan file: two-space indent, lists in canonical order, newline at the end. */
export const formatPlanFile = (plan: Plan): string => `${JSON.stringify(inKeyOrder(plan), null, 2)}\n`

/** Keys in the order of `types.ts`: it does not depend on which edit made the object. */
function inKeyOrder(plan: Plan): Plan {
  const keyed = <T extends object>(value: T, keys: readonly (keyof T)[]): T =>
    Object.fromEntries(keys.flatMap((key) => (value[key] === undefined ? [] : [[key, value[key]]]))) as T
  return {
    schemaVersion: plan.schemaVersion,
    id: plan.id,
    name: plan.name,
    notes: plan.notes,
    pfs: plan.pfs.map((pf) => keyed(pf, ['host', 'address', 'numVfs', 'mtu'])),
    vms: plan.vms.map((vm) => ({
      ...keyed(vm, ['id', 'name', 'host', 'vcpus', 'memoryMiB', 'numaNode']),
      ...(vm.guestDriver ? { guestDriver: keyed(vm.guestDriver, ['name', 'version', 'kernel']) } : {})
    })),
    assignments: plan.assignments.map(({ function: fn, vm }) => ({
      function:
        fn.kind === 'vf'
          ? keyed(fn, ['kind', 'host', 'pf', 'index'])
          : keyed(fn, ['kind', 'host', 'address']),
      vm
    })),
    vfs: plan.vfs.map(({ host, pf, index, settings }) => ({
      host,
      pf,
      index,
      settings: inAttributeOrder(settings)
    }))
  }
}

/** A sentence for people, with the path of the first bad values. */
export function explainPlanFileError(error: PlanFileError): string {
  switch (error.kind) {
    case 'not-json':
      return `This is not a plan file: it is not JSON (${error.why})`
    case 'beyond-limits':
      return `This plan file is not read: ${error.why}`
    case 'not-a-plan':
      return 'This is not a plan file: it has no schemaVersion that VF Lab knows'
    case 'newer-schema':
      return (
        `This plan has schemaVersion ${error.schemaVersion}, this VF Lab reads up to ${PLAN_SCHEMA_VERSION}: ` +
        'update VF Lab, or save the plan from the older one again'
      )
    case 'bad-values': {
      const shown = error.problems.slice(0, 5).map((one) => {
        const value = one.value === null ? '' : ` is ${one.value}`
        return `${one.path}${value}: ${one.why}`
      })
      const more = error.problems.length - shown.length
      return `The plan file has values that do not fit: ${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`
    }
  }
}
