import { expect, it } from 'vitest'
import { testFunction, testHost } from '../../inventory/test-host.ts'
import { give, planOf, withVm } from '../../plan/test-plan.ts'
import { known, unknown } from '../../reading.ts'
import { said } from '../test-findings.ts'

const RULE = 'reserved-regions'
const NIC = '0000:04:00.0'
const plan = planOf(withVm('web1'), give(NIC, 'web1'))
const region = (type: string) => ({ start: '0xbddde000', end: '0xbdddefff', type })
const host = (...types: readonly string[]) => {
  const one = testHost([testFunction(NIC)])
  return {
    ...one,
    iommuGroups: one.iommuGroups.map((group) => ({ ...group, reservedRegions: known(types.map(region)) }))
  }
}

it('refuses a function whose group the firmware must reach (RMRR)', () => {
  expect(said(RULE, plan, host('msi', 'direct'))).toEqual([
    'error: 0000:04:00.0 cannot go to web1: the firmware of lab1 reserves memory for IOMMU group 0 (0xbddde000 to 0xbdddefff, type direct)'
  ])
})

it.each(['msi', 'direct-relaxable', 'reserved'])('is content with a region of the type %s', (type) => {
  expect(said(RULE, plan, host(type))).toEqual([])
})

it('says nothing where they were not read', () => {
  const one = host()
  const iommuGroups = one.iommuGroups.map((group) => ({ ...group, reservedRegions: unknown('x') }))
  expect(said(RULE, plan, { ...one, iommuGroups })).toEqual([])
})
