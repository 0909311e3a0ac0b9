import { describe, expect, it } from 'vitest'
import { FLR_POLL_LIMIT_MS, RESET_STATE, resetOutcome, ResettableDevice, type FunctionState } from './flr.ts'
import { CONTROL, SRIOV, SriovCapability, sriovVariants } from './sriov/capability.ts'

const RUNNING: FunctionState = { isBusMaster: true, isMsiXEnabled: true, queues: 4 }

function device(): ResettableDevice {
  const sriov = new SriovCapability(sriovVariants['82599'])
  sriov.write16(SRIOV.NUM_VFS, 3, 0)
  sriov.write16(SRIOV.CONTROL, CONTROL.VF_ENABLE, 0)
  const made = new ResettableDevice(sriov)
  for (const fn of [null, 0, 1, 2]) made.configure(fn, RUNNING)
  return made
}

describe('function level reset', () => {
  it('of a VF resets that VF and nothing else', () => {
    const dev = device()
    dev.resetVf(1)
    expect(dev.state(1)).toEqual(RESET_STATE)
    expect([dev.state(null), dev.state(0), dev.state(2)]).toEqual([RUNNING, RUNNING, RUNNING])
  })

  it('of a VF leaves it in configuration space', () => {
    const dev = device()
    dev.resetVf(1)
    expect(dev.sriov.presence(1, 500)).toBe('present')
  })

  it('of the PF takes all VFs away', () => {
    const dev = device()
    dev.resetPf()
    expect(dev.sriov.isVfEnabled).toBe(false)
    expect([0, 1, 2].map((vf) => dev.state(vf))).toEqual([undefined, undefined, undefined])
    expect(dev.state(null)).toEqual(RESET_STATE)
  })

  it('is not what disabling VFs is: the PF goes on', () => {
    const dev = device()
    dev.disableVfs(1000)
    expect(dev.state(0)).toBeUndefined()
    expect(dev.state(null)).toEqual(RUNNING)
  })

  it('makes new VFs start from reset', () => {
    const dev = device()
    dev.disableVfs(1000)
    dev.sriov.write16(SRIOV.CONTROL, CONTROL.VF_ENABLE, 2000)
    expect(dev.state(0)).toEqual(RESET_STATE)
  })

  it('is never over before 100 ms', () => {
    expect(resetOutcome(0)).toEqual({ kind: 'ready', atMs: 100 })
    expect(resetOutcome(100)).toEqual({ kind: 'ready', atMs: 100 })
  })

  it('is waited for with growing pauses', () => {
    expect(resetOutcome(101)).toEqual({ kind: 'ready', atMs: 101 })
    expect(resetOutcome(400)).toEqual({ kind: 'ready', atMs: 100 + 511 })
  })

  it('is given up after a minute', () => {
    const outcome = resetOutcome(Infinity)
    expect(outcome.kind).toBe('timeout')
    expect(outcome.atMs).toBeGreaterThanOrEqual(FLR_POLL_LIMIT_MS)
  })
})
