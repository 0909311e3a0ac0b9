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
  it('names the BIOS switch of the processor', () => {
    expect(said(RULE, PLAN, host({ kind: 'absent' }))).toEqual([
      'error: lab1 shows no IOMMU, so its 1 function cannot go to VMs'
    ])
    const labels = (model?: string) =>
      found(RULE, PLAN, host({ kind: 'absent' }, model))[0]?.fixes.map((fix) => fix.label)
    expect(labels()).toEqual([
      'Switch on VT-d in the BIOS (AMD-Vi on AMD boards)',
      'Boot with intel_iommu=on on the kernel command line'
    ])
    expect(labels('AMD EPYC 7302')?.[0]).toBe('Switch on AMD-Vi (IOMMU) in the BIOS')
  })

  it('tells an unused IOMMU from a missing one, and an unread one from both', () => {
    expect(said(RULE, PLAN, host({ kind: 'off-in-kernel' }))[0]).toContain(
      'has an IOMMU that its kernel does not use'
    )
    expect(said(RULE, PLAN, host({ kind: 'unread', reason: 'no permission' }))).toEqual([
      'warning: lab1 may have no IOMMU for its 1 function: no permission'
    ])
  })

  it('does not matter while nothing is given away', () => {
    expect(said(RULE, planOf(withVfs(2)), host({ kind: 'absent' }))).toEqual([])
  })
})
