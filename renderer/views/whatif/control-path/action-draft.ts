/** An action while it is put together: plain fields, and what they make. */
import type { SystemAction, VfRequest } from '#shared/emulate/types.ts'
import { OTHER_MAC } from './vf-menu.ts'

/** All fields of the form; each kind of action uses some. */
export interface ActionDraft {
  readonly kind: DraftKind
  readonly numVfs: number
  readonly vf: number
  readonly vm: string
  /** `wire`, `broadcast`, or the index of a VF. */
  readonly to: string
  /** Empty = the VF's own. */
  readonly sourceMac: string
  readonly vlan: number
  readonly request: VfRequest['kind']
  readonly mac: string
  readonly mode: Extract<VfRequest, { kind: 'receive-mode' }>['mode']
  readonly mtu: number
  readonly policy: 'mac' | 'port-vlan' | 'trust' | 'spoofchk' | 'rates'
  readonly isOn: 'on' | 'off'
  readonly minMbps: number
  readonly maxMbps: number
  readonly operation: 'read' | 'write'
  /** `own-buffer`, `freed-buffer`, or the id of a VM. */
  readonly target: string
}

/** Kinds of actions as people choose them. */
export type DraftKind =
  | 'write-numvfs'
  | 'assign'
  | 'unplug'
  | 'use-on-host'
  | 'vf-flr'
  | 'pf-flr'
  | 'send'
  | 'request'
  | 'set-policy'
  | 'dma'
  | 'link-down'
  | 'link-up'

/** In the order of a day: make, give, use, break. */
export const draftKinds: readonly { readonly value: DraftKind; readonly label: string }[] = [
  { value: 'write-numvfs', label: 'Write sriov_numvfs' },
  { value: 'assign', label: 'Give a VF to a VM' },
  { value: 'unplug', label: 'Take a VF out of its VM' },
  { value: 'use-on-host', label: 'Use a VF on the host' },
  { value: 'send', label: 'Send a frame' },
  { value: 'request', label: 'Ask the PF driver' },
  { value: 'set-policy', label: 'Decide on the host (ip link)' },
  { value: 'dma', label: 'Aim a DMA' },
  { value: 'vf-flr', label: 'Reset a VF (FLR)' },
  { value: 'pf-flr', label: 'Reset the PF (FLR)' },
  { value: 'link-down', label: 'Link down' },
  { value: 'link-up', label: 'Link up' }
]

/** Kinds that are about one VF. */
export const isOnVf = (kind: DraftKind): boolean =>
  !['write-numvfs', 'pf-flr', 'link-down', 'link-up'].includes(kind)

/** What the form holds at first. */
export const emptyDraft: ActionDraft = {
  kind: 'write-numvfs',
  numVfs: 4,
  vf: 0,
  vm: 'vm1',
  to: 'wire',
  sourceMac: '',
  vlan: 0,
  request: 'set-mac',
  mac: OTHER_MAC,
  mode: 'promiscuous',
  mtu: 9000,
  policy: 'trust',
  isOn: 'on',
  minMbps: 0,
  maxMbps: 100,
  operation: 'write',
  target: 'vm2'
}

/** The draft where VFs and VMs that it names may have gone: those that are there stand in. */
export function heldDraft(draft: ActionDraft, vfCount: number, vms: readonly string[]): ActionDraft {
  const vf = Math.max(0, Math.min(draft.vf, vfCount - 1))
  const isTarget = ['own-buffer', 'freed-buffer', ...vms].includes(draft.target)
  const isThere = draft.to === 'wire' || draft.to === 'broadcast' || Number(draft.to) < vfCount
  return {
    ...draft,
    vf,
    vm: vms.includes(draft.vm) ? draft.vm : (vms[0] ?? ''),
    to: isThere ? draft.to : 'wire',
    target: isTarget ? draft.target : 'own-buffer'
  }
}

const MAC = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i

/** Why the address cannot be used; empty = it can. */
export const macProblem = (mac: string): string =>
  MAC.test(mac) ? '' : 'Six pairs of hex digits, aa:bb:cc:dd:ee:ff.'

/** Whether the draft uses `mac`, or `sourceMac` with something in it. */
const macOf = ({ kind, request, policy, mac, sourceMac }: ActionDraft): string | null => {
  if (kind === 'send') return sourceMac === '' ? null : sourceMac
  return (kind === 'request' && request === 'set-mac') || (kind === 'set-policy' && policy === 'mac')
    ? mac
    : null
}

function requestOf({ request, mac, vlan, mode, mtu }: ActionDraft): VfRequest {
  switch (request) {
    case 'set-mac':
      return { kind: request, mac: mac.toLowerCase() }
    case 'add-vlan':
      return { kind: request, vlan }
    case 'receive-mode':
      return { kind: request, mode }
    case 'set-mtu':
      return { kind: request, mtu }
    case 'get-queues':
    case 'get-rss-table':
      return { kind: request }
  }
}

function policyOf({
  policy,
  mac,
  vlan,
  isOn,
  minMbps,
  maxMbps
}: ActionDraft): Extract<SystemAction, { kind: 'set-policy' }>['change'] {
  switch (policy) {
    case 'mac':
      return { mac: mac.toLowerCase() }
    case 'port-vlan':
      return { portVlan: vlan }
    case 'trust':
      return { isTrusted: isOn === 'on' }
    case 'spoofchk':
      return { isSpoofChecked: isOn === 'on' }
    case 'rates':
      return { minMbps, maxMbps }
  }
}

/** The action; null while an address is not one. */
export function draftAction(draft: ActionDraft): SystemAction | null {
  const { kind, vf, vm, to, sourceMac, vlan, operation, target } = draft
  const mac = macOf(draft)
  if (mac !== null && macProblem(mac) !== '') return null
  switch (kind) {
    case 'write-numvfs':
      return { kind, numVfs: draft.numVfs }
    case 'assign':
      return { kind, vf, vm }
    case 'unplug':
    case 'use-on-host':
    case 'vf-flr':
      return { kind, vf }
    case 'pf-flr':
      return { kind }
    case 'link-down':
    case 'link-up':
      return { kind: 'set-link', isUp: kind === 'link-up' }
    case 'request':
      return { kind, vf, request: requestOf(draft) }
    case 'set-policy':
      return { kind, vf, change: policyOf(draft) }
    case 'send':
      return {
        kind,
        vf,
        vlan,
        to: to === 'wire' || to === 'broadcast' ? { kind: to } : { kind: 'vf', vf: Number(to) },
        ...(sourceMac === '' ? {} : { sourceMac: sourceMac.toLowerCase() })
      }
    case 'dma':
      return {
        kind,
        vf,
        operation,
        target:
          target === 'own-buffer' || target === 'freed-buffer'
            ? { kind: target }
            : { kind: 'memory-of', vm: target }
      }
  }
}
