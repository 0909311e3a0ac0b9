import { PLAN_SCHEMA_VERSION, type Plan } from './types.ts'

/** A plan that wants nothing yet: every PF is left as it is. The caller makes the id, as ids need randomness. */
export const emptyPlan = (args: { readonly id: string; readonly name: string }): Plan => ({
  schemaVersion: PLAN_SCHEMA_VERSION,
  id: args.id,
  name: args.name,
  notes: '',
  pfs: [],
  vms: [],
  assignments: [],
  vfs: []
})
