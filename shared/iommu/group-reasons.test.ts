import { expect, it } from 'vitest'
import type { AcsCapability } from '../pci/acs-capability.ts'
import type { PciAddress } from '../pci/address.ts'
import { explainGroupReason, groupReasons, type GroupNode } from './group-reasons.ts'

const at = (text: string) => text as PciAddress
const off = {
  sourceValidation: false,
  translationBlocking: false,
  p2pRequestRedirect: false,
  p2pCompletionRedirect: false,
  upstreamForwarding: false,
  p2pEgressControl: false,
  directTranslatedP2p: false
}
const on = {
  ...off,
  sourceValidation: true,
  p2pRequestRedirect: true,
  p2pCompletionRedirect: true,
  upstreamForwarding: true
}
const acs = (enabled: typeof off): AcsCapability => ({ supported: on, enabled })

const node = (address: string, more: Partial<GroupNode> = {}): GroupNode => ({
  address: at(address),
  parent: null,
  isPciBridge: false,
  isVf: false,
  portType: 'endpoint',
  acs: null,
  isExtendedSpaceRead: true,
  ...more
})
const port = (address: string, more: Partial<GroupNode> = {}) =>
  node(address, { isPciBridge: true, portType: 'downstream-port', ...more })

it('gives no reason for a single function', () => {
  expect(groupReasons([node('0000:01:10.0')])).toEqual([])
})

it('names the switch port without ACS above a PF and its VFs, and does not blame the VFs', () => {
  const group = [
    port('0000:02:00.0'),
    node('0000:03:00.0', { parent: at('0000:02:00.0') }),
    node('0000:03:10.0', { parent: at('0000:02:00.0'), isVf: true }),
    node('0000:03:10.2', { parent: at('0000:02:00.0'), isVf: true })
  ]
  expect(groupReasons(group)).toEqual([{ kind: 'bridge-without-acs', bridge: '0000:02:00.0' }])
})

it('counts a port whose ACS is there but switched off', () => {
  const group = [
    port('0000:02:00.0', { acs: acs(off) }),
    node('0000:03:00.0', { parent: at('0000:02:00.0') })
  ]
  expect(groupReasons(group)).toEqual([{ kind: 'bridge-without-acs', bridge: '0000:02:00.0' }])
})

it('does not blame a port whose ACS is on', () => {
  const group = [port('0000:02:00.0', { acs: acs(on) }), node('0000:03:00.0', { parent: at('0000:02:00.0') })]
  expect(groupReasons(group)).toEqual([])
})

it('tells a conventional PCI bus from a port without ACS', () => {
  const group = [
    port('0000:05:00.0', { portType: 'pcie-to-pci-bridge' }),
    node('0000:06:01.0', { parent: at('0000:05:00.0'), portType: null }),
    node('0000:06:02.0', { parent: at('0000:05:00.0'), portType: null })
  ]
  expect(groupReasons(group)).toEqual([{ kind: 'conventional-pci', bridge: '0000:05:00.0' }])
})

it('names a device whose functions do not keep apart', () => {
  const group = [node('0000:00:1f.2'), node('0000:00:1f.0'), node('0000:00:1f.3')]
  expect(groupReasons(group)).toEqual([{ kind: 'multifunction-without-acs', device: '0000:00:1f.0' }])
})

it('gives no reason where config space was not readable', () => {
  const unread = { isExtendedSpaceRead: false, portType: null }
  const group = [
    port('0000:02:00.0', unread),
    node('0000:03:00.0', { parent: at('0000:02:00.0'), ...unread })
  ]
  expect(groupReasons(group)).toEqual([])
})

it('says in words where it is', () => {
  expect(explainGroupReason({ kind: 'bridge-without-acs', bridge: at('0000:02:00.0') })).toContain(
    '0000:02:00.0'
  )
})
