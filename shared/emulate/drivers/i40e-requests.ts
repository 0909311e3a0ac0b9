/** What iavf makes of requests in a guest: which messages, and what it tells its system. */
import {
  STATUS,
  type VirtchnlAnswer,
  type VirtchnlRequest,
  type VirtchnlVf
} from '../device/virtchnl/pf-driver.ts'
import type { IavfState } from '../device/virtchnl/vf-driver.ts'
import type { VfFunction } from '../device/vf-function.ts'
import type { EmulatedHost } from '../emulated-host.ts'
import type { HostPolicy, VfRequest } from '../types.ts'

const VF_SOURCE = 'linux drivers/net/ethernet/intel/iavf/iavf_main.c'
/** Largest MTU of iavf: receive buffers of 9728 bytes less headers. */
const MAX_MTU = 9702
const MIN_MTU = 68

/** One VF's two sides. */
export interface I40eVf {
  pf: VirtchnlVf
  policy: HostPolicy
  /** null = no VF driver. */
  driver: IavfState | null
  /** The address that the VF driver uses through its resets. */
  ownMac: string
}

/** A VF whose driver asks, and how its messages go. */
export interface VirtchnlAsker {
  readonly machine: EmulatedHost
  readonly vf: VfFunction
  readonly pair: I40eVf
  /** One message with its answer; null = none comes. */
  readonly send: (asked: VirtchnlRequest) => VirtchnlAnswer['reply']
  /** The VF driver starts over; `text` says why. */
  readonly restart: (text: string) => void
}

/** Carries a request of the VF driver out. */
export function requestOverVirtchnl(
  { machine, vf, pair, send, restart }: VirtchnlAsker,
  request: VfRequest
): void {
  const refuse = (text: string, detail: string): void =>
    machine.timeline.tell({
      from: machine.partyOf(vf),
      kind: 'state',
      text,
      detail,
      outcome: 'refused',
      source: VF_SOURCE
    })
  switch (request.kind) {
    case 'set-mac': {
      const reply = send({ op: 'ADD_ETH_ADDR', macs: [request.mac] })
      if (reply === null || pair.driver === null) return
      if (reply.status !== STATUS.SUCCESS)
        return refuse('The VF driver keeps its address', 'iavf: Failed to add MAC filter')
      const { mac } = pair.driver
      if (mac !== null && mac !== request.mac) send({ op: 'DEL_ETH_ADDR', macs: [mac] })
      pair.ownMac = request.mac
      pair.driver = { ...pair.driver, mac: request.mac, ownMac: request.mac }
      return
    }
    case 'add-vlan': {
      const reply = send({ op: 'ADD_VLAN', vlans: [request.vlan] })
      if (reply !== null && reply.status !== STATUS.SUCCESS)
        refuse('The VF driver takes the VLAN off again', 'iavf: Failed to add VLAN filter')
      return
    }
    case 'receive-mode': {
      const isPromiscuous = request.mode === 'promiscuous'
      send({
        op: 'CONFIG_PROMISCUOUS_MODE',
        unicast: isPromiscuous,
        multicast: isPromiscuous || request.mode === 'all-multicast'
      })
      if (request.mode === 'unicast' || request.mode === 'multicast' || pair.policy.isTrusted) return
      return refuse(
        'The VF was told that it worked, but nothing has changed',
        'the PF driver answers SUCCESS to an untrusted VF, so that old VF drivers come up'
      )
    }
    case 'set-mtu':
      if (request.mtu < MIN_MTU || request.mtu > MAX_MTU)
        return refuse(
          `An MTU of ${request.mtu} is refused before anybody is asked`,
          `errno EINVAL: ${MIN_MTU} to ${MAX_MTU}`
        )
      send({ op: 'RESET_VF' })
      restart(`The VF driver starts over with frames for an MTU of ${request.mtu}`)
      return
    case 'get-queues':
      send({ op: 'GET_VF_RESOURCES' })
      return
    case 'get-rss-table':
      machine.timeline.tell({
        from: machine.partyOf(vf),
        kind: 'state',
        text: 'A VF of this NIC has an RSS table of its own: nobody is asked',
        source: `${VF_SOURCE}, iavf_config_rss_reg`
      })
  }
}
