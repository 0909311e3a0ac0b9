/**
 * The VF driver's side of virtchnl: the order in which iavf asks until it can send and receive.
 *
 * Modelled: version, resources, interrupt map, address, queues, enable; what each answer leads to.
 * Left out: RSS and offload negotiation, several VSIs, time-outs of the admin queue.
 * Source: linux drivers/net/ethernet/intel/iavf/iavf_main.c (iavf_startup, iavf_process_aq_command).
 */
import {
  STATUS,
  VERSION_1_1,
  versionVerdict,
  type VirtchnlAnswer,
  type VirtchnlRequest,
  type VirtchnlVersion
} from './pf-driver.ts'

/** How far the VF driver has come; what it asks next follows from it. */
type IavfStage =
  'version' | 'resources' | 'interrupts' | 'address' | 'queues' | 'enable' | 'running' | 'failed'

/** What the VF driver knows. */
export interface IavfState {
  readonly stage: IavfStage
  /** Address in use; null = none yet. */
  readonly mac: string | null
  /** Address that the driver takes where the PF has none for it. */
  readonly ownMac: string
  readonly version: VirtchnlVersion | null
  /** Queue pairs. */
  readonly queues: number
}

/** A driver that was just loaded, or that starts over. */
export const newIavf = (ownMac: string): IavfState => ({
  stage: 'version',
  mac: null,
  ownMac,
  version: null,
  queues: 0
})

/** What the driver asks next; null = it is up, or has given up. */
export function nextRequest(state: IavfState): VirtchnlRequest | null {
  switch (state.stage) {
    case 'version':
      return { op: 'VERSION', version: VERSION_1_1 }
    case 'resources':
      return { op: 'GET_VF_RESOURCES' }
    case 'interrupts':
      // One vector for the admin queue, one for every queue pair.
      return { op: 'CONFIG_IRQ_MAP', vectors: state.queues + 1 }
    case 'address':
      return { op: 'ADD_ETH_ADDR', macs: [state.mac ?? state.ownMac] }
    case 'queues':
      return { op: 'CONFIG_VSI_QUEUES', queues: state.queues }
    case 'enable':
      return { op: 'ENABLE_QUEUES' }
    case 'running':
    case 'failed':
      return null
  }
}

const AFTER: Readonly<Record<IavfStage, IavfStage>> = {
  version: 'resources',
  resources: 'interrupts',
  interrupts: 'address',
  address: 'queues',
  queues: 'enable',
  enable: 'running',
  running: 'running',
  failed: 'failed'
}

/** The driver hears the answer to what it asked last. An address that is refused does not keep it from coming up. */
export function afterAnswer(state: IavfState, reply: NonNullable<VirtchnlAnswer['reply']>): IavfState {
  const isRefused = reply.status !== STATUS.SUCCESS
  if (isRefused && state.stage !== 'address') return { ...state, stage: 'failed' }
  const next: IavfState = { ...state, stage: AFTER[state.stage] }
  if (state.stage === 'version') {
    const version = reply.version ?? VERSION_1_1
    return versionVerdict(VERSION_1_1, version) === 'incompatible'
      ? { ...state, stage: 'failed' }
      : { ...next, version }
  }
  if (state.stage === 'resources')
    return { ...next, queues: reply.queues ?? 1, mac: reply.mac ?? state.mac ?? state.ownMac }
  return next
}
