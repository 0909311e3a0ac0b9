/**
 * The switch inside a NIC: who gets a frame that a VF, the PF or the wire sends.
 *
 * Modelled: VEB (frames between functions of the port turn around inside) and VEPA (everything goes to the
 * adjacent switch), MAC and VLAN filters, broadcast and multicast, promiscuous functions, port VLANs (inserted on
 * the way out, stripped on the way in), MAC and VLAN anti-spoofing with its counter, loopback per VF.
 * Left out: hash collisions of multicast filters, mirroring, QinQ.
 * Source: Intel 82599 datasheet 7.10; IEEE 802.1Qbg; linux ixgbe_sriov.c for the defaults.
 */

/** A function on the switch: `'pf'` or a VF number. */
export type SwitchPort = 'pf' | number

/** Filters of one function. */
export interface PortFilter {
  /** Addresses that it receives, lower case; its own first. */
  readonly macs: readonly string[]
  /** VLANs that it receives; 0 = untagged. Ignored with a port VLAN. */
  readonly vlans: readonly number[]
  /** Tag that the switch adds and removes for it; 0 = none. */
  readonly portVlan: number
  readonly receivesMulticast: boolean
  /** Receives every frame of its VLANs. */
  readonly isPromiscuous: boolean
  readonly checksMac: boolean
  readonly checksVlan: boolean
  /** Whether what it sends may turn around inside the NIC. */
  readonly hasLoopback: boolean
}

/** The switch of one port of a NIC. */
export interface EmbeddedSwitch {
  readonly mode: 'veb' | 'vepa'
  readonly filters: ReadonlyMap<SwitchPort, PortFilter>
}

/** The part of a frame that the switch looks at. */
export interface SwitchedFrame {
  readonly source: string
  readonly destination: string
  /** 802.1Q tag; 0 = untagged. */
  readonly vlan: number
}

/** Where a frame goes. */
export interface Delivery {
  /** Functions that receive it, with the tag they see, in order of PF and VF number. */
  readonly to: readonly { readonly port: SwitchPort; readonly vlan: number }[]
  /** The frame that leaves on the wire; null = none does. */
  readonly wire: SwitchedFrame | null
  /** Why it was dropped at its source; null = it was not. */
  readonly dropped: 'spoofed-mac' | 'spoofed-vlan' | 'tagged-behind-port-vlan' | 'no-such-function' | null
}

const DROP = (dropped: Delivery['dropped']): Delivery => ({ to: [], wire: null, dropped })

/** A frame that function `from` sends. */
export function sendFrame(on: EmbeddedSwitch, from: SwitchPort, frame: SwitchedFrame): Delivery {
  const filter = on.filters.get(from)
  if (filter === undefined) return DROP('no-such-function')
  if (filter.checksMac && !filter.macs.includes(frame.source)) return DROP('spoofed-mac')
  if (filter.portVlan !== 0 && frame.vlan !== 0) return DROP('tagged-behind-port-vlan')
  if (filter.portVlan === 0 && filter.checksVlan && frame.vlan !== 0 && !filter.vlans.includes(frame.vlan))
    return DROP('spoofed-vlan')
  const tagged = filter.portVlan === 0 ? frame : { ...frame, vlan: filter.portVlan }
  if (on.mode === 'vepa' || !filter.hasLoopback) return { to: [], wire: tagged, dropped: null }
  const to = receivers(on, tagged, from)
  // A frame to a known function inside stays inside; all others, and those to many, also leave.
  const isInside = !isGroup(frame.destination) && to.some(({ port }) => hasMac(on, port, frame.destination))
  return { to, wire: isInside ? null : tagged, dropped: null }
}

/** A frame from the wire. `reflected` names the function that sent it, where a VEPA switch turns it around. */
export function receiveFrame(
  on: EmbeddedSwitch,
  frame: SwitchedFrame,
  reflected: SwitchPort | null = null
): Delivery {
  return { to: receivers(on, frame, reflected), wire: null, dropped: null }
}

/** Functions other than `except` whose filters take a frame. */
function receivers(
  on: EmbeddedSwitch,
  frame: SwitchedFrame,
  except: SwitchPort | null
): { port: SwitchPort; vlan: number }[] {
  const found: { port: SwitchPort; vlan: number }[] = []
  for (const [port, filter] of on.filters) {
    if (port === except || !isMember(filter, frame.vlan)) continue
    if (!filter.isPromiscuous && !takes(filter, frame.destination)) continue
    found.push({ port, vlan: filter.portVlan === 0 ? frame.vlan : 0 })
  }
  return found.sort((a, b) => order(a.port) - order(b.port))
}

const order = (port: SwitchPort): number => (port === 'pf' ? -1 : port)

const isMember = (filter: PortFilter, vlan: number): boolean =>
  filter.portVlan === 0 ? filter.vlans.includes(vlan) : filter.portVlan === vlan

const BROADCAST = 'ff:ff:ff:ff:ff:ff'

const isGroup = (mac: string): boolean => (parseInt(mac.slice(0, 2), 16) & 1) === 1

function takes(filter: PortFilter, destination: string): boolean {
  if (destination === BROADCAST) return true
  return isGroup(destination) ? filter.receivesMulticast : filter.macs.includes(destination)
}

const hasMac = (on: EmbeddedSwitch, port: SwitchPort, mac: string): boolean =>
  on.filters.get(port)?.macs.includes(mac) ?? false
