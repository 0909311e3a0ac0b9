import { describe, expect, it } from 'vitest'
import { known, unknown } from '../../reading.ts'
import { testBridge, testFunction, testHost, testPf } from '../../inventory/test-host.ts'
import { give, PF, planOf, vf, withVfs, withVm } from '../../plan/test-plan.ts'
import { found, repaired, said } from '../test-findings.ts'
import { usageOf } from '../../inventory/usage/types.ts'

const RULE = 'iommu-group'
const [VF0, VF1] = ['0000:3b:10.0', '0000:3b:10.2']
const SOUND = '0000:05:00.1'
const GPU = '0000:05:00.0'
const card = [
  testFunction(GPU, { class: 'display', driver: known('nouveau') }),
  testFunction(SOUND, { class: 'other', driver: known('snd_hda_intel') })
]

describe('a group shared by VMs', () => {
  const host = testHost([testPf(PF, { vfs: 2 })], { groups: [[VF0, VF1]] })
  const plan = planOf(withVm('web1'), withVm('db1'), give(0, 'web1'), give(1, 'db1'))

  it('is refused, with who has what', () => {
    expect(said(RULE, plan, host)).toEqual([
      'error: IOMMU group 0 of lab1 is split between web1 (VF 0 of 0000:3b:00.0) and db1 (VF 1 of 0000:3b:00.0)'
    ])
  })

  it('can go to either VM as a whole', () => {
    expect(repaired(RULE, plan, host).assignments).toEqual([
      { function: vf(0), vm: 'web1' },
      { function: vf(1), vm: 'web1' }
    ])
    expect(said(RULE, repaired(RULE, plan, host), host)).toEqual([])
  })
})

describe('a group of which the host holds a part', () => {
  it('names the sibling and gives it along', () => {
    const host = testHost(card, { groups: [[GPU, SOUND]] })
    const plan = planOf(withVm('web1'), give(GPU, 'web1'))
    expect(said(RULE, plan, host)).toEqual([
      'error: IOMMU group 0 of lab1 cannot go to web1: the host holds 0000:05:00.1 (snd_hda_intel) in it'
    ])
    expect(repaired(RULE, plan, host)).toEqual(planOf(withVm('web1'), give(GPU, 'web1'), give(SOUND, 'web1')))
  })

  it('does not offer a sibling that is in use', () => {
    const [gpu, sound] = card
    if (!gpu || !sound) throw new Error('the card has two functions')
    const used = { ...sound, usage: usageOf([{ kind: 'mounted', mountpoints: ['/'] }]) }
    const host = testHost([gpu, used], { groups: [[GPU, SOUND]] })
    const plan = planOf(withVm('web1'), give(GPU, 'web1'))
    expect(found(RULE, plan, host)[0]?.fixes.some((fix) => fix.apply)).toBe(false)
  })

  it.each([null, 'vfio-pci', 'pci-stub'])('is fine where the sibling has driver %s', (driver) => {
    const [gpu] = card
    const host = testHost([gpu ? [gpu] : [], testFunction(SOUND, { driver: known(driver) })], {
      groups: [[GPU, SOUND]]
    })
    expect(said(RULE, planOf(withVm('web1'), give(GPU, 'web1')), host)).toEqual([])
  })

  it('does not count bridges', () => {
    const port = testBridge('0000:00:02.0')
    const [gpu] = card
    const host = testHost([port, gpu ? [gpu] : []], { groups: [['0000:00:02.0', GPU]] })
    expect(said(RULE, planOf(withVm('web1'), give(GPU, 'web1')), host)).toEqual([])
  })
})

describe('a VF behind a port that does not isolate', () => {
  const port = testBridge('0000:3a:00.0')

  it('cannot be given while its own PF serves it, and no fix pretends otherwise', () => {
    const host = testHost([port, testPf(PF, { vfs: 2 })], {
      groups: [['0000:3a:00.0', PF, VF0, VF1]]
    })
    const [first] = found(RULE, planOf(withVm('web1'), give(0, 'web1')), host)
    expect(first?.why).toContain('0000:3b:00.0 is the PF that serves the given VFs')
    expect(first?.fixes.some((fix) => fix.apply)).toBe(false)
  })

  it('is refused before it exists', () => {
    const host = testHost([port, testPf(PF)], { groups: [['0000:3a:00.0', PF]] })
    expect(said(RULE, planOf(withVm('web1'), withVfs(2), give(0, 'web1')), host)).toHaveLength(1)
  })

  it('is not expected in the group of a card whose ports alone share one', () => {
    const host = testHost([testPf(PF), testPf('0000:3b:00.1')], {
      groups: [[PF, '0000:3b:00.1']]
    })
    expect(said(RULE, planOf(withVm('web1'), withVfs(2), give(0, 'web1')), host)).toEqual([])
  })
})

it('does not take an unread group for a good one', () => {
  const host = testHost([testFunction(GPU)])
  const withGroup = (iommuGroup: (typeof host.functions)[number]['iommuGroup']) => ({
    ...host,
    functions: host.functions.map((one) => ({ ...one, iommuGroup }))
  })
  const plan = planOf(withVm('web1'), give(GPU, 'web1'))
  expect(said(RULE, plan, withGroup(unknown('no permission')))).toEqual([
    'warning: The IOMMU group of 0000:05:00.0 for web1 could not be read: no permission'
  ])
  expect(said(RULE, plan, withGroup(known(null)))).toEqual([
    'error: 0000:05:00.0 is in no IOMMU group, so it cannot go to web1'
  ])
})
