import { describe, expect, it } from 'vitest'
import { doAll, linesOf, logged, refusals, running } from '../test-system.ts'
import type { SystemAction, SystemNic } from '../types.ts'

const TO_DB: SystemAction = { kind: 'send', vf: 0, to: { kind: 'vf', vf: 1 }, vlan: 0 }
const OUT: SystemAction = { kind: 'send', vf: 0, to: { kind: 'wire' }, vlan: 0 }
const NICS: readonly SystemNic[] = ['82576', '82599', 'xl710']

const counters = (system: ReturnType<typeof running>) =>
  system.view.vfs.map(({ sentFrames, receivedFrames, spoofedFrames }) => [
    sentFrames,
    receivedFrames,
    spoofedFrames
  ])

describe('a frame', () => {
  it.each(NICS)('to another VF turns around inside the NIC and never sees the wire (%s)', (nic) => {
    const system = running(nic)
    const steps = system.do(TO_DB)
    expect(steps.some(({ to }) => to === 'wire')).toBe(false)
    expect(counters(system)).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 0]
    ])
  })

  it('goes from the doorbell over both reads and the write to the interrupt of the other VM', () => {
    const kinds = running()
      .do(TO_DB)
      .map(({ from, to, kind }) => `${from} ${to} ${kind}`)
    expect(kinds).toEqual([
      'guest guest state',
      'guest device doorbell',
      'device iommu dma',
      'device iommu dma',
      'device device frame',
      'device iommu dma',
      'device iommu dma',
      'device iommu interrupt',
      'iommu guest interrupt',
      'guest guest state',
      'device iommu dma',
      'device iommu interrupt',
      'iommu guest interrupt'
    ])
  })

  it('takes hypervisor and host no step', () => {
    const parties = new Set(
      running()
        .do(TO_DB)
        .flatMap(({ from, to }) => [from, to])
    )
    expect([...parties].sort()).toEqual(['device', 'guest', 'iommu'])
  })

  it('to somebody else leaves on the wire, for as long as its bits take', () => {
    const sent = running()
      .do(OUT)
      .find(({ to }) => to === 'wire')
    expect(sent?.durationNs).toBe(Math.round(((1514 + 24) * 8) / 10))
  })

  it('goes out and comes back over the adjacent switch as a VEPA', () => {
    const system = running('82599', { switchMode: 'vepa' })
    expect(linesOf(system.do(TO_DB))).toContain('The adjacent switch reflects the frame (hairpin)')
    expect(counters(system)[1]).toEqual([0, 1, 0])
  })

  it('to everybody reaches every VF with a driver, and the wire', () => {
    const system = running()
    const steps = system.do({ kind: 'send', vf: 0, to: { kind: 'broadcast' }, vlan: 0 })
    expect(steps.some(({ to }) => to === 'wire')).toBe(true)
    expect(counters(system).map(([, received]) => received)).toEqual([0, 1, 0])
  })

  it('is lost where the link is down, but not to a neighbour', () => {
    const system = running()
    system.do({ kind: 'set-link', isUp: false })
    expect(system.do(OUT).some(({ outcome }) => outcome === 'lost')).toBe(true)
    expect(system.do(TO_DB).some(({ outcome }) => outcome === 'lost')).toBe(false)
  })

  it('is not sent by a VF without a driver', () => {
    expect(refusals(running().do({ ...OUT, vf: 2 }))).toHaveLength(1)
  })
})

describe('a forged frame', () => {
  it.each([
    ['82576', 'igb 0000:05:00.0: Spoof event(s) detected on VF 0'],
    ['82599', 'ixgbe 0000:05:00.0 enp5s0: 1 Spoofed packets detected']
  ] as const)('is dropped, counted and noticed by the driver of the %s', (nic, line) => {
    const system = running(nic)
    expect(logged(system.do({ ...OUT, sourceMac: '02:00:00:00:00:99' }))).toEqual([line])
    expect(counters(system)[0]).toEqual([0, 0, 1])
  })

  it('passes where the host does not check', () => {
    const system = running()
    doAll(system, [
      { kind: 'set-policy', vf: 0, change: { isSpoofChecked: false } },
      { ...OUT, sourceMac: '02:00:00:00:00:99' }
    ])
    expect(counters(system)[0]).toEqual([1, 0, 0])
  })

  it('is also what a VF sends whose MAC the host has just changed', () => {
    const system = running()
    doAll(system, [{ kind: 'set-policy', vf: 0, change: { mac: '52:54:00:00:00:01' } }, OUT])
    expect(counters(system)[0]).toEqual([0, 0, 1])
    doAll(system, [{ kind: 'vf-flr', vf: 0 }, OUT])
    expect(counters(system)[0]).toEqual([1, 0, 1])
  })
})

describe('VLANs', () => {
  const inVlan = (vf: number, portVlan: number): SystemAction => ({
    kind: 'set-policy',
    vf,
    change: { portVlan }
  })

  it.each(NICS)('inserts a port VLAN on the way out and strips it on the way in (%s)', (nic) => {
    const system = running(nic)
    doAll(system, [inVlan(0, 42), inVlan(1, 42)])
    const lines = linesOf(system.do(TO_DB))
    expect(lines).toContain('The switch inserts port VLAN 42')
    expect(counters(system)[1]).toEqual([0, 1, 0])
    expect(linesOf(system.do(OUT))).toContain('The frame leaves on the wire, with the tag of VLAN 42')
  })

  it('keeps VMs of different VLANs apart', () => {
    const system = running()
    doAll(system, [inVlan(0, 42), inVlan(1, 43), TO_DB])
    expect(counters(system)[1]).toEqual([0, 0, 0])
  })

  it('drops what a VF tags itself behind a port VLAN', () => {
    const system = running()
    doAll(system, [inVlan(0, 42), { ...OUT, vlan: 5 }])
    expect(counters(system)[0]).toEqual([0, 0, 1])
  })

  it('lets a VF send and receive in a VLAN that it asked for', () => {
    const system = running()
    const join = (vf: number): SystemAction => ({
      kind: 'request',
      vf,
      request: { kind: 'add-vlan', vlan: 5 }
    })
    doAll(system, [join(0), join(1), { ...TO_DB, vlan: 5 }])
    expect(counters(system).slice(0, 2)).toEqual([
      [1, 0, 0],
      [0, 1, 0]
    ])
  })
})
