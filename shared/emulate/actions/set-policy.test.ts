import { describe, expect, it } from 'vitest'
import { linesOf, logged, refusals, running } from '../test-system.ts'
import type { SystemNic, VfPolicyChange } from '../types.ts'

const set = (nic: SystemNic, change: VfPolicyChange, isUp = true) => {
  const system = running(nic)
  if (!isUp) system.do({ kind: 'set-link', isUp })
  const steps = system.do({ kind: 'set-policy', vf: 0, change })
  return { steps, vf: system.view.vfs[0] }
}

describe('ip link set PF vf N', () => {
  it.each([
    ['82599', { mac: '01:00:5e:00:00:01' }, 'EINVAL'],
    ['82599', { mac: 'nonsense' }, 'EINVAL'],
    ['xl710', { portVlan: 4096 }, 'EINVAL'],
    ['82599', { maxMbps: 10 }, 'EINVAL'],
    ['82599', { minMbps: 100 }, 'EINVAL'],
    ['82599', { maxMbps: 10_001 }, 'EINVAL'],
    ['xl710', { minMbps: 100 }, 'EINVAL'],
    ['82576', { maxMbps: 1001 }, 'EINVAL']
  ] as const)('%s refuses %j with %s and keeps what it had', (nic, change, errno) => {
    const before = running(nic).view.vfs[0]
    const { steps, vf } = set(nic, change)
    expect(refusals(steps).at(-1)).toBe(`RTNETLINK answers: errno ${errno}`)
    expect(vf).toEqual(before)
  })

  it('cuts rates of an XL710 down to steps of 50 Mb/s', () => {
    expect(set('xl710', { maxMbps: 120 }).vf?.maxMbps).toBe(100)
    expect(set('xl710', { maxMbps: 30 }).vf?.maxMbps).toBe(50)
  })

  it.each(['82576', '82599', 'xl710'] as const)('%s sets no rate without a link', (nic) => {
    expect(refusals(set(nic, { maxMbps: 500 }, false).steps)).toHaveLength(1)
  })

  it('sets some and refuses others of one command', () => {
    const { steps, vf } = set('82599', { maxMbps: 500, minMbps: 10 })
    expect(refusals(steps)).toHaveLength(1)
    expect(vf).toMatchObject({ maxMbps: 500, minMbps: 0 })
  })

  it('takes a pinned MAC away with zeroes', () => {
    const system = running()
    system.do({ kind: 'set-policy', vf: 0, change: { mac: '52:54:00:00:00:01' } })
    const steps = system.do({ kind: 'set-policy', vf: 0, change: { mac: '00:00:00:00:00:00' } })
    expect(logged(steps)).toEqual(['ixgbe 0000:05:00.0: removing MAC on VF 0'])
  })

  it('makes ixgbe take a VF’s leave to send when its trust changes, so that it resets', () => {
    const { steps, vf } = set('82599', { isTrusted: true })
    const lines = linesOf(steps)
    expect(lines).toContain('0x00000100 (PF_CONTROL_MSG)')
    expect(lines).toContain('VF 0 asks: reset')
    expect(vf).toMatchObject({ isTrusted: true, state: 'ready' })
  })

  it('makes i40e reset a VF whose MAC or trust changes', () => {
    for (const change of [{ mac: '52:54:00:00:00:01' }, { isTrusted: true }]) {
      const lines = linesOf(set('xl710', change).steps)
      expect(lines).toContain('VIRTCHNL_OP_EVENT (17), VIRTCHNL_EVENT_RESET_IMPENDING')
    }
    expect(set('xl710', { mac: '52:54:00:00:00:01' }).vf?.mac).toBe('52:54:00:00:00:01')
  })

  it('says nothing where the trust stays', () => {
    expect(logged(set('82599', { isTrusted: false }).steps)).toEqual([])
  })
})
