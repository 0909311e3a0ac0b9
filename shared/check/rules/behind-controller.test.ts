import { describe, expect, it } from 'vitest'
import { testBridge, testFunction, testHost, at } from '../../inventory/test-host.ts'
import { usageOf } from '../../inventory/usage/types.ts'
import { give, planOf, withVm } from '../../plan/test-plan.ts'
import { known } from '../../reading.ts'
import { found, said } from '../test-findings.ts'

const RULE = 'behind-controller'
const VMD = '0000:00:0e.0'
const DRIVES = ['10000:e1:00.0', '10000:e2:00.0'] as const
const [FIRST] = DRIVES
const host = testHost(
  [
    testFunction(VMD, { class: 'storage', classCode: 0x010400, driver: known('vmd') }),
    testBridge('10000:e0:06.0', { parent: at(VMD) }),
    ...DRIVES.map((address) =>
      testFunction(address, {
        class: 'nvme',
        classCode: 0x010802,
        driver: known('nvme'),
        parent: at('10000:e0:06.0')
      })
    )
  ],
  { groups: [[VMD, '10000:e0:06.0', ...DRIVES]] }
)

describe('a drive behind a VMD', () => {
  it('does not go to a VM on its own, and no fix takes the VMD from the other drives', () => {
    const plan = planOf(withVm('web1'), give(FIRST, 'web1'))
    expect(said(RULE, plan, host)).toEqual([
      'error: 10000:e1:00.0 cannot go to web1 on its own: it hangs behind 0000:00:0e.0 (vmd)'
    ])
    const [group] = found('iommu-group', plan, host)
    expect(group?.fixes.map((fix) => fix.label)).toEqual([
      'Put the card into a slot whose port isolates (ACS), or use another port with a group of its own'
    ])
    expect(group?.why).toContain(
      '0000:00:0e.0 must stay with the host: 10000:e1:00.0 and 10000:e2:00.0 would go'
    )
  })

  it('does not go together with it either', () => {
    expect(said(RULE, planOf(withVm('web1'), give(VMD, 'web1'), give(FIRST, 'web1')), host)).toEqual([
      'error: 10000:e1:00.0 cannot go to web1 beside 0000:00:0e.0 (vmd), behind which it hangs'
    ])
  })

  it('goes as the VMD as a whole', () => {
    expect(said(RULE, planOf(withVm('web1'), give(VMD, 'web1')), host)).toEqual([])
  })

  it('is no such drive behind a root port', () => {
    const plain = testHost([
      testBridge('0000:00:01.0'),
      testFunction('0000:01:00.0', { parent: at('0000:00:01.0') })
    ])
    expect(said(RULE, planOf(withVm('web1'), give('0000:01:00.0', 'web1')), plain)).toEqual([])
  })
})

describe('a member of a group that is in use', () => {
  const [GIVEN, MANAGED] = ['0000:02:00.1', '0000:02:00.0']
  const plan = planOf(withVm('web1'), give(GIVEN, 'web1'))

  it('is not proposed to be taken: over it the host is managed', () => {
    const usage = usageOf([{ kind: 'management', interface: 'eno1' }])
    const host = testHost([testFunction(MANAGED, { usage }), testFunction(GIVEN)], {
      groups: [[MANAGED, GIVEN]]
    })
    const [first] = found('iommu-group', plan, host)
    expect(first?.why).toContain(
      '0000:02:00.0 must stay with the host: management of this host runs over eno1'
    )
    expect(first?.fixes.some((fix) => fix.label.includes(MANAGED))).toBe(false)
  })

  it('counts although it is bound to vfio-pci, where another VM holds it', () => {
    const held = (vm: string) =>
      testHost(
        [
          testFunction(MANAGED, { driver: known('vfio-pci'), usage: usageOf([{ kind: 'vm', vm, pid: 7 }]) }),
          testFunction(GIVEN)
        ],
        { groups: [[MANAGED, GIVEN]] }
      )
    expect(said('iommu-group', plan, held('db1'))).toHaveLength(1)
    expect(said('iommu-group', plan, held('web1'))).toEqual([])
  })
})
