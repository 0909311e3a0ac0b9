/** What the tests of this folder plan for: the functions of one lab host, and plans that say what they are about. */
import { at, testFunction } from '../../inventory/test-host.ts'
import type { InventoryFunction } from '../../inventory/types.ts'
import type { PciAddress } from '../../pci/address.ts'
import type { Plan, PlanVfSettings } from '../../plan/types.ts'
import { known } from '../../reading.ts'

export const NIC = at('0000:01:00.0')
export const SECOND_NIC = at('0000:02:00.0')
export const NVME = at('0000:03:00.0')
export const GPU = at('0000:04:00.0')

/** The function at `GPU`, as its host uses it. */
export const gpuFunction = (more: Partial<InventoryFunction> = {}): InventoryFunction =>
  testFunction(GPU, {
    vendorId: '10de',
    deviceId: '1b80',
    classCode: 0x030000,
    class: 'display',
    driver: known('nouveau'),
    ...more
  })

/** A plan for `lab1` with two VMs and nothing given to them. */
export const labPlan = (more: Partial<Plan> = {}): Plan => ({
  schemaVersion: 1,
  id: 'plan-1',
  name: 'Web and DB lab',
  notes: '',
  pfs: [],
  vms: [
    { id: 'web1', name: 'web1', host: 'lab1', vcpus: 2, memoryMiB: 2048, numaNode: null },
    { id: 'db1', name: 'db1', host: 'lab1', vcpus: 4, memoryMiB: 4096, numaNode: 1 }
  ],
  assignments: [],
  vfs: [],
  ...more
})

/** VF `index` of a PF of lab1, given to a VM. */
export const give = (pf: PciAddress, index: number, vm: string): Plan['assignments'][number] => ({
  function: { kind: 'vf', host: 'lab1', pf, index },
  vm
})

/** So many VFs on a PF of lab1, and an MTU for its interface. */
export const numVfs = (address: PciAddress, count: number, mtu?: number): Plan['pfs'][number] => ({
  host: 'lab1',
  address,
  numVfs: count,
  ...(mtu === undefined ? {} : { mtu })
})

/** Settings of VF `index` of a PF of lab1. */
export const settings = (index: number, value: PlanVfSettings, pf = NIC): Plan['vfs'][number] => ({
  host: 'lab1',
  pf,
  index,
  settings: value
})
