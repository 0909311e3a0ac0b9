import type { InventoryHost, InventoryMaster } from '../../inventory/types.ts'
import { listed } from '../../listed.ts'
import type { PlannedPf } from '../../planned/planned-pf.ts'
import type { RuleContext } from '../context.ts'
import { finding } from '../finding.ts'
import type { Finding } from '../types.ts'

/**
 * What it means for VFs of VMs that the port of their PF belongs to a bridge or a bond: the card switches between
 * its VFs and the port, and knows nothing of what stands above the port.
 */
export const vfBesideBridge = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) => {
    const { inventory } = host
    return inventory === null ? [] : host.pfs.flatMap((pf) => consequences(inventory, pf))
  })

function consequences(host: InventoryHost, pf: PlannedPf): readonly Finding[] {
  const vms = [...new Set(pf.assigned.map(({ vm }) => vm.name))]
  if (vms.length === 0) return []
  return host.masters.flatMap((master) => {
    const port = master.ports.find(({ functions }) => functions.includes(pf.address))
    if (port === undefined) return []
    const others = master.ports
      .filter(({ functions }) => !functions.includes(pf.address))
      .map(({ name }) => name)
    if (others.length === 0) return []
    const place = { host, pf, vms, port: port.name, master, others }
    if (isBridge(master)) return bridged(place)
    if (master.bondMode !== null) return bonded(place, master.bondMode)
    return master.kind === null || master.kind === 'bond' ? [unread(place)] : []
  })
}

/** A port of a PF in a bridge or bond, directly or below VLANs and bonds. */
interface Place {
  readonly host: InventoryHost
  readonly pf: PlannedPf
  /** Names of the VMs with VFs of the PF. */
  readonly vms: readonly string[]
  readonly port: string
  readonly master: InventoryMaster
  readonly others: readonly string[]
}

/**
 * Without ip's JSON the kind is not known. Then ports that are no NICs of the host (those of VMs) speak for a bridge;
 * of NICs only, it may be a bond.
 */
const isBridge = ({ kind, bondMode, ports }: InventoryMaster): boolean =>
  kind === 'bridge' ||
  kind === 'openvswitch' ||
  (kind === null && bondMode === null && ports.some(({ functions }) => functions.length === 0))

/** Guests on the bridge whose frames do not come in over the port. */
function bridged({ host, pf, vms, port, master, others }: Place): readonly Finding[] {
  return [
    finding({
      rule: 'vf-beside-bridge',
      severity: 'warning',
      subject: { kind: 'pf', host: host.id, address: pf.address },
      detail: `bridge:${master.name}`,
      message: `${listed(vms)} with VFs of ${pf.address} and what is on ${master.name} (${some(others)}) do not reach each other over ${port}`,
      why:
        `${port} is a port of ${master.name}, but the switch inside the card knows only the addresses of its functions: a ` +
        'frame from a VF to a guest behind the bridge leaves by the wire. Source: bridge(8), fdb add; ' +
        'Documentation/networking/switchdev.rst (static FDB entries).',
      fixes: [
        {
          label: `Add the addresses of the guests behind it to the card: bridge fdb add MAC dev ${port} self permanent`
        },
        { label: 'Give those guests VFs of the same port too' }
      ]
    })
  ]
}

/** A reading that failed makes no bond harmless. */
const unread = ({ host, pf, vms, port, master }: Place): Finding =>
  finding({
    rule: 'vf-beside-bridge',
    severity: 'warning',
    subject: { kind: 'pf', host: host.id, address: pf.address },
    detail: `unread:${master.name}`,
    message: `${listed(vms)} with VFs of ${pf.address} may get a part of their traffic only: ${port} is one of ${master.ports.length} ports of ${master.name}, whose mode was not read`,
    why: 'Where it is a bond that spreads frames (802.3ad, for example), those that arrive at another port do not reach the VF.',
    fixes: [{ label: `Look at /sys/class/net/${master.name}/bonding/mode, or scan the host again` }]
  })

/** In most modes the switch outside sends frames for a VF to any port of the bond. */
function bonded({ host, pf, vms, port, master, others }: Place, mode: string): readonly Finding[] {
  const isBackup = mode === 'active-backup'
  const isSpread = ['802.3ad', 'balance-rr', 'balance-xor', 'broadcast'].includes(mode)
  if (!isBackup && !isSpread) return []
  return [
    finding({
      rule: 'vf-beside-bridge',
      severity: isBackup ? 'info' : 'warning',
      subject: { kind: 'pf', host: host.id, address: pf.address },
      detail: `bond:${master.name}`,
      message: isBackup
        ? `${listed(vms)} with VFs of ${pf.address} stay on ${port} when ${master.name} (${mode}) moves to ${listed(others)}`
        : `${listed(vms)} with VFs of ${pf.address} get a part of their traffic only: ${port} is one of ${master.ports.length} ports of ${master.name} (${mode})`,
      why: isBackup
        ? 'A VF has the wire of its own PF. Where this port is the inactive one, or its link goes, the bond does not help the VF.'
        : 'The switch outside takes the ports of the bond for one and spreads frames over them; those that arrive at another ' +
          'port do not reach the VF. Source: Documentation/networking/bonding.rst, mode.',
      fixes: isBackup
        ? [{ label: `Give the VM a VF of ${listed(others)} too, and bond them in the guest` }]
        : [
            { label: `Give the VM a VF of each port of ${master.name}, and bond them in the guest` },
            { label: `Take ${port} out of ${master.name}, on the switch too` }
          ]
    })
  ]
}

const some = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : listed(names)
