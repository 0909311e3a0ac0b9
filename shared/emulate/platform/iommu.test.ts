import { describe, expect, it } from 'vitest'
import { IommuDomain, type IommuMapping } from './iommu-domain.ts'
import { faultLines, Iommu } from './iommu.ts'

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
  const [a, b] = [new IommuDomain(1), new IommuDomain(2)]
  a.map(mapping({ physical: 64 * MIB }))
  b.map(mapping({ physical: 128 * MIB }))
  const iommu = new Iommu(64)
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

describe('unmapping', () => {
  const unmapAfterUse = (mode: 'strict' | 'deferred'): Iommu => {
    const { iommu, domains } = host()
    domains[0].map(mapping({ iova: 32 * MIB, physical: 256 * MIB, bytes: 4096 }))
    iommu.access(VF0, 32 * MIB, 'write')
    expect(iommu.unmap(domains[0], 32 * MIB, 4096, mode)).toBe(4096)
    return iommu
  }

  it('in strict mode stops the device at once', () => {
    expect(unmapAfterUse('strict').access(VF0, 32 * MIB, 'write').ok).toBe(false)
  })

  it('in lazy mode leaves the device its page until the flush', () => {
    const iommu = unmapAfterUse('deferred')
    expect(iommu.access(VF0, 32 * MIB, 'write')).toMatchObject({ ok: true, value: { iotlb: 'hit' } })
    expect([iommu.pendingInvalidations, iommu.flush(), iommu.pendingInvalidations]).toEqual([1, 1, 0])
    expect(iommu.access(VF0, 32 * MIB, 'write').ok).toBe(false)
  })

  it('in lazy mode does not help a device that had not used the page', () => {
    const { iommu, domains } = host()
    iommu.unmap(domains[0], 0, 16 * MIB, 'deferred')
    expect(iommu.access(VF0, 0, 'write').ok).toBe(false)
  })
})

describe('IOTLB of the unit', () => {
  it('misses at the first access of a page and hits at the next', () => {
    const { iommu } = host()
    const lookup = (address: number) => {
      const result = iommu.access(VF0, address, 'read')
      return result.ok ? result.value.iotlb : 'fault'
    }
    expect([lookup(0), lookup(8), lookup(2 * MIB)]).toEqual(['miss', 'hit', 'miss'])
  })

  it('is not asked for a device on passthrough', () => {
    const { iommu } = host()
    iommu.attach(VF1, { kind: 'passthrough' })
    expect(iommu.access(VF1, 0, 'read')).toMatchObject({ value: { iotlb: null } })
    expect(iommu.iotlb.counters.misses).toBe(0)
  })

  it('holds pages no larger than the memory behind the domain', () => {
    const domain = new IommuDomain(1, 4096)
    domain.map(mapping({}))
    expect(domain.walk(5 * MIB)).toMatchObject({ iova: 5 * MIB, bytes: 4096 })
  })
})

describe('lines of the kernel for a fault', () => {
  it.each([
    [
      'write',
      'not-mapped',
      '[DMA Write NO_PASID] Request device [01:10.0] fault addr 0x8000000 [fault reason 0x05] PTE Write access is not set'
    ],
    [
      'read',
      'not-mapped',
      '[DMA Read NO_PASID] Request device [01:10.0] fault addr 0x8000000 [fault reason 0x06] PTE Read access is not set'
    ],
    [
      'read',
      'not-attached',
      '[DMA Read NO_PASID] Request device [01:10.0] fault addr 0x8000000 [fault reason 0x02] Present bit in context entry is clear'
    ]
  ] as const)('name a %s that is %s', (operation, reason, line) => {
    expect(faultLines({ routingId: VF0, address: 128 * MIB, operation, reason })[1]).toBe(`DMAR: ${line}`)
  })
})
