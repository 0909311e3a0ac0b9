/**
 * Admin commands of NVM Express as far as virtualization goes, with the values and names of the specification.
 * Source: NVM Express Base Specification 2.0, sections 3.3.3 (completion) and 5 (opcodes, status codes).
 */

/** Opcodes (5, figure of admin commands). */
export const OPCODE = {
  IDENTIFY: 0x06,
  GET_FEATURES: 0x0a,
  NAMESPACE_ATTACHMENT: 0x15,
  VIRTUALIZATION_MANAGEMENT: 0x1c
} as const

/** Status code type in bits 10:8, status code in bits 7:0; Do Not Retry and the like are left out. */
export const STATUS = {
  SUCCESS: 0x000,
  INVALID_OPCODE: 0x001,
  INVALID_FIELD: 0x002,
  INVALID_NAMESPACE: 0x00b,
  NAMESPACE_ALREADY_ATTACHED: 0x118,
  NAMESPACE_IS_PRIVATE: 0x119,
  NAMESPACE_NOT_ATTACHED: 0x11a,
  CONTROLLER_LIST_INVALID: 0x11c,
  INVALID_CONTROLLER_ID: 0x11f,
  INVALID_SECONDARY_STATE: 0x120,
  INVALID_NUMBER_OF_RESOURCES: 0x121,
  INVALID_RESOURCE_ID: 0x122
} as const

/** One of them. */
export type Status = (typeof STATUS)[keyof typeof STATUS]

const STATUS_NAMES: ReadonlyMap<number, string> = new Map<Status, string>([
  [STATUS.SUCCESS, 'Successful Completion'],
  [STATUS.INVALID_OPCODE, 'Invalid Command Opcode'],
  [STATUS.INVALID_FIELD, 'Invalid Field in Command'],
  [STATUS.INVALID_NAMESPACE, 'Invalid Namespace or Format'],
  [STATUS.NAMESPACE_ALREADY_ATTACHED, 'Namespace Already Attached'],
  [STATUS.NAMESPACE_IS_PRIVATE, 'Namespace Is Private'],
  [STATUS.NAMESPACE_NOT_ATTACHED, 'Namespace Not Attached'],
  [STATUS.CONTROLLER_LIST_INVALID, 'Controller List Invalid'],
  [STATUS.INVALID_CONTROLLER_ID, 'Invalid Controller Identifier'],
  [STATUS.INVALID_SECONDARY_STATE, 'Invalid Secondary Controller State'],
  [STATUS.INVALID_NUMBER_OF_RESOURCES, 'Invalid Number of Controller Resources'],
  [STATUS.INVALID_RESOURCE_ID, 'Invalid Resource Identifier']
])

/** "Invalid Resource Identifier (122h)", as `nvme-cli` prints it. */
export const statusText = (status: number): string =>
  `${STATUS_NAMES.get(status) ?? 'status'} (${status.toString(16)}h)`

/** A command: the fields that the modelled commands read. */
export interface AdminCommand {
  readonly opcode: number
  readonly nsid: number
  readonly cdw10: number
  readonly cdw11: number
  /** What the host puts in the data buffer; null for commands that take nothing from the host. */
  readonly data: Uint8Array | null
}

/** What comes back. */
export interface Completion {
  readonly status: Status
  /** Dword 0 of the completion. */
  readonly result: number
  /** What the controller put in the data buffer; null for commands that give nothing. */
  readonly data: Uint8Array | null
}

/** A completion without data. */
export const completion = (status: Status, result = 0): Completion => ({ status, result, data: null })

const COMMAND = { nsid: 0, cdw10: 0, cdw11: 0, data: null } as const

/** CNS values of Identify (5.17). */
export const CNS = {
  ACTIVE_NAMESPACES: 0x02,
  NAMESPACE_CONTROLLERS: 0x12,
  PRIMARY_CAPABILITIES: 0x14,
  SECONDARY_LIST: 0x15
} as const

/**
 * Identify (5.17); `controller` is CNTID, the first controller of a list that is asked for.
 * @internal Only tests read the model as a driver would.
 */
export const identify = (cns: number, { nsid = 0, controller = 0 } = {}): AdminCommand => ({
  ...COMMAND,
  opcode: OPCODE.IDENTIFY,
  nsid,
  cdw10: ((controller << 16) | cns) >>> 0
})

/** Feature identifier of Number of Queues (5.27.1.5). */
export const NUMBER_OF_QUEUES = 0x07

/**
 * Get Features (5.15).
 * @internal Only tests read the model as a driver would.
 */
export const getFeatures = (feature: number): AdminCommand => ({
  ...COMMAND,
  opcode: OPCODE.GET_FEATURES,
  cdw10: feature
})

/** Actions of Virtualization Management (5.28). */
export const ACTION = {
  PRIMARY_ALLOCATION: 0x1,
  SECONDARY_OFFLINE: 0x7,
  SECONDARY_ASSIGN: 0x8,
  SECONDARY_ONLINE: 0x9
} as const

/** Resource types: queue pairs, interrupt vectors. */
export const RESOURCE = { VQ: 0, VI: 1 } as const

/** Virtualization Management (5.28): ACT 3:0, RT 10:8, CNTLID 31:16; NR in dword 11. */
export const virtualizationManagement = (
  action: number,
  controller: number,
  resource: number = RESOURCE.VQ,
  number = 0
): AdminCommand => ({
  ...COMMAND,
  opcode: OPCODE.VIRTUALIZATION_MANAGEMENT,
  cdw10: ((controller << 16) | (resource << 8) | action) >>> 0,
  cdw11: number
})
