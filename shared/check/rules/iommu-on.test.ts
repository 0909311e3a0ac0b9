import { describe, expect, it } from 'vitest'
import { known } from '../../reading.ts'
import type { InventoryHost } from '../../inventory/types.ts'
import { testHost, testPf } from '../../inventory/test-host.ts'
import { give, PF, planOf, withVfs, withVm } from '../../plan/test-plan.ts'
import { found, said } from '../test-findings.ts'

const RULE = 'iommu-on'
const PLAN = planOf(withVm('web1'), withVfs(2), give(0, 'web1'))
const host = (iommu: InventoryHost['iommu'], model = 'Intel(R) Xeon(R) Gold 6248'): InventoryHost =>
  testHost([testPf(PF)], {
    iommu,
    cpu: { model: known(model), logicalCpus: known(8), mhz: known(2500) }
  })

describe('without an IOMMU nothing goes to a VM', () => {
  it('tells an unused IOMMU from a missing one, and an unread one from both', () => {
    expect(said(RULE, PLAN, host({ kind: 'absent' }))).toEqual([
      'error: lab1 shows no IOMMU, so its 1 function cannot go to VMs'
    ])
    expect(said(RULE, PLAN, host({ kind: 'off-in-kernel', table: 'DMAR' }))).toEqual([
      'error: lab1 has an IOMMU (DMAR table) that its kernel does not use, so its 1 function cannot go to VMs'
    ])
    expect(said(RULE, PLAN, host({ kind: 'unread', reason: 'no permission' }))).toEqual([
      'warning: lab1 may have no IOMMU for its 1 function: no permission'
    ])
  })

  it('does not matter while nothing is given away', () => {
    expect(said(RULE, planOf(withVfs(2)), host({ kind: 'absent' }))).toEqual([])
  })
})

describe('the advice', () => {
  const advice = (
    iommu: InventoryHost['iommu'],
    more: Partial<InventoryHost> & { line?: string; model?: string }
  ) =>
    found(RULE, PLAN, {
      ...host(iommu, more.model),
      kernelCommandLine: known(more.line ?? 'ro quiet'),
      ...more
    })[0]?.fixes.map((fix) => fix.label)
  const absent = { kind: 'absent' } as const
  const off = (table: 'DMAR' | 'IVRS' | 'IORT') => ({ kind: 'off-in-kernel', table }) as const

  it('names the BIOS only where the command line asks already, or could change nothing', () => {
    expect(advice(absent, { line: 'ro intel_iommu=on' })).toEqual(['Switch on VT-d in the BIOS'])
    expect(advice(absent, { model: 'AMD EPYC 7302', line: 'ro intel_iommu=on' })).toEqual([
      'Switch on AMD-Vi (IOMMU) in the BIOS'
    ])
    expect(advice(absent, { architecture: 'aarch64', model: 'Neoverse-N1' })).toEqual([
      'Switch on the SMMU in the firmware'
    ])
    expect(advice(absent, { model: 'Zhaoxin' })?.[0]).toContain('VT-d on Intel boards, AMD-Vi on AMD boards')
  })

  it.each([
    ['intel_iommu=on iommu=off', 'DMAR', 'iommu=off'],
    ['intel_iommu=off', 'DMAR', 'intel_iommu=off'],
    ['intel_iommu=igfx_off,off', 'DMAR', 'intel_iommu=igfx_off,off'],
    ['iommu=pt amd_iommu=off', 'IVRS', 'amd_iommu=off']
  ] as const)('removes from "%s" what stands against it', (line, table, word) => {
    expect(advice(off(table), { line })).toEqual([`Remove ${word} from the kernel command line and reboot`])
  })

  it('asks for the IOMMU only where Intel’s is not asked for yet', () => {
    expect(advice(off('DMAR'), {})).toEqual(['Boot with intel_iommu=on on the kernel command line'])
    expect(advice(off('DMAR'), { line: 'intel_iommu=on,sm_on' })?.[1]).toContain('Look for DMAR in dmesg')
    expect(advice(off('IVRS'), { line: 'intel_iommu=on', model: 'AMD EPYC 7302' })).toEqual([
      'Switch on AMD-Vi (IOMMU) in the BIOS',
      'Look for AMD-Vi in dmesg: the kernel has refused the IOMMU, or was built without CONFIG_AMD_IOMMU'
    ])
    expect(advice(off('IORT'), { architecture: 'aarch64' })?.[0]).toBe('Switch on the SMMU in the firmware')
  })

  it('looks to the hypervisor where the host is a VM itself', () => {
    expect(advice(absent, { product: known('QEMU Standard PC (Q35 + ICH9, 2009)') })?.[0]).toContain(
      'a virtual IOMMU'
    )
  })

  it('is another one under Xen, which has no groups', () => {
    const xen = { ...host(absent), hypervisor: 'xen' }
    expect(said(RULE, PLAN, xen)[0]).toContain('lab1 runs under Xen, which keeps the IOMMU to itself')
    const labels = advice(absent, { hypervisor: 'xen' }) ?? []
    expect(labels[0]).toContain('xl pci-assignable-add')
    expect(labels.join(' ')).not.toMatch(/intel_iommu|VT-d/)
  })
})
