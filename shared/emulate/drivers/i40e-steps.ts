/** virtchnl as steps: the doorbell of the VF's admin queue, the message, the answer, events. */
import { STATUS, VIRTCHNL, type VirtchnlAnswer, type VirtchnlRequest } from '../device/virtchnl/pf-driver.ts'
import type { VfFunction } from '../device/vf-function.ts'
import type { EmulatedHost } from '../emulated-host.ts'

const SOURCE = 'linux include/linux/avf/virtchnl.h'

/** What a request says. */
function contentOf(request: VirtchnlRequest): string {
  switch (request.op) {
    case 'VERSION':
      return `version ${request.version.major}.${request.version.minor}`
    case 'CONFIG_VSI_QUEUES':
      return `${request.queues} queue pairs`
    case 'CONFIG_IRQ_MAP':
      return `${request.vectors} vectors`
    case 'ADD_ETH_ADDR':
    case 'DEL_ETH_ADDR':
      return `${request.op === 'ADD_ETH_ADDR' ? 'add' : 'delete'} MAC ${request.macs.join(', ')}`
    case 'ADD_VLAN':
    case 'DEL_VLAN':
      return `${request.op === 'ADD_VLAN' ? 'add' : 'delete'} VLAN ${request.vlans.join(', ')}`
    case 'CONFIG_PROMISCUOUS_MODE':
      return `promiscuous: unicast ${request.unicast ? 'on' : 'off'}, multicast ${request.multicast ? 'on' : 'off'}`
    case 'RESET_VF':
      return 'reset me'
    case 'GET_VF_RESOURCES':
      return 'what do I have?'
    case 'ENABLE_QUEUES':
      return 'enable my queues'
    case 'DISABLE_QUEUES':
      return 'disable my queues'
    case 'GET_STATS':
      return 'my statistics'
  }
}

/** The VF driver puts a message into its admin queue. */
export function tellRequest(machine: EmulatedHost, vf: VfFunction, request: VirtchnlRequest): void {
  const who = machine.partyOf(vf)
  machine.timeline.tell({
    from: who,
    to: 'device',
    kind: 'doorbell',
    text: 'The VF driver puts a message into its admin queue and rings',
    detail: 'VF_ATQT1 (BAR0 + 0x8400)',
    source: 'Intel XL710 datasheet, admin queue'
  })
  machine.timeline.tell({
    from: who,
    to: 'pf-driver',
    kind: 'message',
    text: `VF ${vf.index} asks: ${contentOf(request)}`,
    detail: `VIRTCHNL_OP_${request.op} (${VIRTCHNL[request.op]})`,
    source: SOURCE
  })
}

/** The PF driver answers through the firmware. */
export function tellAnswer(
  machine: EmulatedHost,
  vf: VfFunction,
  request: VirtchnlRequest,
  reply: NonNullable<VirtchnlAnswer['reply']>
): void {
  const isRefused = reply.status !== STATUS.SUCCESS
  const extra = [
    reply.version === undefined ? '' : `version ${reply.version.major}.${reply.version.minor}`,
    reply.queues === undefined ? '' : `${reply.queues} queue pairs`,
    reply.mac === undefined ? '' : `MAC ${reply.mac ?? 'none'}`
  ].filter((part) => part !== '')
  const name = Object.entries(STATUS).find(([, code]) => code === reply.status)?.[0] ?? ''
  machine.timeline.tell({
    from: 'pf-driver',
    to: machine.partyOf(vf),
    kind: 'message',
    text: `The PF answers VF ${vf.index}: ${isRefused ? 'refused' : ['done', ...extra].join(', ')}`,
    detail: `VIRTCHNL_OP_${request.op} (${VIRTCHNL[request.op]}), status ${reply.status} (${name})`,
    outcome: isRefused ? 'refused' : 'done',
    source: SOURCE
  })
}

/** A message of the PF's own accord. */
export function tellEvent(machine: EmulatedHost, vf: VfFunction, event: string): void {
  machine.timeline.tell({
    from: 'pf-driver',
    to: machine.partyOf(vf),
    kind: 'message',
    text: `The PF tells VF ${vf.index}: ${event.startsWith('RESET') ? 'a reset is about to come' : `link ${event.includes('up') ? 'up' : 'down'}`}`,
    detail: `VIRTCHNL_OP_EVENT (${VIRTCHNL.EVENT}), VIRTCHNL_EVENT_${event}`,
    source: SOURCE
  })
}
