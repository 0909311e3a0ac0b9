import type { HostId } from '../inventory/types.ts'
import type { PciAddress } from '../pci/address.ts'
import { describeFunction } from './function-key.ts'
import type { AssignableFunction, VmId } from './types.ts'

/** A VF that a VM of the plan holds; for lists in errors. */
export interface HeldVf {
  readonly index: number
  readonly vm: VmId
  readonly vmName: string
}

/** Why an edit was refused. The plan is unchanged then. */
export type PlanEditError =
  /** A value that the plan's schema does not take. `field` is a path such as "settings.mac". */
  | { readonly kind: 'bad-value'; readonly field: string; readonly value: string; readonly why: string }
  | { readonly kind: 'no-such-vm'; readonly vm: VmId }
  | { readonly kind: 'vm-id-taken'; readonly vm: VmId; readonly vmName: string }
  | { readonly kind: 'vm-name-taken'; readonly vmName: string; readonly host: HostId }
  /** Functions stay on their host, so their VM cannot leave it. */
  | {
      readonly kind: 'vm-has-functions'
      readonly vmName: string
      readonly host: HostId
      readonly functions: readonly AssignableFunction[]
    }
  | {
      readonly kind: 'other-host'
      readonly function: AssignableFunction
      readonly vmName: string
      readonly vmHost: HostId
    }
  | {
      readonly kind: 'already-given'
      readonly function: AssignableFunction
      readonly vm: VmId
      readonly vmName: string
    }
  | { readonly kind: 'not-given'; readonly function: AssignableFunction }
  | {
      readonly kind: 'vf-beyond-num-vfs'
      readonly pf: PciAddress
      readonly index: number
      readonly numVfs: number
    }
  /**
   * Fewer VFs than before, and some that would go are in use by the plan. Repeating the edit with
   * `dropAssignments: true` takes them from their VMs and forgets their settings.
   */
  | {
      readonly kind: 'vfs-would-vanish'
      readonly pf: PciAddress
      readonly numVfs: number
      readonly held: readonly HeldVf[]
      /** Indexes of VFs that have settings, held or not. */
      readonly configured: readonly number[]
    }
  /** The PF itself belongs to a VM: it has no VFs to hand out. */
  | { readonly kind: 'pf-given-away'; readonly pf: PciAddress; readonly vmName: string }
  /** The PF shall have VFs: it cannot go to a VM as a whole. `numVfs: null` = as many as it has now. */
  | {
      readonly kind: 'pf-has-planned-vfs'
      readonly pf: PciAddress
      readonly numVfs: number | null
      readonly held: readonly HeldVf[]
    }
  | { readonly kind: 'pf-not-planned'; readonly pf: PciAddress }

const listVfs = (held: readonly HeldVf[]): string =>
  held.map((one) => `VF ${one.index} (${one.vmName})`).join(', ')

/** One or two sentences: what was refused, which value is at fault, what to do. */
export function explainPlanEditError(error: PlanEditError): string {
  switch (error.kind) {
    case 'bad-value':
      return `${error.field} ${error.value} is not possible: ${error.why}`
    case 'no-such-vm':
      return `The plan has no VM with the id ${error.vm}`
    case 'vm-id-taken':
      return `The id ${error.vm} belongs to ${error.vmName}: a new VM needs an id of its own`
    case 'vm-name-taken':
      return `This host already has a VM named ${error.vmName}: choose another name`
    case 'vm-has-functions':
      return (
        `${error.vmName} holds ${error.functions.map(describeFunction).join(', ')} and cannot leave its host: ` +
        'take them away first'
      )
    case 'other-host':
      return (
        `${describeFunction(error.function)} is in another host than ${error.vmName}: ` +
        'a VM can only be given devices of the host it runs on'
      )
    case 'already-given':
      return `${describeFunction(error.function)} belongs to ${error.vmName}: take it away there first`
    case 'not-given':
      return `${describeFunction(error.function)} belongs to no VM`
    case 'vf-beyond-num-vfs':
      return `VF ${error.index} does not exist: ${error.pf} is planned with numVfs ${error.numVfs}`
    case 'vfs-would-vanish':
      return vanishing(error)
    case 'pf-given-away':
      return `${error.pf} itself is given to ${error.vmName}, so it has no VFs to hand out: take it away there first`
    case 'pf-has-planned-vfs':
      return `${error.pf} ${plannedVfs(error)}: a PF goes to a VM as a whole only without VFs, so set its numVfs to 0 first`
    case 'pf-not-planned':
      return `The plan leaves ${error.pf} as it is: choose its number of VFs first`
  }
}

function vanishing(error: Extract<PlanEditError, { kind: 'vfs-would-vanish' }>): string {
  const held = new Set(error.held.map((one) => one.index))
  const onlyConfigured = error.configured.filter((index) => !held.has(index))
  const losses = [
    ...(error.held.length > 0 ? [`takes ${listVfs(error.held)} away from their VMs`] : []),
    ...(onlyConfigured.length > 0 ? [`forgets the settings of VF ${onlyConfigured.join(', ')}`] : [])
  ]
  return `numVfs ${error.numVfs} on ${error.pf} ${losses.join(' and ')}`
}

function plannedVfs(error: Extract<PlanEditError, { kind: 'pf-has-planned-vfs' }>): string {
  const held = error.held.length > 0 ? `gives ${listVfs(error.held)} to VMs` : ''
  if (error.numVfs === null) return held
  return `is planned with numVfs ${error.numVfs}${held ? ` and ${held}` : ''}`
}
