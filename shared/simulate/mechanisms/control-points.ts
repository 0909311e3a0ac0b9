/** Answers about the control plane: creation, limits, routing ids, resets, mailbox. */
import { vfAddress } from '../../pci/vf-address.ts'
import { pciAddressParts } from '../../pci/address.ts'
import type { Values } from '../../calibration/parameters.ts'
import { Mailbox } from '../../emulate/device/ixgbe/mailbox.ts'
import {
  isApiVersion,
  isMailboxRequest,
  OPCODE,
  type ApiVersion
} from '../../emulate/device/ixgbe/messages.ts'
import { answerVf, newVf, refusalOf, type PfFacts } from '../../emulate/device/ixgbe/pf-driver.ts'
import { exchange, isAcknowledged, negotiateApi, servePf } from '../../emulate/device/ixgbe/vf-driver.ts'
import { effectiveRates, explainRateRefusal } from '../../drivers/rate-limit.ts'
import { vfCreationTime } from '../../drivers/vf-creation.ts'
import { ixgbeAllowsVfs } from '../../drivers/vf-limits.ts'
import {
  answerVirtchnl,
  newVirtchnlVf,
  STATUS,
  versionVerdict
} from '../../emulate/device/virtchnl/pf-driver.ts'
import type { PointReport } from '../report.ts'
import type { MechanismScenario } from '../scenario/scenario.ts'
import { exact, figure, figures, outcome } from './figure.ts'

type Of<K extends MechanismScenario['kind']> = Extract<MechanismScenario, { kind: K }>

/** How long VFs take to appear. */
export function vfCreation({ driver, vfs }: Of<'vf-creation'>, values: Values): PointReport {
  const { seconds, isExtrapolated } = vfCreationTime(driver, vfs, values)
  const all = figure('seconds', 'until all VFs are there', 's', seconds, 'ctrl', isExtrapolated)
  const slow = slowCreation(driver, vfs, values)
  const high = Math.max(all.band.high, slow?.seconds ?? 0)
  return figures('vf-creation', [{ ...all, band: { ...all.band, high } }], slow === null ? [] : [slow.why])
}

/** VFs of mlx5 up to which creation was measured, and grew linearly. */
const MLX5_LINEAR = 16
/** VFs of ixgbe from which on 60 s were not enough, and the limit that was chosen then. */
const IXGBE_SLOW = { vfs: 60, seconds: 300 }

/** What is known to take longer than the model says, and how long it may take. */
function slowCreation(
  driver: Of<'vf-creation'>['driver'],
  vfs: number,
  values: Values
): { readonly seconds: number; readonly why: string } | null {
  if (driver === 'mlx5' && vfs > MLX5_LINEAR)
    return {
      seconds: vfCreationTime(driver, vfs + (vfs - MLX5_LINEAR), values).seconds,
      why: `beyond ${MLX5_LINEAR} VFs times grow faster than linearly; the upper end counts each of those twice`
    }
  if (driver === 'ixgbe' && vfs >= IXGBE_SLOW.vfs)
    return {
      seconds: IXGBE_SLOW.seconds,
      why: 'with 60 VFs and more, nmstate found 60 s too short and waits 300 s, network configuration included'
    }
  return null
}

/** Whether a driver creates so many VFs. */
export function vfLimit({ vfs, trafficClasses, macvlans }: Of<'vf-limit'>): PointReport {
  const allowed = ixgbeAllowsVfs(vfs, { trafficClasses, macvlans })
  return outcome('vf-limit', {
    id: 'verdict',
    label: `${vfs} VFs`,
    text: allowed.ok ? 'accepted' : `refused: at most ${allowed.error.max} (${allowed.error.errno})`
  })
}

/** A device of each kind that igb drives. */
const DEVICE_IDS = { '82576': '10c9', i350: '1521' } as const

/** What a driver makes of a rate limit. */
export function rateLimit({ driver, device, linkMbps, maxMbps, minMbps }: Of<'rate-limit'>): PointReport {
  const effective = effectiveRates(
    driver,
    { maxMbps, minMbps },
    linkMbps,
    device === undefined ? null : DEVICE_IDS[device]
  )
  if (!effective.ok)
    return outcome('rate-limit', {
      id: 'verdict',
      label: 'limit',
      text: `refused: ${explainRateRefusal(effective.error)} (${effective.error.errno})`
    })
  return outcome('rate-limit', { id: 'verdict', label: 'limit', text: 'accepted' }, [
    exact('maxMbps', 'limit in force', 'Mb/s', effective.value.maxMbps),
    exact('minMbps', 'guarantee in force', 'Mb/s', effective.value.minMbps)
  ])
}

/** A bus number as the kernel writes it; beyond the last bus of a segment it has three digits. */
const hexBus = (bus: number): string => bus.toString(16).padStart(2, '0')

/** Where a VF is, or why it cannot be there. */
export function routingId(scenario: Of<'routing-id'>): PointReport {
  const { pf, firstVfOffset, vfStride, vf, lastBus } = scenario
  const address = vfAddress(pf, firstVfOffset, vfStride, vf)
  const last = lastBus ?? 0xff
  const bus = address.ok ? pciAddressParts(address.value).bus : address.error.bus
  const text =
    address.ok && bus <= last
      ? address.value
      : `refused: bus ${hexBus(bus)} is out of range, the bridge ends at ${hexBus(last)} (ENOMEM)`
  return outcome('routing-id', { id: 'address', label: `VF ${vf}`, text })
}

/** What a function level reset does, and when the function is ready. */
export const flr = ({ function: which }: Of<'flr'>, values: Values): PointReport =>
  outcome(
    'flr',
    {
      id: 'effect',
      label: 'effect',
      text:
        which === 'vf' ? 'only this VF is reset; the others go on' : 'VF Enable is cleared: all VFs are gone'
    },
    [exact('readyMs', 'earliest use after the reset', 'ms', values['ctrl.flrWait'])]
  )

const VIRTCHNL_VERDICTS = {
  equal: 'operates',
  'minor-differs': 'operates, with a warning: minor versions differ',
  incompatible: 'cannot operate: major versions differ'
} as const

/** Whether a VF and a PF of these virtchnl versions work together, and what the PF answers. */
export function virtchnl({ pf, vf }: Of<'virtchnl'>): PointReport {
  const state = newVirtchnlVf(0, { isTrusted: false, pinnedMac: null, portVlan: 0 })
  const answered = answerVirtchnl({ op: 'VERSION', version: vf }, state, pf)
  const resources = answerVirtchnl({ op: 'GET_VF_RESOURCES' }, answered.vf, pf)
  const { major = 0, minor = 0 } = answered.reply?.version ?? {}
  return {
    kind: 'virtchnl',
    figures: [],
    outcomes: [
      { id: 'verdict', label: 'together', text: VIRTCHNL_VERDICTS[versionVerdict(vf, pf)] },
      { id: 'version', label: 'answer to VERSION', text: `${major}.${minor}` },
      {
        id: 'resources',
        label: 'answer to GET_VF_RESOURCES',
        text:
          resources.reply?.status === STATUS.SUCCESS ? 'SUCCESS' : `refused (${resources.reply?.status ?? 0})`
      }
    ],
    notes: []
  }
}

/** An ordinary VF on an ordinary 82599: nothing pinned, not trusted. */
const POLICY = {
  mac: null,
  portVlan: 0,
  isTrusted: false,
  isSpoofChecked: true,
  allowsRssQuery: true
} as const

/** Words after the opcode that make each request well-formed. */
const ARGUMENTS: Readonly<Partial<Record<number, readonly number[]>>> = {
  [OPCODE.SET_MAC_ADDR]: [0x0000_0002, 0x0100],
  [OPCODE.SET_LPE]: [1518],
  [OPCODE.UPDATE_XCAST_MODE]: [1]
}

/** What two ixgbe drivers agree on, and the answer to one request. Both sides run over the real registers. */
export function mailbox(scenario: Of<'mailbox'>): PointReport {
  const { pfApi, vfApi, request, words: told, argument = 0, isReset = true, policy = {} } = scenario
  const refuse = (text: string): PointReport => outcome('mailbox', { id: 'reply', label: request, text })
  if (!isApiVersion(pfApi) || !isApiVersion(vfApi)) return refuse('not a version of the mailbox API')
  if (!isMailboxRequest(request)) return refuse('not a request of the mailbox API')
  const pf: PfFacts = {
    device: '82599',
    newestApi: pfApi,
    maxFrameBytes: 1514,
    isLinkUp: true,
    queuesPerVf: 2,
    trafficClasses: 1
  }
  let state = newVf(0, { ...POLICY, ...policy })
  const box = new Mailbox()
  const side = servePf((words) => {
    const answer = answerVf(words, state, pf)
    state = answer.state
    return answer.reply
  })
  if (isReset) exchange(box, [OPCODE.RESET], side)
  const agreed = negotiateApi(box, vfApi, side)
  const api: ApiVersion = agreed.ok ? agreed.value : '1.0'
  const words = [OPCODE[request] | (argument << 16), ...(told ?? ARGUMENTS[OPCODE[request]] ?? [])]
  const why = refusalOf(words, state, pf)
  const reply = exchange(box, words, side)
  const text = !reply.ok
    ? reply.error.kind
    : isAcknowledged(reply.value)
      ? 'ACK'
      : `NACK (${why ?? 'the host gave no MAC: the VF takes a random one'})`
  return {
    kind: 'mailbox',
    figures: [],
    outcomes: [
      { id: 'api', label: 'negotiated version', text: api },
      { id: 'reply', label: request, text }
    ],
    notes: []
  }
}
