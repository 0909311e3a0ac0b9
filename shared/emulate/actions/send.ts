/** A VF sends a frame: from the guest's memory over the embedded switch to other VFs and the wire. */
import {
  receiveFrame,
  sendFrame,
  type Delivery,
  type EmbeddedSwitch,
  type PortFilter,
  type SwitchedFrame,
  type SwitchPort
} from '../device/switch/embedded-switch.ts'
import { DESCRIPTOR_BYTES } from '../device/descriptor-ring.ts'
import type { VfFunction } from '../device/vf-function.ts'
import type { EmulatedHost } from '../emulated-host.ts'
import { QUEUE_VECTOR } from '../drivers/queues.ts'
import { accessMemory } from '../memory-access.ts'
import type { SystemAction } from '../types.ts'
import { hex } from '../words.ts'
import { raiseInterrupt } from './interrupt.ts'
import { FRAME_BYTES, receive } from './receive.ts'

const FCS_AND_GAP_BYTES = 24
const BROADCAST = 'ff:ff:ff:ff:ff:ff'
/** A station behind the wire, and the PF itself. */
const OUTSIDE = '02:00:5e:ff:00:01'
const PF_MAC = '02:00:5e:fe:00:00'
const SWITCH = 'Intel 82599 datasheet, 7.10'

/** The action as it is asked for. */
type Send = Extract<SystemAction, { kind: 'send' }>

/** Sends one frame. */
export function send(machine: EmulatedHost, action: Send): void {
  const vf = machine.vf(action.vf)
  const { timeline, drivers } = machine
  const status = drivers.status(vf)
  const who = machine.partyOf(vf)
  if (!status.isReady || status.mac === null) {
    timeline.tell({
      from: who,
      kind: 'state',
      text: `VF ${vf.index} has no driver that could send`,
      detail: 'network is down (ENETDOWN)',
      outcome: 'refused'
    })
    return
  }
  const destination = destinationOf(machine, action.to)
  const frame: SwitchedFrame = {
    source: action.sourceMac?.toLowerCase() ?? status.mac,
    destination,
    vlan: action.vlan
  }
  if (!leaveGuest(machine, vf, frame)) return
  const on = switchOf(machine)
  const delivery = sendFrame(on, vf.index, frame)
  if (delivery.dropped !== null) return drop(machine, vf, frame, delivery.dropped)
  vf.counters.sent++
  tellSwitch(machine, vf, frame, delivery)
  for (const { port, vlan } of delivery.to) receive(machine, port, vlan, frame)
  if (delivery.wire !== null) toWire(machine, on, vf.index, delivery.wire)
  complete(machine, vf)
}

function destinationOf(machine: EmulatedHost, to: Send['to']): string {
  if (to.kind === 'broadcast') return BROADCAST
  if (to.kind === 'wire') return OUTSIDE
  // A VF whose driver is not up has an address without a station.
  return machine.drivers.status(machine.vf(to.vf)).mac ?? OUTSIDE
}

/** Descriptor, doorbell and both reads. False where the frame did not get out of the guest's memory. */
function leaveGuest(machine: EmulatedHost, vf: VfFunction, frame: SwitchedFrame): boolean {
  const { timeline, nic } = machine
  const who = machine.partyOf(vf)
  const { txBuffer } = machine.memoryOf(vf)
  vf.tx.place({ buffer: txBuffer, bytes: FRAME_BYTES })
  timeline.tell({
    from: who,
    kind: 'state',
    text: `The VF driver writes a descriptor for a frame of ${FRAME_BYTES} bytes`,
    detail: `${frame.source} to ${frame.destination}${frame.vlan === 0 ? ', untagged' : `, VLAN ${frame.vlan}`}; buffer ${hex(txBuffer)}`
  })
  timeline.tell({
    from: who,
    to: 'device',
    kind: 'doorbell',
    text: 'It rings the doorbell: one write to the VF, past hypervisor and host',
    detail: `${nic.txTail} <- ${vf.tx.ring(1)}`,
    source: 'Intel 82599 datasheet, 7.2.3.3'
  })
  const taken = vf.tx.take()
  if (taken === null) return false
  const read = (address: number, bytes: number, what: string): boolean =>
    accessMemory(machine, vf, { operation: 'read', address, bytes, what }) !== null
  return (
    read(taken.address, DESCRIPTOR_BYTES, 'the descriptor') &&
    read(taken.descriptor.buffer, taken.descriptor.bytes, 'the frame')
  )
}

/** The embedded switch with the filters of all functions as they stand now. */
function switchOf(machine: EmulatedHost): EmbeddedSwitch {
  const pf: PortFilter = {
    macs: [PF_MAC],
    vlans: [0],
    portVlan: 0,
    receivesMulticast: true,
    isPromiscuous: false,
    checksMac: false,
    checksVlan: false,
    hasLoopback: true
  }
  const filters = new Map<SwitchPort, PortFilter>([['pf', pf]])
  for (const vf of machine.vfs) if (vf.rx.isEnabled) filters.set(vf.index, machine.drivers.filter(vf))
  return { mode: machine.config.switchMode, filters }
}

const DROPS: Readonly<Record<Exclude<Delivery['dropped'], null>, string>> = {
  'spoofed-mac': 'its source address is not one of the VF',
  'spoofed-vlan': 'the VF has no filter for this VLAN',
  'tagged-behind-port-vlan': 'it carries a tag although the host set a port VLAN',
  'no-such-function': 'the VF has no queues'
}

function drop(
  machine: EmulatedHost,
  vf: VfFunction,
  frame: SwitchedFrame,
  why: Exclude<Delivery['dropped'], null>
): void {
  vf.counters.spoofed++
  machine.timeline.tell({
    from: 'device',
    kind: 'frame',
    text: `Anti-spoofing drops the frame: ${DROPS[why]}`,
    detail: `source ${frame.source}, VLAN ${frame.vlan}; spoofed frames of VF ${vf.index}: ${vf.counters.spoofed}`,
    outcome: 'lost',
    source: 'Intel 82599 datasheet, 7.10.3.9.2'
  })
  machine.drivers.spoofNoticed(vf)
  complete(machine, vf)
}

function tellSwitch(machine: EmulatedHost, vf: VfFunction, frame: SwitchedFrame, delivery: Delivery): void {
  const { timeline, config } = machine
  const { portVlan } = machine.drivers.filter(vf)
  if (portVlan !== 0)
    timeline.tell({
      from: 'device',
      kind: 'frame',
      text: `The switch inserts port VLAN ${portVlan}`,
      detail: `VMVIR[${vf.index}]`,
      source: SWITCH
    })
  const { maxMbps } = machine.drivers.status(vf).policy
  if (maxMbps !== 0)
    timeline.tell({
      from: 'device',
      kind: 'frame',
      text: `The rate limiter lets the next frame of VF ${vf.index} out only when this one has had its time`,
      detail: `${Math.round((FRAME_BYTES * 8 * 1000) / maxMbps)} ns at ${maxMbps} Mb/s`
    })
  const inside = delivery.to.map(({ port }) => (port === 'pf' ? 'the PF' : `VF ${port}`))
  timeline.tell({
    from: 'device',
    kind: 'frame',
    text:
      config.switchMode === 'vepa'
        ? 'VEPA: the frame goes to the switch at the other end of the cable, whoever it is for'
        : inside.length === 0
          ? 'Nobody inside takes the frame: it goes to the wire'
          : `VEB: the frame turns around inside the NIC, to ${inside.join(', ')}${delivery.wire === null ? '' : ', and also leaves on the wire'}`,
    detail: `destination ${frame.destination}`,
    source: SWITCH
  })
}

/** The frame on the wire; behind a VEPA the other end sends it back where it is for one of us. */
function toWire(machine: EmulatedHost, on: EmbeddedSwitch, from: SwitchPort, frame: SwitchedFrame): void {
  const { timeline, nic, config } = machine
  if (!machine.isLinkUp) {
    timeline.tell({
      from: 'device',
      to: 'wire',
      kind: 'frame',
      text: 'The link is down: the frame does not leave',
      outcome: 'lost'
    })
    return
  }
  const bits = (FRAME_BYTES + FCS_AND_GAP_BYTES + (frame.vlan === 0 ? 0 : 4)) * 8
  timeline.tell({
    from: 'device',
    to: 'wire',
    kind: 'frame',
    text: `The frame leaves on the wire${frame.vlan === 0 ? '' : `, with the tag of VLAN ${frame.vlan}`}`,
    detail: `${bits} bit times with preamble and gap`,
    durationNs: (bits * 1000) / nic.linkMbps,
    source: 'IEEE 802.3'
  })
  if (config.switchMode !== 'vepa') return
  const back = receiveFrame(on, frame, from)
  if (back.to.length === 0) return
  timeline.tell({
    from: 'wire',
    to: 'device',
    kind: 'frame',
    text: 'The adjacent switch reflects the frame (hairpin)',
    durationNs: (bits * 1000) / nic.linkMbps,
    source: 'IEEE 802.1Qbg'
  })
  for (const { port, vlan } of back.to) receive(machine, port, vlan, frame)
}

/** The sender hears that its buffer is free. */
function complete(machine: EmulatedHost, vf: VfFunction): void {
  const { txRing } = machine.memoryOf(vf)
  const at = txRing + ((vf.tx.head + vf.tx.length - 1) % vf.tx.length) * DESCRIPTOR_BYTES
  const written = accessMemory(machine, vf, {
    operation: 'write',
    address: at,
    bytes: DESCRIPTOR_BYTES,
    what: 'its descriptor back: the buffer is free'
  })
  if (written !== null) raiseInterrupt(machine, vf, QUEUE_VECTOR)
}
