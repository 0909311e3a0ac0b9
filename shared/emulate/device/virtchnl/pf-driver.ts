/**
 * virtchnl: how an Intel VF of the 40 and 100 Gb/s families talks to its PF, as a state machine over messages.
 *
 * Modelled: version negotiation, the order of initialisation, resources, queues, addresses, VLANs, promiscuous mode
 * with what trust changes, reset. Left out: the admin queue that carries the messages, RSS and flow rules, RDMA.
 * Source: linux include/linux/avf/virtchnl.h, drivers/net/ethernet/intel/i40e/i40e_virtchnl_pf.c.
 */

/** Opcodes (`virtchnl_ops`). */
export const VIRTCHNL = {
  VERSION: 1,
  RESET_VF: 2,
  GET_VF_RESOURCES: 3,
  CONFIG_VSI_QUEUES: 6,
  CONFIG_IRQ_MAP: 7,
  ENABLE_QUEUES: 8,
  DISABLE_QUEUES: 9,
  ADD_ETH_ADDR: 10,
  DEL_ETH_ADDR: 11,
  ADD_VLAN: 12,
  DEL_VLAN: 13,
  CONFIG_PROMISCUOUS_MODE: 14,
  GET_STATS: 15,
  /** From the PF: its link changed, or a reset is about to come. */
  EVENT: 17
} as const

/** Status of an answer (`virtchnl_status_code`). */
export const STATUS = {
  SUCCESS: 0,
  /** Not of the protocol: i40e hands the errno of its permission check through. iavf prints it as IAVF_ERR_NVM. */
  EPERM: -1,
  ERR_PARAM: -5,
  /** I40E_ERR_INVALID_MAC_ADDR. */
  ERR_INVALID_MAC: -10,
  ERR_NO_MEMORY: -18,
  ERR_OPCODE_MISMATCH: -38,
  ERR_CQP_COMPL_ERROR: -39,
  ERR_INVALID_VF_ID: -40,
  ERR_NOT_SUPPORTED: -64
} as const

/** Status of an answer; 0 or a negative number. */
type VirtchnlStatus = (typeof STATUS)[keyof typeof STATUS]

/** Version that a side speaks. */
export interface VirtchnlVersion {
  readonly major: number
  readonly minor: number
}

/** Version of every Linux driver since 2016. */
export const VERSION_1_1: VirtchnlVersion = { major: 1, minor: 1 }

/** A request; only what the model looks at. */
export type VirtchnlRequest =
  | { readonly op: 'VERSION'; readonly version: VirtchnlVersion }
  | { readonly op: 'RESET_VF' }
  | { readonly op: 'GET_VF_RESOURCES' }
  | { readonly op: 'CONFIG_VSI_QUEUES'; readonly queues: number }
  | { readonly op: 'CONFIG_IRQ_MAP'; readonly vectors: number }
  | { readonly op: 'ENABLE_QUEUES' | 'DISABLE_QUEUES' | 'GET_STATS' }
  | { readonly op: 'ADD_ETH_ADDR' | 'DEL_ETH_ADDR'; readonly macs: readonly string[] }
  | { readonly op: 'ADD_VLAN' | 'DEL_VLAN'; readonly vlans: readonly number[] }
  | { readonly op: 'CONFIG_PROMISCUOUS_MODE'; readonly unicast: boolean; readonly multicast: boolean }

/** How far a VF has come. */
type VfStage = 'reset' | 'versioned' | 'active' | 'configured' | 'running'

/** What the PF knows of a VF, host policy included. */
export interface VirtchnlVf {
  readonly index: number
  readonly isTrusted: boolean
  /** MAC that the host pinned; null = none. */
  readonly pinnedMac: string | null
  readonly portVlan: number
  readonly stage: VfStage
  readonly version: VirtchnlVersion | null
  readonly queues: number
  readonly macs: readonly string[]
  readonly vlans: readonly number[]
  readonly isUnicastPromiscuous: boolean
  readonly isMulticastPromiscuous: boolean
}

/** Most queues of a VF. */
const MAX_VF_QUEUES = 16
/** Queues of a VF that asks for no more. linux I40E_DEFAULT_QUEUES_PER_VF. */
const DEFAULT_VF_QUEUES = 4
/** Addresses of an untrusted VF: 16, its own and broadcast. linux I40E_VC_MAX_MAC_ADDR_PER_VF. */
const MAX_MACS_UNTRUSTED = 18
/** VLANs of an untrusted VF. linux I40E_VC_MAX_VLAN_PER_VF. */
export const MAX_VLANS_UNTRUSTED = 16

/** Answer; `reply` null = none comes (RESET_VF: the VF polls VFGEN_RSTAT). */
export interface VirtchnlAnswer {
  readonly vf: VirtchnlVf
  readonly reply: {
    readonly status: VirtchnlStatus
    readonly version?: VirtchnlVersion
    readonly queues?: number
    /** Address that the host pinned; null = none. */
    readonly mac?: string | null
  } | null
  readonly log: readonly string[]
}

/** A VF as the host made it. */
export const newVirtchnlVf = (
  index: number,
  policy: Pick<VirtchnlVf, 'isTrusted' | 'pinnedMac' | 'portVlan'>
): VirtchnlVf => ({
  index,
  ...policy,
  stage: 'reset',
  version: null,
  queues: 0,
  macs: policy.pinnedMac === null ? [] : [policy.pinnedMac],
  vlans: [],
  isUnicastPromiscuous: false,
  isMulticastPromiscuous: false
})

const STAGES: readonly VfStage[] = ['reset', 'versioned', 'active', 'configured', 'running']
const hasReached = (vf: VirtchnlVf, stage: VfStage): boolean =>
  STAGES.indexOf(vf.stage) >= STAGES.indexOf(stage)

/** Whether a VF of `vf`'s version can work with a PF of `pf`'s: other majors cannot, other minors warn. */
export function versionVerdict(
  vf: VirtchnlVersion,
  pf: VirtchnlVersion
): 'equal' | 'minor-differs' | 'incompatible' {
  if (vf.major !== pf.major) return 'incompatible'
  return vf.minor === pf.minor ? 'equal' : 'minor-differs'
}

/** Answers one request of a VF. `pfVersion` is what the PF driver speaks. */
export function answerVirtchnl(
  request: VirtchnlRequest,
  vf: VirtchnlVf,
  pfVersion: VirtchnlVersion = VERSION_1_1
): VirtchnlAnswer {
  const done = (next: VirtchnlVf, extra: object = {}): VirtchnlAnswer => ({
    vf: next,
    reply: { status: STATUS.SUCCESS, ...extra },
    log: []
  })
  const refuse = (status: VirtchnlStatus, ...log: string[]): VirtchnlAnswer => ({
    vf,
    reply: { status },
    log
  })
  switch (request.op) {
    case 'VERSION': {
      // The PF answers in any state, with the lower minor, so that an old VF hears something it knows.
      const minor = Math.min(request.version.minor, pfVersion.minor)
      const next: VirtchnlVf = { ...vf, version: request.version, stage: 'versioned' }
      return done(next, { version: { major: pfVersion.major, minor } })
    }
    case 'RESET_VF':
      return { vf: newVirtchnlVf(vf.index, vf), reply: null, log: [] }
    case 'GET_VF_RESOURCES':
      if (vf.version === null || versionVerdict(vf.version, pfVersion) === 'incompatible')
        return refuse(STATUS.ERR_PARAM)
      return done({ ...vf, stage: 'active' }, { queues: DEFAULT_VF_QUEUES, mac: vf.pinnedMac })
    case 'CONFIG_VSI_QUEUES':
      if (!hasReached(vf, 'active') || request.queues < 1 || request.queues > MAX_VF_QUEUES)
        return refuse(STATUS.ERR_PARAM)
      return done({ ...vf, queues: request.queues, stage: 'configured' })
    case 'CONFIG_IRQ_MAP':
      return hasReached(vf, 'active') ? done(vf) : refuse(STATUS.ERR_PARAM)
    case 'ENABLE_QUEUES':
      return hasReached(vf, 'configured') ? done({ ...vf, stage: 'running' }) : refuse(STATUS.ERR_PARAM)
    case 'DISABLE_QUEUES':
      return hasReached(vf, 'configured') ? done({ ...vf, stage: 'configured' }) : refuse(STATUS.ERR_PARAM)
    case 'GET_STATS':
      return hasReached(vf, 'active') ? done(vf) : refuse(STATUS.ERR_PARAM)
    case 'ADD_ETH_ADDR':
      return addMacs(request.macs, vf, done, refuse)
    case 'DEL_ETH_ADDR':
      if (!hasReached(vf, 'active')) return refuse(STATUS.ERR_PARAM)
      return done({
        ...vf,
        macs: vf.macs.filter((mac) => mac === vf.pinnedMac || !request.macs.includes(mac))
      })
    case 'ADD_VLAN':
      return addVlans(request.vlans, vf, done, refuse)
    case 'DEL_VLAN':
      if (!hasReached(vf, 'active')) return refuse(STATUS.ERR_PARAM)
      // Behind a port VLAN there is nothing to remove; only VLAN 0 is let pass.
      if (vf.portVlan !== 0)
        return request.vlans.length > 1 || request.vlans[0] !== 0 ? refuse(STATUS.ERR_PARAM) : done(vf)
      return done({ ...vf, vlans: vf.vlans.filter((vlan) => !request.vlans.includes(vlan)) })
    case 'CONFIG_PROMISCUOUS_MODE': {
      if (!hasReached(vf, 'active')) return refuse(STATUS.ERR_PARAM)
      // An untrusted VF is told that it worked: old VF drivers would otherwise not come up.
      if (!vf.isTrusted)
        return {
          ...done(vf),
          log: [`Unprivileged VF ${vf.index} is attempting to configure promiscuous mode`]
        }
      return done({
        ...vf,
        isUnicastPromiscuous: request.unicast,
        isMulticastPromiscuous: request.multicast
      })
    }
  }
}

type Done = (next: VirtchnlVf) => VirtchnlAnswer
type Refuse = (status: VirtchnlStatus, ...log: string[]) => VirtchnlAnswer

function addMacs(macs: readonly string[], vf: VirtchnlVf, done: Done, refuse: Refuse): VirtchnlAnswer {
  if (!hasReached(vf, 'active')) return refuse(STATUS.ERR_PARAM)
  const unusable = macs.find((mac) => mac === BROADCAST || mac === ZERO)
  if (unusable !== undefined) return refuse(STATUS.ERR_INVALID_MAC, `invalid VF MAC addr ${unusable}`)
  const added = macs.filter((mac) => !vf.macs.includes(mac))
  const hasUnicast = added.some((mac) => (parseInt(mac.slice(0, 2), 16) & 1) === 0)
  if (hasUnicast && !mayChooseMac(added, vf))
    return refuse(
      STATUS.EPERM,
      'VF attempting to override administratively set MAC address, bring down and up the VF interface to resume normal operation'
    )
  if (!vf.isTrusted && vf.macs.length + added.length > MAX_MACS_UNTRUSTED)
    return refuse(
      STATUS.EPERM,
      'Cannot add more MAC addresses, VF is not trusted, switch the VF to trusted to add more functionality'
    )
  return done({ ...vf, macs: [...vf.macs, ...added] })
}

const BROADCAST = 'ff:ff:ff:ff:ff:ff'
const ZERO = '00:00:00:00:00:00'

/** A pinned MAC leaves an untrusted VF no other unicast address. */
const mayChooseMac = (added: readonly string[], { isTrusted, pinnedMac }: VirtchnlVf): boolean =>
  isTrusted || pinnedMac === null || added.every((mac) => mac === pinnedMac)

/** Largest VLAN number that the driver takes. linux I40E_MAX_VLANID. */
const MAX_VLAN = 4095

function addVlans(vlans: readonly number[], vf: VirtchnlVf, done: Done, refuse: Refuse): VirtchnlAnswer {
  // The VF is told that it worked, though nothing is added. The limit counts what was there before the message.
  if (!vf.isTrusted && vf.vlans.length >= MAX_VLANS_UNTRUSTED)
    return refuse(STATUS.SUCCESS, 'VF is not trusted, switch the VF to trusted to add more VLAN addresses')
  if (!hasReached(vf, 'active')) return refuse(STATUS.ERR_PARAM)
  const unusable = vlans.find((vlan) => vlan < 0 || vlan > MAX_VLAN)
  if (unusable !== undefined) return refuse(STATUS.ERR_PARAM, `invalid VF VLAN id ${unusable}`)
  if (vf.portVlan !== 0) return refuse(STATUS.ERR_PARAM)
  const all = [...new Set([...vf.vlans, ...vlans])].sort((a, b) => a - b)
  return done({ ...vf, vlans: all })
}
