import { describe, expect, it } from 'vitest'
import { IommuDomain } from '../platform/iommu-domain.ts'
import { Iommu } from '../platform/iommu.ts'
import { Assignments, type HostFunction } from './assignment.ts'

const PF = 0x0100
const VF0 = 0x0180
const VF1 = 0x0182
const SHARED_A = 0x0300
const SHARED_B = 0x0308

const FUNCTIONS: readonly HostFunction[] = [
  { routingId: PF, group: 1, driver: 'igb' },
  { routingId: VF0, group: 2, driver: 'igbvf' },
  { routingId: VF1, group: 3, driver: null },
  { routingId: SHARED_A, group: 4, driver: 'e1000' },
  { routingId: SHARED_B, group: 4, driver: 'e1000' }
]

function guest(physical: number): IommuDomain {
  const domain = new IommuDomain(physical)
  domain.map({ iova: 0, physical, bytes: 2 ** 24, canRead: true, canWrite: true })
  return domain
}

describe('giving functions to VMs', () => {
  it('lets a VF reach its own guest and nothing of another', () => {
    const iommu = new Iommu(64)
    const host = new Assignments(iommu, FUNCTIONS)
    expect(host.assign(VF0, 'vm1', guest(2 ** 30)).ok).toBe(true)
    expect(host.assign(VF1, 'vm2', guest(2 ** 31)).ok).toBe(true)
    expect(iommu.access(VF0, 0x1000, 'write')).toMatchObject({
      ok: true,
      value: { physical: 2 ** 30 + 0x1000 }
    })
    expect(iommu.access(VF0, 2 ** 31, 'write')).toMatchObject({ ok: false, error: { routingId: VF0 } })
  })

  it('gives a VF to one VM only', () => {
    const host = new Assignments(new Iommu(64), FUNCTIONS)
    host.assign(VF0, 'vm1', guest(2 ** 30))
    expect(host.assign(VF0, 'vm2', guest(2 ** 31))).toMatchObject({ error: { kind: 'in-use', vm: 'vm1' } })
  })

  it('refuses a function whose group a host driver shares, and names who is in the way', () => {
    const host = new Assignments(new Iommu(64), FUNCTIONS)
    expect(host.assign(SHARED_A, 'vm1', guest(2 ** 30))).toMatchObject({
      error: { kind: 'group-not-viable', members: [SHARED_B] }
    })
  })

  it('gives a shared group to one VM as a whole', () => {
    const free = FUNCTIONS.map((fn) => (fn.group === 4 ? { ...fn, driver: null } : fn))
    const host = new Assignments(new Iommu(64), free)
    expect(host.assign(SHARED_A, 'vm1', guest(2 ** 30)).ok).toBe(true)
    expect(host.assign(SHARED_B, 'vm2', guest(2 ** 31))).toMatchObject({
      error: { kind: 'group-not-viable' }
    })
    expect(host.assign(SHARED_B, 'vm1', guest(2 ** 30)).ok).toBe(true)
  })

  it('refuses everything without an IOMMU', () => {
    const host = new Assignments(
      null,
      FUNCTIONS.map((fn) => ({ ...fn, group: null }))
    )
    expect(host.assign(VF0, 'vm1', guest(2 ** 30))).toMatchObject({ error: { kind: 'no-iommu' } })
  })

  it('stops the DMA of a function that was given back', () => {
    const iommu = new Iommu(64)
    const host = new Assignments(iommu, FUNCTIONS)
    host.assign(VF0, 'vm1', guest(2 ** 30))
    host.release(VF0)
    expect(iommu.access(VF0, 0, 'read')).toMatchObject({ error: { reason: 'not-attached' } })
  })

  it('tells which running VMs lose a VF when VFs are removed under them', () => {
    const host = new Assignments(new Iommu(64), FUNCTIONS)
    host.assign(VF1, 'vm2', guest(2 ** 30))
    expect(host.remove([VF0, VF1])).toEqual([{ vm: 'vm2', routingId: VF1 }])
    expect(host.ownerOf(VF1)).toBeNull()
  })
})
