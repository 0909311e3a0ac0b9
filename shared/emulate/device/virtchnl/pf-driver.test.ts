import { describe, expect, it } from 'vitest'
import {
  answerVirtchnl,
  MAX_VLANS_UNTRUSTED,
  newVirtchnlVf,
  STATUS,
  VERSION_1_1,
  versionVerdict,
  type VirtchnlRequest,
  type VirtchnlVf
} from './pf-driver.ts'

const OPEN = { isTrusted: false, pinnedMac: null, portVlan: 0 }
const PINNED = '52:54:00:00:00:01'
const OTHER = '02:00:00:00:00:07'

const send = (vf: VirtchnlVf, ...requests: readonly VirtchnlRequest[]): VirtchnlVf =>
  requests.reduce((state, request) => answerVirtchnl(request, state).vf, vf)

const INIT: readonly VirtchnlRequest[] = [{ op: 'VERSION', version: VERSION_1_1 }, { op: 'GET_VF_RESOURCES' }]

const active = (policy: Partial<typeof OPEN> | { pinnedMac: string } = {}): VirtchnlVf =>
  send(newVirtchnlVf(0, { ...OPEN, ...policy }), ...INIT)

const status = (request: VirtchnlRequest, vf: VirtchnlVf): number | undefined =>
  answerVirtchnl(request, vf).reply?.status

describe('virtchnl', () => {
  it.each([
    [{ major: 1, minor: 1 }, 'equal'],
    [{ major: 1, minor: 0 }, 'minor-differs'],
    [{ major: 1, minor: 2 }, 'minor-differs'],
    [{ major: 2, minor: 0 }, 'incompatible']
  ] as const)('a VF of version %j with a PF of 1.1 is %s', (version, verdict) => {
    expect(versionVerdict(version, VERSION_1_1)).toBe(verdict)
  })

  it('answers VERSION in any state', () => {
    expect(status({ op: 'VERSION', version: VERSION_1_1 }, newVirtchnlVf(0, OPEN))).toBe(STATUS.SUCCESS)
    expect(status({ op: 'VERSION', version: VERSION_1_1 }, active())).toBe(STATUS.SUCCESS)
  })

  it('refuses resources before a version, and to another major version', () => {
    const fresh = newVirtchnlVf(0, OPEN)
    expect(status({ op: 'GET_VF_RESOURCES' }, fresh)).toBe(STATUS.ERR_PARAM)
    const foreign = send(fresh, { op: 'VERSION', version: { major: 2, minor: 0 } })
    expect(status({ op: 'GET_VF_RESOURCES' }, foreign)).toBe(STATUS.ERR_PARAM)
  })

  it('runs through the order of initialisation', () => {
    const running = send(
      active(),
      { op: 'CONFIG_VSI_QUEUES', queues: 4 },
      { op: 'CONFIG_IRQ_MAP', vectors: 5 },
      { op: 'ENABLE_QUEUES' }
    )
    expect(running).toMatchObject({ stage: 'running', queues: 4 })
  })

  it('does not enable queues that were not configured', () => {
    expect(status({ op: 'ENABLE_QUEUES' }, active())).toBe(STATUS.ERR_PARAM)
  })

  it('refuses more than sixteen queues', () => {
    expect(status({ op: 'CONFIG_VSI_QUEUES', queues: 17 }, active())).toBe(STATUS.ERR_PARAM)
    expect(status({ op: 'CONFIG_VSI_QUEUES', queues: 16 }, active())).toBe(STATUS.SUCCESS)
  })

  it('does not answer a reset, and keeps only what the host set', () => {
    const used = send(active({ pinnedMac: PINNED }), { op: 'ADD_VLAN', vlans: [5] })
    const { vf, reply } = answerVirtchnl({ op: 'RESET_VF' }, used)
    expect(reply).toBeNull()
    expect(vf).toMatchObject({ stage: 'reset', version: null, vlans: [], macs: [PINNED] })
  })

  it('refuses another MAC than the pinned one to an untrusted VF', () => {
    const add: VirtchnlRequest = { op: 'ADD_ETH_ADDR', macs: [OTHER] }
    expect(status(add, active({ pinnedMac: PINNED }))).toBe(STATUS.EPERM)
    expect(answerVirtchnl(add, active({ pinnedMac: PINNED })).log[0]).toContain('administratively set MAC')
    const trusted = send(newVirtchnlVf(0, { isTrusted: true, pinnedMac: PINNED, portVlan: 0 }), ...INIT)
    expect(status(add, trusted)).toBe(STATUS.SUCCESS)
    expect(status(add, active())).toBe(STATUS.SUCCESS)
  })

  it('lets a VF with a pinned MAC join multicast groups', () => {
    const join: VirtchnlRequest = { op: 'ADD_ETH_ADDR', macs: ['01:00:5e:00:00:fb'] }
    expect(status(join, active({ pinnedMac: PINNED }))).toBe(STATUS.SUCCESS)
  })

  it('does not let the VF delete the pinned MAC', () => {
    const vf = send(active({ pinnedMac: PINNED }), { op: 'DEL_ETH_ADDR', macs: [PINNED] })
    expect(vf.macs).toEqual([PINNED])
  })

  it('refuses VLANs behind a port VLAN, and numbers that no VLAN has', () => {
    expect(status({ op: 'ADD_VLAN', vlans: [5] }, active({ portVlan: 42 }))).toBe(STATUS.ERR_PARAM)
    expect(status({ op: 'ADD_VLAN', vlans: [4096] }, active())).toBe(STATUS.ERR_PARAM)
  })

  it('lets only VLAN 0 be removed behind a port VLAN', () => {
    const remove = (vlan: number) => status({ op: 'DEL_VLAN', vlans: [vlan] }, active({ portVlan: 42 }))
    expect([remove(0), remove(5)]).toEqual([STATUS.SUCCESS, STATUS.ERR_PARAM])
  })

  it('tells an untrusted VF with 16 VLANs that one more worked, but does not add it', () => {
    const many = Array.from({ length: MAX_VLANS_UNTRUSTED }, (_, i) => i + 1)
    const more = { op: 'ADD_VLAN', vlans: [100] } as const
    const full = send(active(), { op: 'ADD_VLAN', vlans: many })
    const answer = answerVirtchnl(more, full)
    expect([answer.reply?.status, answer.vf.vlans.length]).toEqual([STATUS.SUCCESS, 16])
    expect(answer.log[0]).toContain('not trusted')
    const trusted = send(active({ isTrusted: true }), { op: 'ADD_VLAN', vlans: many }, more)
    expect(trusted.vlans).toContain(100)
  })

  it('refuses addresses that nobody can have', () => {
    const add = (mac: string) => status({ op: 'ADD_ETH_ADDR', macs: [mac] }, active())
    expect(add('ff:ff:ff:ff:ff:ff')).toBe(STATUS.ERR_INVALID_MAC)
    expect(add('00:00:00:00:00:00')).toBe(STATUS.ERR_INVALID_MAC)
  })

  it('tells an untrusted VF that promiscuous mode worked, but leaves it off', () => {
    const request: VirtchnlRequest = { op: 'CONFIG_PROMISCUOUS_MODE', unicast: true, multicast: true }
    const answer = answerVirtchnl(request, active())
    expect(answer.reply?.status).toBe(STATUS.SUCCESS)
    expect(answer.vf.isUnicastPromiscuous).toBe(false)
    expect(answer.log[0]).toContain('Unprivileged VF 0')
    expect(answerVirtchnl(request, active({ isTrusted: true })).vf.isUnicastPromiscuous).toBe(true)
  })
})
