import { describe, expect, it } from 'vitest'
import { testHost, testPf } from '../inventory/test-host.ts'
import type { PciAddress } from '../pci/address.ts'
import { known } from '../reading.ts'
import { NIC } from '../provision/testing/lab-plan.ts'
import { plannedVfAddress } from './planned-vf-address.ts'

describe('plannedVfAddress', () => {
  it.each([
    // Read from booted hosts: igb has offset 128 and stride 2, NVMe of QEMU offset 1 and stride 1.
    ['0000:01:00.0', 128, 2, 0, '0000:01:10.0'],
    ['0000:01:00.0', 128, 2, 2, '0000:01:10.4'],
    ['0000:03:00.0', 1, 1, 1, '0000:03:00.2'],
    ['0000:01:00.0', 384, 2, 0, '0000:02:10.0']
  ])('puts a VF of %s with offset %d and stride %d, index %d, at %s', (pf, offset, stride, index, at) => {
    const sriov = { firstVfOffset: known(offset), vfStride: known(stride) }
    const host = testHost(testPf(pf, { sriov }))
    expect(plannedVfAddress(host, pf as PciAddress, index)).toEqual({ ok: true, value: at })
  })

  it('believes an existing VF rather than its own arithmetic', () => {
    const sriov = { firstVfOffset: known(1), vfStride: known(1) }
    const host = testHost(testPf(NIC, { vfs: 1, sriov }))
    expect(plannedVfAddress(host, NIC, 0)).toEqual({ ok: true, value: '0000:01:10.0' })
  })

  it('does not run off the last bus', () => {
    const pf = '0000:ff:00.0' as PciAddress
    const host = testHost(testPf(pf, { sriov: { firstVfOffset: known(256), vfStride: known(1) } }))
    expect(plannedVfAddress(host, pf, 0)).toMatchObject({ ok: false })
  })
})
