/** Systems that can be put together in the window, and their names. */
import { isPciAddress } from '#shared/pci/address.ts'
import type { SystemConfig, SystemNic } from '#shared/emulate/types.ts'

const MIB = 2 ** 20
const PF = '0000:3b:00.0'

function pfAddress(): SystemConfig['pf'] {
  if (!isPciAddress(PF)) throw new RangeError(`no PCI address: ${PF}`)
  return PF
}

/** Bus of the PF, and of the next one: with and without room for VFs beyond the PF's own bus. */
export const PF_BUS = 0x3b
export const ROOMY_LAST_BUS = 0x3c

const vms = (count: number): SystemConfig['vms'] =>
  Array.from({ length: count }, (_, at) => ({ id: `vm${at + 1}`, memoryBytes: 2048 * MIB }))

/** More VMs than this say nothing new. */
export const MOST_SYSTEM_VMS = 8

/** A system with another number of VMs. */
export const withVmCount = (config: SystemConfig, count: number): SystemConfig => ({
  ...config,
  vms: vms(count)
})

/** What stands there before anybody changes anything: two VMs, IOMMU on, room for every VF. */
export const defaultSystem: SystemConfig = {
  nic: '82599',
  pf: pfAddress(),
  hasAri: true,
  lastBus: ROOMY_LAST_BUS,
  vfWindowBytes: 64 * MIB,
  iommu: 'strict',
  iommuPageBytes: 2097152,
  switchMode: 'veb',
  vms: vms(2)
}

type Option<T> = readonly { readonly value: T; readonly label: string }[]

export const nicOptions: Option<SystemNic> = [
  { value: '82576', label: 'Intel 82576 (igb)' },
  { value: '82599', label: 'Intel 82599 (ixgbe)' },
  { value: 'xl710', label: 'Intel XL710 (i40e)' }
]
export const iommuOptions: Option<SystemConfig['iommu']> = [
  { value: 'off', label: 'off' },
  { value: 'passthrough', label: 'on, host passed through' },
  { value: 'lazy', label: 'on, lazy invalidation' },
  { value: 'strict', label: 'on, strict' }
]
export const pageOptions: Option<'4096' | '2097152' | '1073741824'> = [
  { value: '4096', label: '4 KiB' },
  { value: '2097152', label: '2 MiB' },
  { value: '1073741824', label: '1 GiB' }
]
export const hypervisorOptions: Option<NonNullable<SystemConfig['hypervisor']>> = [
  { value: 'kvm', label: 'KVM with vfio' },
  { value: 'xen', label: 'Xen' }
]
export const switchOptions: Option<SystemConfig['switchMode']> = [
  { value: 'veb', label: 'VEB: inside the NIC' },
  { value: 'vepa', label: 'VEPA: by the next switch' }
]
