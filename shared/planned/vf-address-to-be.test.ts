import { describe, expect, it } from 'vitest'
import { at, testHost, testPf } from '../inventory/test-host.ts'
import type { InventoryHost } from '../inventory/types.ts'
import type { PciAddress } from '../pci/address.ts'
import { planOf, withVfs } from '../plan/test-plan.ts'
import { known, type Reading } from '../reading.ts'
import { pfAt, plannedHost } from './planned-host.ts'

const PF = '0000:01:00.0'

/** Where the plan puts VF `index` of a PF that is to have 4. */
const addressOf = (host: InventoryHost, pf: string, index: number): Reading<PciAddress> | undefined =>
  pfAt(plannedHost(planOf(withVfs(4, pf)), host), at(pf))?.vfs[index]?.addressToBe

describe('the address of a VF to be', () => {
  it.each([
    // Read from booted hosts: igb has offset 128 and stride 2, NVMe of QEMU offset 1 and stride 1.
    [PF, 128, 2, 0, '0000:01:10.0'],
    [PF, 128, 2, 2, '0000:01:10.4'],
    ['0000:03:00.0', 1, 1, 1, '0000:03:00.2'],
    [PF, 384, 2, 0, '0000:02:10.0']
  ])('of %s with offset %d and stride %d, index %d, is %s', (pf, offset, stride, index, expected) => {
    const sriov = { firstVfOffset: known(offset), vfStride: known(stride) }
    expect(addressOf(testHost(testPf(pf, { sriov })), pf, index)).toEqual(known(expected))
  })

  it('is that of an existing VF rather than our own arithmetic', () => {
    const sriov = { firstVfOffset: known(1), vfStride: known(1) }
    expect(addressOf(testHost(testPf(PF, { vfs: 1, sriov })), PF, 0)).toEqual(known('0000:01:10.0'))
  })

  it('does not run off the last bus', () => {
    const pf = '0000:ff:00.0'
    const host = testHost(testPf(pf, { sriov: { firstVfOffset: known(256), vfStride: known(1) } }))
    expect(addressOf(host, pf, 0)).toMatchObject({ known: false })
  })
})
