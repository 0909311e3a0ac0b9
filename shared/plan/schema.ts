/**
 * The plan as a file and as an IPC request: everything that comes from outside passes here before it is a `Plan`.
 * Names and addresses are allow-listed, because they end up in scripts and XML (they are quoted there as well).
 */
import * as v from 'valibot'
import { vfSettingsSchema } from '../drivers/vf-settings.ts'
import { isPciAddress, type PciAddress } from '../pci/address.ts'
import { PLAN_SCHEMA_VERSION } from './types.ts'

const MAX_VFS = 65_535

/** An id of a plan, host or VM: 1 to 64 characters that are safe in a path. */
export const idSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'not an id'))
/** The name of a VM (see `PlanVm.name`). */
const vmNameSchema = v.pipe(
  v.string(),
  v.regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/,
    'a VM name has 1-63 letters, digits, _ . - and starts with a letter or digit'
  )
)
/** The name of a plan, without spaces around it. */
export const planNameSchema = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, 'a plan needs a name'),
  v.maxLength(80, 'a plan name has at most 80 characters'),
  // Control and bidirectional characters could make one name look like another.
  v.regex(
    /^[^\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/,
    'a plan name has no control characters'
  )
)
/** A PCI address in full form, lower case. */
export const pciAddressSchema = v.custom<PciAddress>(
  (input) => typeof input === 'string' && isPciAddress(input),
  'not a PCI address of the form dddd:bb:dd.f'
)
const integer = (min: number, max: number) =>
  v.pipe(
    v.number(`a whole number from ${min} to ${max} is needed`),
    v.integer(`a whole number from ${min} to ${max} is needed`),
    v.minValue(min, `at least ${min} is needed`),
    v.maxValue(max, `at most ${max} is possible`)
  )
/** A driver as the kernel names its modules, never a path or a command. */
export const driverNameSchema = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,55}$/, 'not a driver name')
)
const version = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9_.+~-]{0,63}$/, 'not a version'))

/** A VF by PF and index, or another function by address. */
export const assignableFunctionSchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('vf'),
    host: idSchema,
    pf: pciAddressSchema,
    index: integer(0, MAX_VFS - 1)
  }),
  v.strictObject({ kind: v.literal('function'), host: idSchema, address: pciAddressSchema })
])

/** Free text of a plan. */
export const notesSchema = v.pipe(v.string(), v.maxLength(20_000, 'notes have at most 20,000 characters'))

/** A PF and how many VFs it is to have. */
export const pfSchema = v.strictObject({
  host: idSchema,
  address: pciAddressSchema,
  numVfs: integer(0, MAX_VFS),
  mtu: v.exactOptional(integer(68, 65_535))
})

/** A VM as the plan wants it. */
export const vmSchema = v.strictObject({
  id: idSchema,
  name: vmNameSchema,
  host: idSchema,
  vcpus: integer(1, 4096),
  memoryMiB: integer(1, 64 * 1024 * 1024),
  numaNode: v.nullable(integer(0, 1023)),
  guestDriver: v.exactOptional(
    v.strictObject({
      name: driverNameSchema,
      version: v.exactOptional(version),
      kernel: v.exactOptional(version)
    })
  )
})

/** A VF and its settings. */
export const vfSchema = v.strictObject({
  host: idSchema,
  pf: pciAddressSchema,
  index: integer(0, MAX_VFS - 1),
  settings: vfSettingsSchema
})

/** A whole plan, value by value; whether its parts go together is for the rules. */
export const planSchema = v.strictObject({
  schemaVersion: v.literal(PLAN_SCHEMA_VERSION),
  id: idSchema,
  name: planNameSchema,
  notes: notesSchema,
  pfs: v.array(pfSchema),
  vms: v.array(vmSchema),
  assignments: v.array(v.strictObject({ function: assignableFunctionSchema, vm: idSchema })),
  vfs: v.array(vfSchema)
})
