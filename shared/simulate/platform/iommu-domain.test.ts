import { describe, expect, it } from 'vitest'
import { Iommu, IommuDomain, type IommuMapping } from './iommu-domain.ts'

const MIB = 2 ** 20
const mapping = (changes: Partial<IommuMapping>): IommuMapping => ({
  iova: 0,
  physical: 64 * MIB,
  bytes: 16 * MIB,
  canRead: true,
  canWrite: true,
  ...changes
})

const VF0 = 0x0180
const VF1 = 0x0182

/** Two guests with 16 MiB each, both at guest address 0. */
function host(): { iommu: Iommu; domains: [IommuDomain, IommuDomain] } {
  const [a, b] = [new IommuDomain(), new IommuDomain()]
  a.map(mapping({ physical: 64 * MIB }))
  b.map(mapping({ physical: 128 * MIB }))
  const iommu = new Iommu()
  iommu.attach(VF0, { kind: 'domain', domain: a })
  iommu.attach(VF1, { kind: 'domain', domain: b })
  return { iommu, domains: [a, b] }
}

describe('DMA remapping', () => {
  it('takes the same guest address of two VMs to different memory', () => {
    const { iommu } = host()
    expect(iommu.access(VF0, 4096, 'write')).toMatchObject({ ok: true, value: { physical: 64 * MIB + 4096 } })
    expect(iommu.access(VF1, 4096, 'write')).toMatchObject({
      ok: true,
      value: { physical: 128 * MIB + 4096 }
    })
    expect(iommu.faults).toEqual([])
  })

  it('stops a VF that aims outside its guest, and reports it', () => {
    const { iommu } = host()
    const result = iommu.access(VF0, 128 * MIB, 'write')
    expect(result).toMatchObject({ ok: false, error: { reason: 'not-mapped' } })
    expect(iommu.faults).toEqual([
      { routingId: VF0, address: 128 * MIB, operation: 'write', reason: 'not-mapped' }
    ])
  })

  it('stops a device that belongs to nobody', () => {
    const { iommu } = host()
    iommu.detach(VF1)
    expect(iommu.access(VF1, 0, 'read')).toMatchObject({ ok: false, error: { reason: 'not-attached' } })
  })

  it('lets a device on passthrough reach everything: it is not protected against', () => {
    const { iommu } = host()
    iommu.attach(VF1, { kind: 'passthrough' })
    expect(iommu.access(VF1, 64 * MIB, 'write')).toMatchObject({ ok: true, value: { physical: 64 * MIB } })
  })

  it('keeps to the rights of a mapping', () => {
    const { iommu, domains } = host()
    domains[0].map(mapping({ iova: 32 * MIB, physical: 256 * MIB, bytes: 4096, canWrite: false }))
    expect(iommu.access(VF0, 32 * MIB, 'read').ok).toBe(true)
    expect(iommu.access(VF0, 32 * MIB, 'write')).toMatchObject({ error: { reason: 'no-write-right' } })
  })

  it('faults after unmap', () => {
    const { iommu, domains } = host()
    expect(domains[0].unmap(0, 16 * MIB)).toBe(16 * MIB)
    expect(iommu.access(VF0, 0, 'read').ok).toBe(false)
  })

  it('refuses mappings that overlap or are not aligned', () => {
    const { domains } = host()
    expect(domains[0].map(mapping({ iova: 8 * MIB }))).toMatchObject({ error: { errno: 'EEXIST' } })
    expect(domains[0].map(mapping({ iova: 32 * MIB + 1 }))).toMatchObject({ error: { errno: 'EINVAL' } })
  })

  it('uses large pages where alignment of both sides allows them', () => {
    const { iommu, domains } = host()
    domains[0].map(mapping({ iova: 32 * MIB, physical: 256 * MIB + 4096, bytes: 4 * MIB }))
    const pageAt = (address: number): number => {
      const result = iommu.access(VF0, address, 'read')
      return result.ok ? result.value.pageBytes : 0
    }
    expect(pageAt(3 * MIB)).toBe(2 ** 21)
    expect(pageAt(33 * MIB)).toBe(4096)
  })
})
