import { expect, it } from 'vitest'
import { E810_PORT, testHost, testPf } from '../../inventory/test-host.ts'
import type { InventoryHost } from '../../inventory/types.ts'
import { PF, planOf, withVfs } from '../../plan/test-plan.ts'
import { known, unknown } from '../../reading.ts'
import { said } from '../test-findings.ts'

const RULE = 'pf-vectors-left'
const host = (cpus: InventoryHost['cpu']['logicalCpus'], vectors: number): InventoryHost =>
  testHost([testPf(PF, E810_PORT).map((fn) => ({ ...fn, msixVectors: known(vectors) }))], {
    cpu: { model: known('AMD EPYC 9754'), logicalCpus: cpus, mhz: known(2250) }
  })

it('warns where the PF driver takes the vectors for its CPUs', () => {
  expect(said(RULE, planOf(withVfs(8)), host(known(256), 512))).toEqual([
    'warning: 8 VFs of 0000:3b:00.0 (ice) may not find enough interrupts: of 512 MSI-X vectors the driver takes up to 520 for the 256 CPUs, which leaves 0 for VFs of 2 each'
  ])
})

it('is content where enough are left, and where CPUs or the plan say nothing', () => {
  expect(said(RULE, planOf(withVfs(8)), host(known(32), 512))).toEqual([])
  expect(said(RULE, planOf(withVfs(8)), host(unknown('x'), 512))).toEqual([])
  expect(said(RULE, planOf(withVfs(0)), host(known(256), 512))).toEqual([])
})
