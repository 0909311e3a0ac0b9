/**
 * i40e and iavf: what they do to each other over virtchnl, message by message.
 *
 * What the PF driver answers is `device/virtchnl/pf-driver.ts`, what the VF driver asks `vf-driver.ts`; here is when.
 * Source: linux drivers/net/ethernet/intel/{i40e/i40e_virtchnl_pf.c,iavf/iavf_main.c,iavf/iavf_virtchnl.c}.
 */
import type { PortFilter } from '../device/switch/embedded-switch.ts'
import type { VfFunction } from '../device/vf-function.ts'
import {
  answerVirtchnl,
  newVirtchnlVf,
  type VirtchnlAnswer,
  type VirtchnlRequest,
  type VirtchnlVf
} from '../device/virtchnl/pf-driver.ts'
import { afterAnswer, newIavf, nextRequest } from '../device/virtchnl/vf-driver.ts'
import type { EmulatedHost } from '../emulated-host.ts'
import type { HostPolicy, VfRequest } from '../types.ts'
import { INITIAL_POLICY, type DriverPair, type HostSetting, type PairStatus } from '../driver-pair.ts'
import { requestOverVirtchnl, type I40eVf } from './i40e-requests.ts'
import { applyI40eSetting } from './i40e-settings.ts'
import { tellAnswer, tellEvent, tellRequest } from './i40e-steps.ts'
import { openQueues } from './queues.ts'
import { randomMac } from './random-mac.ts'

const PF_SOURCE = 'linux drivers/net/ethernet/intel/i40e/i40e_virtchnl_pf.c'
const VF_SOURCE = 'linux drivers/net/ethernet/intel/iavf/iavf_main.c'

/** The drivers of an XL710. */
export class I40ePair implements DriverPair {
  private readonly machine: EmulatedHost
  private pairs: I40eVf[] = []

  constructor(machine: EmulatedHost) {
    this.machine = machine
  }

  vfsCreated(count: number): void {
    this.pairs = Array.from({ length: count }, (_, index) => ({
      pf: newVirtchnlVf(index, virtchnlPolicy(INITIAL_POLICY)),
      policy: INITIAL_POLICY,
      driver: null,
      ownMac: randomMac(index)
    }))
  }

  start(vf: VfFunction): void {
    const pair = this.pair(vf)
    const { timeline } = this.machine
    timeline.tell({
      from: this.machine.partyOf(vf),
      to: 'device',
      kind: 'register',
      text: 'The VF driver polls VFGEN_RSTAT until the PF says that the VF is active',
      detail: 'VFGEN_RSTAT = 2 (VIRTCHNL_VFR_VFACTIVE)',
      source: `${VF_SOURCE}, iavf_check_reset_complete`
    })
    pair.driver = newIavf(pair.ownMac)
    for (let asked = nextRequest(pair.driver); asked !== null; asked = nextRequest(pair.driver)) {
      const reply = this.send(vf, asked)
      if (reply !== null) pair.driver = afterAnswer(pair.driver, reply)
    }
    const { stage, mac, queues } = pair.driver
    timeline.tell({
      from: this.machine.partyOf(vf),
      kind: 'state',
      text:
        stage === 'running'
          ? `The VF driver is up with ${queues} queue pairs and MAC ${mac ?? ''}`
          : 'The VF driver gives up',
      outcome: stage === 'running' ? 'done' : 'refused',
      source: VF_SOURCE
    })
    if (stage === 'running') openQueues(this.machine, vf)
  }

  stop(vf: VfFunction): void {
    this.pair(vf).driver = null
  }

  request(vf: VfFunction, request: VfRequest): void {
    const pair = this.pair(vf)
    requestOverVirtchnl(
      {
        machine: this.machine,
        vf,
        pair,
        send: (asked) => this.send(vf, asked),
        restart: (text) => this.restart(vf, text)
      },
      request
    )
  }

  functionReset(vf: VfFunction): void {
    this.machine.timeline.tell({
      from: 'device',
      to: 'pf-driver',
      kind: 'interrupt',
      text: `The PF driver is told that VF ${vf.index} was reset`,
      detail: `PFINT_ICR0.VFLR, GLGEN_VFLRSTAT bit ${vf.index}`,
      source: `${PF_SOURCE}, i40e_vc_process_vflr_event`
    })
    this.renew(vf)
  }

  /** What a reset does to the PF driver's side, whatever its cause. */
  private renew(vf: VfFunction): void {
    const pair = this.pair(vf)
    pair.pf = newVirtchnlVf(vf.index, virtchnlPolicy(pair.policy))
    const { portVlan } = pair.policy
    this.machine.timeline.tell({
      from: 'pf-driver',
      to: 'device',
      kind: 'register',
      text: `The PF driver makes the VSI of VF ${vf.index} anew and lets the VF go on`,
      detail: `filters of the VF gone${portVlan === 0 ? '' : `, port VLAN ${portVlan} put back`}; VFGEN_RSTAT1[${vf.index}] <- 1 (COMPLETED), then 2 (VFACTIVE)`,
      source: `${PF_SOURCE}, i40e_cleanup_reset_vf`
    })
  }

  pfReset(): void {
    this.machine.timeline.tell({
      from: 'host-kernel',
      to: 'pf-driver',
      kind: 'state',
      text: 'The kernel tells the PF driver, which sets its side up again',
      detail: 'reset_prepare before, reset_done after the reset',
      source: 'linux drivers/net/ethernet/intel/i40e/i40e_main.c, i40e_err_handler'
    })
    for (const vf of this.machine.vfs) this.renew(vf)
  }

  applySetting(vf: VfFunction, setting: HostSetting): void {
    const pair = this.pair(vf)
    const needsReset = applyI40eSetting(this.machine, vf, pair, setting)
    pair.pf = { ...pair.pf, ...virtchnlPolicy(pair.policy) }
    if (!needsReset) return
    tellEvent(this.machine, vf, 'RESET_IMPENDING')
    this.machine.timeline.tell({
      from: 'pf-driver',
      to: 'device',
      kind: 'register',
      text: `The PF driver resets VF ${vf.index}`,
      detail: `VPGEN_VFRTRIG[${vf.index}] <- VFSWR`,
      source: `${PF_SOURCE}, i40e_trigger_vf_reset`
    })
    this.renew(vf)
    if (pair.driver !== null) this.restart(vf, 'The VF driver hears of the reset and starts over')
  }

  linkChanged(isUp: boolean): void {
    const { timeline } = this.machine
    timeline.print(
      'pf-driver',
      `The PF driver sees the link ${isUp ? 'come up' : 'go down'}`,
      this.machine.netLine(
        isUp ? 'NIC Link is Up, 40 Gbps Full Duplex, Flow Control: None' : 'NIC Link is Down'
      )
    )
    for (const vf of this.machine.vfs) {
      if (this.pair(vf).driver === null) continue
      tellEvent(this.machine, vf, isUp ? 'LINK_CHANGE up, 40 Gb/s' : 'LINK_CHANGE down')
    }
  }

  spoofNoticed(): void {
    this.machine.timeline.tell({
      from: 'device',
      kind: 'state',
      text: 'The VSI counts an error on the way out; i40e logs nothing',
      detail: 'GLV_TEPC',
      source: 'Intel XL710 datasheet, statistics of a VSI'
    })
  }

  status(vf: VfFunction): PairStatus {
    const { driver, policy } = this.pair(vf)
    const version = driver?.version ?? null
    return {
      mac: driver?.mac ?? null,
      version: version === null ? null : `${version.major}.${version.minor}`,
      isReady: driver?.stage === 'running',
      policy
    }
  }

  filter(vf: VfFunction): PortFilter {
    const { pf, policy } = this.pair(vf)
    return {
      macs: pf.macs,
      vlans: [0, ...pf.vlans],
      portVlan: policy.portVlan,
      receivesMulticast: pf.isMulticastPromiscuous,
      isPromiscuous: pf.isUnicastPromiscuous,
      checksMac: policy.isSpoofChecked,
      checksVlan: policy.isSpoofChecked,
      hasLoopback: true
    }
  }

  private pair(vf: VfFunction): I40eVf {
    const pair = this.pairs[vf.index]
    if (pair === undefined) throw new RangeError(`the PF driver knows no VF ${vf.index}`)
    return pair
  }

  /** One message with its answer; null = none comes. */
  private send(vf: VfFunction, asked: VirtchnlRequest): VirtchnlAnswer['reply'] {
    const pair = this.pair(vf)
    tellRequest(this.machine, vf, asked)
    const { vf: next, reply, log } = answerVirtchnl(asked, pair.pf)
    pair.pf = next
    for (const line of log)
      this.machine.timeline.print(
        'pf-driver',
        'The PF driver logs it',
        this.machine.devLine(line),
        'refused',
        PF_SOURCE
      )
    if (reply !== null) tellAnswer(this.machine, vf, asked, reply)
    return reply
  }

  private restart(vf: VfFunction, text: string): void {
    this.machine.timeline.tell({
      from: this.machine.partyOf(vf),
      kind: 'state',
      text,
      source: `${VF_SOURCE}, iavf_reset_task`
    })
    this.start(vf)
  }
}

const virtchnlPolicy = (policy: HostPolicy): Pick<VirtchnlVf, 'isTrusted' | 'pinnedMac' | 'portVlan'> => ({
  isTrusted: policy.isTrusted,
  pinnedMac: policy.mac,
  portVlan: policy.portVlan
})
