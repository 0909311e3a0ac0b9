import { describe, expect, it } from 'vitest'
import { doAll, linesOf, logged, refusals, running } from '../test-system.ts'
import type { SystemNic, VfPolicyChange, VfRequest } from '../types.ts'

const PINNED = '52:54:00:00:00:01'
const OTHER = '02:00:00:00:00:99'

/** What VF 0 in `web` is answered, after the host has set `change` and the VF has heard of it. */
function ask(nic: SystemNic, request: VfRequest, change: VfPolicyChange = {}) {
  const system = running(nic)
  doAll(system, [
    { kind: 'set-policy', vf: 0, change },
    { kind: 'vf-flr', vf: 0 }
  ])
  const steps = system.do({ kind: 'request', vf: 0, request })
  return { steps, vf: system.view.vfs[0], isRefused: refusals(steps).length > 0 }
}

describe('requests of a VF driver', () => {
  it.each(['82576', '82599', 'xl710'] as const)(
    '%s: another MAC than the pinned one is for trusted VFs only',
    (nic) => {
      const request: VfRequest = { kind: 'set-mac', mac: OTHER }
      expect(ask(nic, request).vf?.mac).toBe(OTHER)
      const untrusted = ask(nic, request, { mac: PINNED })
      expect([untrusted.isRefused, untrusted.vf?.mac]).toEqual([true, PINNED])
      expect(ask(nic, request, { mac: PINNED, isTrusted: true }).vf?.mac).toBe(OTHER)
    }
  )

  it.each([
    [
      '82576',
      'igb 0000:05:00.0: VF 0 attempted to override administratively set MAC address\nReload the VF driver to resume operations'
    ],
    [
      '82599',
      'ixgbe 0000:05:00.0 enp5s0: VF 0 attempted to override administratively set MAC address\nReload the VF driver to resume operations'
    ],
    [
      'xl710',
      'i40e 0000:05:00.0: VF attempting to override administratively set MAC address, bring down and up the VF interface to resume normal operation'
    ]
  ] as const)('%s logs the attempt as its driver does', (nic, record) => {
    expect(logged(ask(nic, { kind: 'set-mac', mac: OTHER }, { mac: PINNED }).steps)).toEqual([record])
  })

  it.each(['82599', 'xl710'] as const)('%s: VLANs are refused behind a port VLAN', (nic) => {
    expect(ask(nic, { kind: 'add-vlan', vlan: 5 }).isRefused).toBe(false)
    expect(ask(nic, { kind: 'add-vlan', vlan: 5 }, { portVlan: 42 }).isRefused).toBe(true)
  })

  it('82576: a refused VLAN is overlooked by the VF driver', () => {
    const { steps } = ask('82576', { kind: 'add-vlan', vlan: 5 }, { portVlan: 42 })
    expect(steps.at(-1)?.outcome).toBe('lost')
  })

  it('82599: an untrusted VF gets less than promiscuous mode, a trusted one nothing', () => {
    const request: VfRequest = { kind: 'receive-mode', mode: 'promiscuous' }
    expect(linesOf(ask('82599', request).steps)).toContain('asked for PROMISC, granted MULTI')
    const trusted = ask('82599', request, { isTrusted: true })
    expect(linesOf(trusted.steps)).toContain('0x6000000c 0x00000003 (UPDATE_XCAST_MODE NACK CTS)')
  })

  it('xl710: an untrusted VF is told that promiscuous mode worked, which it did not', () => {
    const request: VfRequest = { kind: 'receive-mode', mode: 'promiscuous' }
    const untrusted = ask('xl710', request)
    expect(linesOf(untrusted.steps)).toContain('The VF was told that it worked, but nothing has changed')
    expect(logged(untrusted.steps)[0]).toContain(
      'Unprivileged VF 0 is attempting to configure promiscuous mode'
    )
    expect(ask('xl710', request, { isTrusted: true }).isRefused).toBe(false)
  })

  it('82599: has one frame size for all, that of the PF', () => {
    expect(ask('82599', { kind: 'set-mtu', mtu: 1500 }).isRefused).toBe(false)
    const jumbo = ask('82599', { kind: 'set-mtu', mtu: 9000 })
    expect(logged(jumbo.steps)).toEqual(['ixgbe 0000:05:00.0 enp5s0: VF max_frame 9018 out of range'])
  })

  it('xl710: makes the VF reset itself for another MTU', () => {
    expect(linesOf(ask('xl710', { kind: 'set-mtu', mtu: 9000 }).steps)).toContain('VF 0 asks: reset me')
    expect(ask('xl710', { kind: 'set-mtu', mtu: 9703 }).isRefused).toBe(true)
  })

  it('82599: tells queues, but not the RSS table that the VF shares with the PF', () => {
    expect(linesOf(ask('82599', { kind: 'get-queues' }).steps)).toContain(
      '0xa0000009 0x00000002 0x00000002 0x00000000 0x00000000 (GET_QUEUES ACK CTS)'
    )
    expect(ask('82599', { kind: 'get-rss-table' }).isRefused).toBe(true)
  })

  it('82576: knows neither queues nor RSS table', () => {
    expect(ask('82576', { kind: 'get-queues' }).isRefused).toBe(true)
    expect(ask('82576', { kind: 'get-rss-table' }).isRefused).toBe(true)
  })

  it('go over the mailbox register by register, and take one pause of 500 us', () => {
    const { steps } = ask('82599', { kind: 'get-queues' })
    expect(steps.map(({ detail }) => detail?.split(' ').slice(0, 3).join(' '))).toEqual([
      'VFMAILBOX <- 0x00000004',
      'VFMAILBOX = 0x00000004',
      '0x00000009 (GET_QUEUES)',
      'VFMAILBOX <- 0x00000001',
      'MBVFICR = 0x00000001',
      'PFMAILBOX[0] <- 0x00000002',
      'PFMAILBOX[0] <- 0x00000008',
      '0xa0000009 0x00000002 0x00000002',
      'PFMAILBOX[0] <- 0x00000001',
      'VFMAILBOX = 0x00000030',
      'VFMAILBOX <- 0x00000002'
    ])
    expect(steps.reduce((sum, { durationNs }) => sum + durationNs, 0)).toBe(500_000)
  })

  it('need a driver', () => {
    expect(refusals(running().do({ kind: 'request', vf: 2, request: { kind: 'get-queues' } }))).toHaveLength(
      1
    )
  })
})
