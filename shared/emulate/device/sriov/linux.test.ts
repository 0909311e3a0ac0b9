import { describe, expect, it } from 'vitest'
import { SriovCapability, sriovVariants } from './capability.ts'
import { refusalLine, writeNumVfs, type PfPlace } from './sysfs-numvfs.ts'

/** igb on the virtual lab host: the capability has 8, its driver allows 7. */
const PLACE: PfPlace = {
  routingId: 0x0100,
  lastBus: 2,
  driverMaxVfs: 7,
  hasSriovDriver: true,
  vfBarWindowBytes: [131072, 0, 0, 131072, 0, 0]
}

const igb = (): SriovCapability => new SriovCapability(sriovVariants['82576'])

describe('writing sriov_numvfs', () => {
  it('creates VFs after 100 ms', () => {
    const capability = igb()
    const result = writeNumVfs(capability, PLACE, 2, 0)
    if (!result.ok) throw new Error(refusalLine(result.error) ?? result.error.kind)
    expect(result.value.map(({ atMs, kind, vf }) => [atMs, kind, vf])).toEqual([
      [0, 'numvfs', null],
      [0, 'enable', null],
      [100, 'vf-added', 0],
      [100, 'vf-added', 1],
      [100, 'done', null]
    ])
    expect(capability.vfCount).toBe(2)
  })

  it('does nothing when the number does not change', () => {
    const capability = igb()
    writeNumVfs(capability, PLACE, 2, 0)
    expect(writeNumVfs(capability, PLACE, 2, 1000)).toEqual({ ok: true, value: [] })
  })

  it('answers EBUSY to another number while VFs exist, and leaves them', () => {
    const capability = igb()
    writeNumVfs(capability, PLACE, 2, 0)
    expect(writeNumVfs(capability, PLACE, 3, 1000)).toMatchObject({ ok: false, error: { errno: 'EBUSY' } })
    expect(capability.vfCount).toBe(2)
  })

  it('answers ERANGE above what the driver allows, though the capability has more', () => {
    expect(writeNumVfs(igb(), PLACE, 8, 0)).toMatchObject({ ok: false, error: { errno: 'ERANGE', max: 7 } })
  })

  it('removes all VFs at once and takes a second', () => {
    const capability = igb()
    writeNumVfs(capability, PLACE, 2, 0)
    const result = writeNumVfs(capability, PLACE, 0, 1000)
    expect(result.ok && result.value.at(-1)).toEqual({ atMs: 1000, kind: 'done', vf: null })
    expect(capability.vfCount).toBe(0)
    expect(writeNumVfs(capability, PLACE, 3, 3000).ok).toBe(true)
  })

  it('answers ENOMEM where the VFs would need a bus that the bridge does not have', () => {
    const capability = igb()
    const result = writeNumVfs(capability, { ...PLACE, routingId: 0x8300, lastBus: 0x83 }, 1, 0)
    expect(result).toMatchObject({
      ok: false,
      error: { kind: 'bus-out-of-range', bus: 0x84, lastBus: 0x83, errno: 'ENOMEM' }
    })
    expect(!result.ok && refusalLine(result.error)).toContain('bus 84 out of range')
    expect(capability.vfCount).toBe(0)
  })

  it('answers ENOMEM where a VF BAR was not assigned', () => {
    const result = writeNumVfs(igb(), { ...PLACE, vfBarWindowBytes: [131072, 0, 0, 0, 0, 0] }, 1, 0)
    expect(result).toMatchObject({ ok: false, error: { kind: 'no-mmio', bar: 3, errno: 'ENOMEM' } })
  })

  it('answers ENOENT without a driver for it', () => {
    expect(writeNumVfs(igb(), { ...PLACE, hasSriovDriver: false }, 1, 0)).toMatchObject({
      ok: false,
      error: { errno: 'ENOENT' }
    })
  })
})
