import { describe, expect, it } from 'vitest'
import { at, E810_PORT, testBridge, testHost, testPf } from '../../inventory/test-host.ts'
import { give, PF, planOf, withVfs, withVm } from '../../plan/test-plan.ts'
import { known, unknown } from '../../reading.ts'
import { repaired, said } from '../test-findings.ts'

const RULE = 'vf-bus-range'
const BRIDGE = '0000:3a:00.0'
/** A PF below a bridge that forwards buses 3b to `last`; its VFs follow each other from function 2 on. */
const host = (last: number, sriov: object = {}) =>
  testHost([
    testBridge(BRIDGE, { role: { kind: 'bridge', buses: { secondary: 0x3b, subordinate: last } } }),
    testPf(PF, {
      ...E810_PORT,
      totalVfs: 256,
      parent: at(BRIDGE),
      sriov: { firstVfOffset: known(8), vfStride: known(1), ...sriov }
    })
  ])

describe('VFs past the end of a bus', () => {
  it('cannot be made where the bridge does not forward the next one', () => {
    // Routing ids 3b:01.0 to 3b:1f.7 are 248 VFs.
    expect(said(RULE, planOf(withVfs(248)), host(0x3b))).toEqual([])
    expect(said(RULE, planOf(withVfs(249)), host(0x3b))).toEqual([
      'error: numVfs 249 on 0000:3b:00.0 puts VF 248 on bus 3c, but the bridge 0000:3a:00.0 above forwards buses 3b to 3b only'
    ])
    expect(said(RULE, planOf(withVfs(249)), host(0x3c))).toEqual([])
  })

  it('are taken out of the plan by the fix, with what VMs had of them', () => {
    const plan = planOf(withVfs(250), withVm('web1'), give(249, 'web1'))
    const fixed = repaired(RULE, plan, host(0x3b))
    expect(fixed.pfs[0]?.numVfs).toBe(248)
    expect(fixed.assignments).toEqual([])
  })

  it('are not judged while the device shows no offset, or nobody read the bridge', () => {
    expect(said(RULE, planOf(withVfs(249)), host(0x3b, { firstVfOffset: known(0) }))).toEqual([])
    expect(said(RULE, planOf(withVfs(249)), host(0x3b, { vfStride: unknown('not root') }))).toEqual([])
    const unread = testHost([testBridge(BRIDGE), testPf(PF, { totalVfs: 256, parent: at(BRIDGE) })])
    expect(said(RULE, planOf(withVfs(249)), unread)).toEqual([])
  })
})
