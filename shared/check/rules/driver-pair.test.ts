import { describe, expect, it } from 'vitest'
import type { InventoryDriver } from '../../inventory/types.ts'
import type { GuestDriver } from '../../plan/types.ts'
import { E810_PORT, NVME_DRIVE, testHost, testPf } from '../../inventory/test-host.ts'
import { give, PF, planOf, withVfs, withVm } from '../../plan/test-plan.ts'
import { found, repaired, said } from '../test-findings.ts'

const RULE = 'driver-pair'
const plan = (guestDriver?: GuestDriver) =>
  planOf(withVm('web1', guestDriver ? { guestDriver } : {}), withVfs(2), give(0, 'web1'))
const ICE_OOT: InventoryDriver = { name: 'ice', version: '1.13.7', origin: 'out-of-tree', firmware: null }
const E810_HOST = testHost([testPf(PF, E810_PORT)], { drivers: [ICE_OOT] })
const IGB_HOST = testHost([testPf(PF)])

describe('a guest whose driver is not known', () => {
  it('is asked for, with the drivers that fit', () => {
    expect(said(RULE, plan(), IGB_HOST)).toEqual([
      'info: Which VF driver web1 has is not known; VFs of igb take igbvf'
    ])
    expect(repaired(RULE, plan(), IGB_HOST).vms[0]?.guestDriver).toEqual({ name: 'igbvf' })
  })

  it('is asked for the version where that decides', () => {
    expect(said(RULE, plan({ name: 'iavf' }), E810_HOST)).toEqual([
      'info: Which version of iavf web1 has would decide about its VFs of ice'
    ])
    expect(said(RULE, plan({ name: 'igbvf' }), IGB_HOST)).toEqual([])
  })

  it('is asked once, however many VFs it has', () => {
    const second = '0000:3b:00.1'
    const many = planOf(
      withVm('web1'),
      withVfs(3),
      withVfs(1, second),
      give(0, 'web1'),
      give(1, 'web1'),
      give(0, 'web1', second)
    )
    const host = testHost([testPf(PF), testPf(second)])
    expect(said(RULE, many, host)).toHaveLength(1)
  })
})

describe('a known pair', () => {
  it.each<readonly [string, GuestDriver, string, string]>([
    ['a driver that knows the VF', { name: 'iavf', version: '4.5.3' }, '', ''],
    [
      'a driver from before the VF',
      { name: 'iavf', version: '2.0.6' },
      'error: iavf 2.0.6 in web1 and ice on 0000:3b:00.0 do not go together on VF 0 of 0000:3b:00.0',
      'driver never binds (PAIR-06: IAVF)'
    ],
    [
      'a version between',
      { name: 'iavf', version: '3.7.61' },
      'warning: iavf 3.7.61 in web1 and ice on 0000:3b:00.0 work together with limits on VF 0 of 0000:3b:00.0',
      'PAIR-07: IAVF, FTNT'
    ],
    [
      'a Windows driver with a known fault',
      { name: 'v40e65', version: '1.5.60.0' },
      'error: v40e65 1.5.60.0 in web1 and ice on 0000:3b:00.0 do not go together on VF 0 of 0000:3b:00.0',
      ''
    ],
    [
      'a driver nobody wrote about',
      { name: 'homemade', version: '1.0' },
      'info: Nothing is published about homemade 1.0 in web1 and ice on 0000:3b:00.0',
      'No rule covers this pair'
    ]
  ])('with %s', (_what, guest, message, why) => {
    const findings = found(RULE, plan(guest), E810_HOST)
    expect(findings.map((one) => `${one.severity}: ${one.message}`)).toEqual(message === '' ? [] : [message])
    expect(findings[0]?.why ?? '').toContain(why)
  })

  it('goes by the kernel for in-tree drivers, and never compares it with a version', () => {
    const host = testHost([testPf(PF, E810_PORT)])
    expect(said(RULE, plan({ name: 'iavf', kernel: '6.1.0-56-amd64' }), host)).toEqual([])
  })

  it('says nothing about a guest NIC driver beside an NVMe VF', () => {
    const host = testHost([testPf(PF, NVME_DRIVE)])
    expect(said(RULE, plan({ name: 'iavf', version: '2.0.6' }), host)).toEqual([])
    expect(said(RULE, plan(), host)).toEqual([])
  })
})
