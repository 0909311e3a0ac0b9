/** Actions in the words of the person at the host: what one would type or say. */
import type { DmaTarget, Party, SystemAction, VfPolicyChange, VfRequest } from '#shared/emulate/types.ts'

/** Lanes of the sequence. */
export const partyNames: Readonly<Record<Party, string>> = {
  guest: 'Guest',
  hypervisor: 'Hypervisor',
  'host-kernel': 'Host kernel',
  'pf-driver': 'PF driver',
  iommu: 'IOMMU',
  device: 'NIC',
  wire: 'Wire'
}

const requestWords = (request: VfRequest): string => {
  switch (request.kind) {
    case 'set-mac':
      return `for MAC ${request.mac}`
    case 'add-vlan':
      return `for VLAN ${request.vlan}`
    case 'receive-mode':
      return `for ${request.mode} mode`
    case 'set-mtu':
      return `for MTU ${request.mtu}`
    case 'get-queues':
      return 'for its queues'
    case 'get-rss-table':
      return 'for the RSS table'
  }
}

const onOff = (is: boolean): string => (is ? 'on' : 'off')

/** As `ip link set PF vf N ...` takes it. */
function policyWords({ mac, portVlan, isTrusted, isSpoofChecked, maxMbps, minMbps }: VfPolicyChange): string {
  return [
    mac === undefined ? '' : `mac ${mac}`,
    portVlan === undefined ? '' : `vlan ${portVlan}`,
    isTrusted === undefined ? '' : `trust ${onOff(isTrusted)}`,
    isSpoofChecked === undefined ? '' : `spoofchk ${onOff(isSpoofChecked)}`,
    maxMbps === undefined ? '' : `max_tx_rate ${maxMbps}`,
    minMbps === undefined ? '' : `min_tx_rate ${minMbps}`
  ]
    .filter((part) => part !== '')
    .join(' ')
}

const targetWords = (target: DmaTarget): string => {
  switch (target.kind) {
    case 'own-buffer':
      return 'its own buffer'
    case 'memory-of':
      return `memory of ${target.vm}`
    case 'address':
      return `address 0x${target.address.toString(16)}`
    case 'freed-buffer':
      return 'a buffer just unmapped'
  }
}

/** One line for an action. */
export function actionWords(action: SystemAction): string {
  switch (action.kind) {
    case 'write-numvfs':
      return `echo ${action.numVfs} > sriov_numvfs`
    case 'assign':
      return `VF ${action.vf} to ${action.vm}`
    case 'unplug':
      return `VF ${action.vf} out of its VM`
    case 'use-on-host':
      return `Host takes VF ${action.vf} for itself`
    case 'vf-flr':
      return `FLR of VF ${action.vf}`
    case 'pf-flr':
      return 'FLR of the PF'
    case 'request':
      return `VF ${action.vf} asks ${requestWords(action.request)}`
    case 'set-policy':
      return `ip link set PF vf ${action.vf} ${policyWords(action.change)}`
    case 'send': {
      const { to, sourceMac, vlan } = action
      const target = to.kind === 'vf' ? `to VF ${to.vf}` : to.kind === 'wire' ? 'to the wire' : 'a broadcast'
      const tag = vlan > 0 ? `, tagged ${vlan}` : ''
      return `VF ${action.vf} sends ${target}${tag}${sourceMac === undefined ? '' : `, as ${sourceMac}`}`
    }
    case 'dma':
      return `VF ${action.vf} ${action.operation === 'read' ? 'reads' : 'writes'} ${targetWords(action.target)}`
    case 'set-link':
      return `Link ${action.isUp ? 'up' : 'down'}`
  }
}
