import { describe, expect, it } from 'vitest'
import {
  receiveFrame,
  sendFrame,
  type EmbeddedSwitch,
  type PortFilter,
  type SwitchedFrame,
  type SwitchPort
} from './embedded-switch.ts'

const mac = (n: number): string => `02:00:00:00:00:0${n}`
const OUTSIDE = '02:ff:00:00:00:01'
const BROADCAST = 'ff:ff:ff:ff:ff:ff'
const MULTICAST = '01:00:5e:00:00:fb'

const filter = (n: number, changes: Partial<PortFilter> = {}): PortFilter => ({
  macs: [mac(n)],
  vlans: [0],
  portVlan: 0,
  receivesMulticast: false,
  isPromiscuous: false,
  checksMac: true,
  checksVlan: true,
  hasLoopback: true,
  ...changes
})

const nic = (
  changes: Partial<Record<'0' | '1' | '2', Partial<PortFilter>>> = {},
  mode: 'veb' | 'vepa' = 'veb'
) => {
  const filters = new Map<SwitchPort, PortFilter>([
    ['pf', filter(9)],
    [0, filter(0, changes['0'])],
    [1, filter(1, changes['1'])],
    [2, filter(2, changes['2'])]
  ])
  return { mode, filters } satisfies EmbeddedSwitch
}

const frame = (source: string, destination: string, vlan = 0): SwitchedFrame => ({
  source,
  destination,
  vlan
})

describe('embedded switch', () => {
  it('turns a frame between two VFs around inside the NIC', () => {
    expect(sendFrame(nic(), 0, frame(mac(0), mac(1)))).toEqual({
      to: [{ port: 1, vlan: 0 }],
      wire: null,
      dropped: null
    })
  })

  it('sends a frame to a stranger out on the wire', () => {
    const delivery = sendFrame(nic(), 0, frame(mac(0), OUTSIDE))
    expect(delivery.to).toEqual([])
    expect(delivery.wire?.destination).toBe(OUTSIDE)
  })

  it('sends a broadcast to everybody else and to the wire, but not back', () => {
    const { to, wire } = sendFrame(nic(), 1, frame(mac(1), BROADCAST))
    expect(to.map((each) => each.port)).toEqual(['pf', 0, 2])
    expect(wire).not.toBeNull()
  })

  it('gives multicast to those that asked for it', () => {
    const { to } = receiveFrame(nic({ 2: { receivesMulticast: true } }), frame(OUTSIDE, MULTICAST))
    expect(to).toEqual([{ port: 2, vlan: 0 }])
  })

  it('sends everything to the adjacent switch as a VEPA', () => {
    const { to, wire } = sendFrame(nic({}, 'vepa'), 0, frame(mac(0), mac(1)))
    expect(to).toEqual([])
    expect(wire?.destination).toBe(mac(1))
  })

  it('does not give a reflected broadcast back to its sender', () => {
    const { to } = receiveFrame(nic({}, 'vepa'), frame(mac(0), BROADCAST), 0)
    expect(to.map((each) => each.port)).toEqual(['pf', 1, 2])
  })

  it('puts frames on the wire where loopback is off for the sender', () => {
    const { to, wire } = sendFrame(nic({ 0: { hasLoopback: false } }), 0, frame(mac(0), mac(1)))
    expect(to).toEqual([])
    expect(wire).not.toBeNull()
  })

  it('drops a frame with another source address', () => {
    expect(sendFrame(nic(), 0, frame(mac(1), OUTSIDE)).dropped).toBe('spoofed-mac')
  })

  it('lets another source address pass where spoof checking is off', () => {
    expect(sendFrame(nic({ 0: { checksMac: false } }), 0, frame(mac(1), OUTSIDE)).dropped).toBeNull()
  })

  it('drops a tag that the VF has no filter for, and lets its own pass', () => {
    expect(sendFrame(nic(), 0, frame(mac(0), OUTSIDE, 100)).dropped).toBe('spoofed-vlan')
    expect(sendFrame(nic({ 0: { vlans: [0, 100] } }), 0, frame(mac(0), OUTSIDE, 100)).dropped).toBeNull()
  })

  it('adds a port VLAN on the way out and removes it on the way in', () => {
    const on = nic({ 0: { portVlan: 42 }, 1: { portVlan: 42 } })
    expect(sendFrame(on, 0, frame(mac(0), OUTSIDE)).wire?.vlan).toBe(42)
    expect(receiveFrame(on, frame(OUTSIDE, mac(0), 42)).to).toEqual([{ port: 0, vlan: 0 }])
    expect(sendFrame(on, 0, frame(mac(0), mac(1))).to).toEqual([{ port: 1, vlan: 0 }])
  })

  it('keeps VLANs apart', () => {
    const on = nic({ 0: { portVlan: 100 }, 1: { portVlan: 200 } })
    expect(sendFrame(on, 0, frame(mac(0), mac(1))).to).toEqual([])
    expect(receiveFrame(on, frame(OUTSIDE, mac(1), 100)).to).toEqual([])
    expect(receiveFrame(on, frame(OUTSIDE, mac(1))).to).toEqual([])
  })

  it('drops what a VF behind a port VLAN tags itself', () => {
    const on = nic({ 0: { portVlan: 100 } })
    expect(sendFrame(on, 0, frame(mac(0), OUTSIDE, 100)).dropped).toBe('tagged-behind-port-vlan')
  })

  it('shows a promiscuous VF the frames of its VLAN, and still delivers them', () => {
    const on = nic({ 2: { isPromiscuous: true } })
    expect(receiveFrame(on, frame(OUTSIDE, mac(0))).to.map((each) => each.port)).toEqual([0, 2])
    expect(receiveFrame(on, frame(OUTSIDE, mac(0), 5)).to).toEqual([])
  })

  it('does not keep a frame inside because somebody only listens', () => {
    const on = nic({ 2: { isPromiscuous: true } })
    const { to, wire } = sendFrame(on, 0, frame(mac(0), OUTSIDE))
    expect(to.map((each) => each.port)).toEqual([2])
    expect(wire).not.toBeNull()
  })
})
