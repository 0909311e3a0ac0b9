/** What can be done to one VF, with values that show something: the menu of its row. */
import type { SystemAction, SystemConfig, VfRequest, VfView } from '#shared/emulate/types.ts'
import type { MenuEntry } from '../../../ui/menu-entry.ts'

/** Addresses of nobody: locally administered. */
export const OTHER_MAC = '02:00:00:00:00:10'
const SPOOFED_MAC = '02:00:00:00:00:66'
const PORT_VLAN = 100
const GUEST_VLAN = 200

/** Entries for `vf`; `act` does what is chosen. */
export function vfMenu(
  vf: VfView,
  vfCount: number,
  config: SystemConfig,
  act: (action: SystemAction) => void
): readonly MenuEntry[] {
  const { index } = vf
  const entry = (label: string, action: SystemAction): MenuEntry => ({
    kind: 'action',
    label,
    run: () => act(action)
  })
  const send = (
    label: string,
    to: Extract<SystemAction, { kind: 'send' }>['to'],
    more: { vlan?: number; sourceMac?: string } = {}
  ): MenuEntry => entry(label, { kind: 'send', vf: index, to, vlan: 0, ...more })
  const ask = (label: string, request: VfRequest): MenuEntry =>
    entry(label, { kind: 'request', vf: index, request })
  const others = Array.from({ length: vfCount }, (_, at) => at).filter((at) => at !== index)
  return [
    entry('Reset it (FLR)', { kind: 'vf-flr', vf: index }),
    {
      kind: 'submenu',
      label: 'Send a frame',
      entries: [
        send('to the wire', { kind: 'wire' }),
        ...others.slice(0, 6).map((at) => send(`to VF ${at}`, { kind: 'vf', vf: at })),
        send('to everybody (broadcast)', { kind: 'broadcast' }),
        send(`to the wire, tagged VLAN ${GUEST_VLAN}`, { kind: 'wire' }, { vlan: GUEST_VLAN }),
        send('to the wire, with a false source address', { kind: 'wire' }, { sourceMac: SPOOFED_MAC })
      ]
    },
    {
      kind: 'submenu',
      label: 'Ask the PF driver',
      entries: [
        ask('for another MAC', { kind: 'set-mac', mac: OTHER_MAC }),
        ask(`for VLAN ${GUEST_VLAN}`, { kind: 'add-vlan', vlan: GUEST_VLAN }),
        ask('for promiscuous mode', { kind: 'receive-mode', mode: 'promiscuous' }),
        ask('for all multicast', { kind: 'receive-mode', mode: 'all-multicast' }),
        ask('for MTU 9000', { kind: 'set-mtu', mtu: 9000 }),
        ask('for its queues', { kind: 'get-queues' }),
        ask('for the RSS table', { kind: 'get-rss-table' })
      ]
    },
    {
      kind: 'submenu',
      label: 'Aim its DMA',
      entries: [
        entry('at its own buffer', {
          kind: 'dma',
          vf: index,
          operation: 'write',
          target: { kind: 'own-buffer' }
        }),
        entry('at a buffer just unmapped', {
          kind: 'dma',
          vf: index,
          operation: 'write',
          target: { kind: 'freed-buffer' }
        }),
        ...config.vms
          .filter(({ id }) => id !== vf.vm)
          .map(({ id }) =>
            entry(`at memory of ${id}`, {
              kind: 'dma',
              vf: index,
              operation: 'write',
              target: { kind: 'memory-of', vm: id }
            })
          )
      ]
    },
    {
      kind: 'submenu',
      label: 'Decide on the host',
      entries: [
        entry(vf.isTrusted ? 'trust off' : 'trust on', {
          kind: 'set-policy',
          vf: index,
          change: { isTrusted: !vf.isTrusted }
        }),
        entry(vf.isSpoofChecked ? 'spoofchk off' : 'spoofchk on', {
          kind: 'set-policy',
          vf: index,
          change: { isSpoofChecked: !vf.isSpoofChecked }
        }),
        entry('pin a MAC', {
          kind: 'set-policy',
          vf: index,
          change: { mac: `52:54:00:00:00:${(index + 1).toString(16).padStart(2, '0')}` }
        }),
        entry(vf.portVlan > 0 ? 'no port VLAN' : `port VLAN ${PORT_VLAN}`, {
          kind: 'set-policy',
          vf: index,
          change: { portVlan: vf.portVlan > 0 ? 0 : PORT_VLAN }
        }),
        entry(vf.maxMbps > 0 ? 'no max_tx_rate' : 'max_tx_rate 100', {
          kind: 'set-policy',
          vf: index,
          change: { maxMbps: vf.maxMbps > 0 ? 0 : 100 }
        })
      ]
    },
    { kind: 'separator' },
    ...(vf.vm === null
      ? [
          ...config.vms.map(({ id }) => entry(`Give it to ${id}`, { kind: 'assign', vf: index, vm: id })),
          ...(vf.isUsedByHost ? [] : [entry('Use it on the host', { kind: 'use-on-host', vf: index })])
        ]
      : [entry(`Take it out of ${vf.vm}`, { kind: 'unplug', vf: index })])
  ]
}
