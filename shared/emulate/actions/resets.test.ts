import { describe, expect, it } from 'vitest'
import { doAll, linesOf, logged, refusals, running, testSystem } from '../test-system.ts'
import type { SystemNic } from '../types.ts'

const NICS: readonly SystemNic[] = ['82576', '82599', 'xl710']

describe('reset of a VF', () => {
  it.each(NICS)('takes 100 ms and hits that VF alone (%s)', (nic) => {
    const system = running(nic)
    const [, other] = system.view.vfs
    const before = system.view.atNs
    const steps = system.do({ kind: 'vf-flr', vf: 0 })
    expect(system.view.atNs - before).toBeGreaterThanOrEqual(100e6)
    expect(linesOf(steps)).toContain(
      'cleared: Bus Master Enable, MSI-X, its queues; its place in configuration space stays'
    )
    expect(system.view.vfs[1]).toEqual(other)
    expect(system.view.vfs[0]).toMatchObject({ vm: 'web', state: 'ready', isMsixEnabled: true })
  })

  it('makes the drivers agree on a version again', () => {
    const lines = linesOf(running().do({ kind: 'vf-flr', vf: 0 }))
    expect(lines).toContain('VF 0 asks: reset')
    expect(lines).toContain('Both drivers agree on mailbox API 1.4')
  })

  it('clears the VLANs of the VF and puts the port VLAN back', () => {
    const system = running()
    system.do({ kind: 'set-policy', vf: 0, change: { portVlan: 42 } })
    expect(linesOf(system.do({ kind: 'vf-flr', vf: 0 })).join('\n')).toContain('port VLAN 42 put back')
    expect(system.view.vfs[0]?.portVlan).toBe(42)
  })

  it('forgets VLANs that the VF had asked for: their frames are dropped afterwards', () => {
    const system = running()
    const tagged = { kind: 'send', vf: 0, to: { kind: 'wire' }, vlan: 5 } as const
    doAll(system, [{ kind: 'request', vf: 0, request: { kind: 'add-vlan', vlan: 5 } }, tagged])
    expect(system.view.vfs[0]).toMatchObject({ sentFrames: 1, spoofedFrames: 0 })
    doAll(system, [{ kind: 'vf-flr', vf: 0 }, tagged])
    expect(system.view.vfs[0]).toMatchObject({ sentFrames: 1, spoofedFrames: 1 })
  })

  it('brings a pinned MAC into force', () => {
    const system = running()
    system.do({ kind: 'set-policy', vf: 0, change: { mac: '52:54:00:00:00:01' } })
    expect(system.view.vfs[0]?.mac).not.toBe('52:54:00:00:00:01')
    system.do({ kind: 'vf-flr', vf: 0 })
    expect(system.view.vfs[0]?.mac).toBe('52:54:00:00:00:01')
  })

  it('makes igb forget the MAC that the VF had chosen; the VF tells it again', () => {
    const system = running('82576')
    system.do({ kind: 'request', vf: 0, request: { kind: 'set-mac', mac: '02:00:00:00:00:99' } })
    const lines = linesOf(system.do({ kind: 'vf-flr', vf: 0 }))
    expect(lines).toContain('The PF answers VF 0: reset done, no MAC is known (NACK)')
    expect(system.view.vfs[0]?.mac).toBe('02:00:00:00:00:99')
  })

  it('brings the saved configuration back where the host uses the VF, but not in a VM', () => {
    const restored = 'The kernel writes back the configuration that it had saved'
    const system = running()
    system.do({ kind: 'use-on-host', vf: 2 })
    expect(linesOf(system.do({ kind: 'vf-flr', vf: 2 }))).toContain(restored)
    expect(linesOf(system.do({ kind: 'vf-flr', vf: 0 }))).not.toContain(restored)
  })

  it('of a VF in nobody’s hands wakes nobody', () => {
    const system = running()
    expect(linesOf(system.do({ kind: 'vf-flr', vf: 2 }))).not.toContain('VF 2 asks: reset')
    expect(system.view.vfs[2]?.state).toBe('no-driver')
  })
})

describe('reset of the PF', () => {
  it.each(NICS)('takes all VFs away from their VMs; what comes back is blank (%s)', (nic) => {
    const system = running(nic)
    const lines = linesOf(system.do({ kind: 'pf-flr' }))
    expect(lines).toContain('VF Enable is cleared: all 3 VFs are gone')
    expect(lines).toContain('VM web has lost VF 0: its registers read all ones')
    const blank = { state: 'blank', isMsixEnabled: false, isBusMaster: false }
    expect(system.view).toMatchObject({ numVfs: 3, isVfEnabled: true })
    expect(system.view.vfs.slice(0, 2)).toMatchObject([
      { vm: 'web', ...blank },
      { vm: 'db', ...blank }
    ])
  })

  it('leaves the VF BARs where they were', () => {
    const system = running()
    const bars = system.view.vfs.map((vf) => vf.bars)
    system.do({ kind: 'pf-flr' })
    expect(system.view.vfs.map((vf) => vf.bars)).toEqual(bars)
  })

  it('loses a message that was asked meanwhile, and refuses the next before the VF has reset', () => {
    const system = running()
    system.do({ kind: 'pf-flr' })
    const ask = { kind: 'request', vf: 0, request: { kind: 'get-queues' } } as const
    expect(system.do(ask).at(-1)?.outcome).toBe('lost')
    expect(linesOf(system.do(ask))).toContain('0x40000009 (GET_QUEUES NACK)')
    system.do({ kind: 'vf-flr', vf: 0 })
    expect(refusals(system.do(ask))).toEqual([])
  })

  it('keeps what the host had set', () => {
    const system = running()
    doAll(system, [
      { kind: 'set-policy', vf: 0, change: { portVlan: 42, isTrusted: true } },
      { kind: 'pf-flr' }
    ])
    expect(system.view.vfs[0]).toMatchObject({ portVlan: 42, isTrusted: true })
  })

  it('without VFs is a reset and nothing more', () => {
    const system = testSystem()
    expect(system.do({ kind: 'pf-flr' }).every(({ outcome }) => outcome === 'done')).toBe(true)
    expect(system.view.numVfs).toBe(0)
  })
})

describe('the link', () => {
  it('is told to every VF: by a control message over the mailbox', () => {
    const steps = running().do({ kind: 'set-link', isUp: false })
    expect(logged(steps)).toContain('ixgbe 0000:05:00.0 enp5s0: NIC Link is Down')
    expect(linesOf(steps)).toContain('0x20000100 (PF_CONTROL_MSG CTS)')
  })

  it('is told to every VF that listens: by an event over virtchnl', () => {
    const lines = linesOf(running('xl710').do({ kind: 'set-link', isUp: false }))
    expect(lines.filter((line) => line.includes('VIRTCHNL_EVENT_LINK_CHANGE'))).toHaveLength(2)
  })

  it('does not change twice', () => {
    const system = running()
    expect(system.do({ kind: 'set-link', isUp: true })).toHaveLength(1)
  })
})
