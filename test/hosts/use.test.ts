/** Who uses a function, on hosts as people have them: each case is what was met, and what is right. */
import { describe, expect, it } from 'vitest'
import { functionAt } from '#shared/inventory/lookup.ts'
import { describeUsage } from '#shared/inventory/usage/describe-usage.ts'
import type { InventoryHost } from '#shared/inventory/types.ts'
import type { PciAddress } from '#shared/pci/address.ts'
import { readHost } from '../fake-host/fake-host.ts'
import { fakeHost } from '../fake-host/parts.ts'

const PF = '0000:01:00.0'
const usageOf = (host: InventoryHost, address: string): readonly string[] => {
  const fn = functionAt(host, address as PciAddress)
  if (fn === null) throw new Error(`no ${address}`)
  return [fn.usage.verdict, ...describeUsage(fn.usage)]
}

describe('a plain NIC', () => {
  it('is free without address, master or anything on it', () => {
    const host = readHost(
      fakeHost({ functions: [{ address: PF, vfs: [] }], interfaces: [{ name: 'ens1', on: PF }] })
    )
    expect(usageOf(host, PF)).toEqual(['free'])
  })
})
