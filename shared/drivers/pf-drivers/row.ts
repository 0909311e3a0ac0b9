/** Words to write the rows with. */
import type { Errno, PfDriver, RateRules, Support, Supports, VfMaking } from '../pf-driver.ts'

/** Every value is taken. */
export const TAKEN: Support = { kind: 'taken' }

/** The driver has no operation for the attribute: the kernel answers EOPNOTSUPP to every value (rtnetlink.c, do_setvfinfo). */
export const NO_OPERATION: Support = {
  kind: 'refused',
  errno: 'EOPNOTSUPP',
  evenOff: true,
  why: 'It answers EOPNOTSUPP to every value: it has no operation for it.'
}

/** Refused, but for the value that means "nothing set". */
export const refused = (errno: Errno, why: string): Support => ({
  kind: 'refused',
  errno,
  evenOff: false,
  why: `It answers ${errno}: ${why}.`
})

/** Taken without any effect. */
export const noEffect = (why: string): Support => ({ kind: 'refused', errno: null, evenOff: false, why })

/** Refused in switchdev mode, whatever the value. */
export const notInSwitchdev = (why: string): Support => ({
  kind: 'refused',
  errno: 'EOPNOTSUPP',
  evenOff: true,
  why: `It answers EOPNOTSUPP in switchdev mode: ${why}.`
})

/** Something decides that no reading shows; `on` completes "takes it only ...", `why` is a sentence. */
export const depends = (on: string, why: string): Support => ({ kind: 'depends', on, why })

/** 802.1Q only. */
const NO_8021AD = refused('EPROTONOSUPPORT', 'it takes 802.1Q only')
/** No guaranteed rate. */
export const NO_MIN_RATE = refused('EINVAL', 'it cannot guarantee a rate')
/** No VLAN priority. */
export const NO_PRIORITY = refused('EINVAL', 'it sets no VLAN priority')

/** Any number of VFs through `sriov_numvfs`. */
export const ANY_NUMBER: VfMaking = { kind: 'numvfs', counts: 'any' }

/** The kernel's comparison of rates that most drivers make. */
export const USUAL_RATES: RateRules = {
  needLink: true,
  upToLink: true,
  lowest: 1,
  belowLowest: 'refused',
  step: 1,
  onlyAtMbps: null
}

/** All attributes of a NIC that takes what the kernel has operations for, 802.1Q only. */
export const ALL_ATTRIBUTES: Supports = {
  mac: TAKEN,
  vlan: TAKEN,
  qos: TAKEN,
  vlanProtocol: NO_8021AD,
  trust: TAKEN,
  spoofchk: TAKEN,
  minTxRate: TAKEN,
  maxTxRate: TAKEN,
  linkState: TAKEN
}

/** A driver without any operation for its VFs. */
export const NO_ATTRIBUTES: Supports = {
  mac: NO_OPERATION,
  vlan: NO_OPERATION,
  qos: NO_OPERATION,
  vlanProtocol: NO_OPERATION,
  trust: NO_OPERATION,
  spoofchk: NO_OPERATION,
  minTxRate: NO_OPERATION,
  maxTxRate: NO_OPERATION,
  linkState: NO_OPERATION
}

/** A row from what is particular about it. */
export const row = (facts: Pick<PfDriver, 'name' | 'source'> & Partial<PfDriver>): PfDriver => ({
  aliases: [],
  making: ANY_NUMBER,
  needsPfUp: false,
  cannotRemove: null,
  pools: null,
  creation: null,
  attributes: {},
  onOtherDevices: null,
  switchdev: null,
  rates: USUAL_RATES,
  withoutMac: null,
  spoofchkWithoutMac: null,
  noVlan: [],
  vfModules: [],
  note: null,
  ...facts
})
