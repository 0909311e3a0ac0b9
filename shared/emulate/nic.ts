/** NICs whose registers and drivers a system can have, as data. */
import type { PfIdentity } from './device/pf-config-space.ts'
import { sriovVariants, type SriovVariant } from './device/sriov/capability.ts'
import { ixgbeMaxVfs } from '../drivers/vf-limits.ts'
import type { VfHardware } from './device/vf-function.ts'
import type { SystemNic } from './types.ts'

/** One NIC with the drivers that Linux has for it. */
export interface NicFacts {
  readonly pfDriver: 'igb' | 'ixgbe' | 'i40e'
  readonly vfDriver: 'igbvf' | 'ixgbevf' | 'iavf'
  readonly pf: PfIdentity
  readonly sriov: SriovVariant
  readonly vf: VfHardware
  /** `sriov_totalvfs`: what the PF driver allows of the capability's TotalVFs. */
  readonly driverMaxVfs: number
  readonly linkMbps: number
  /** Tail registers of queue 0, the doorbells, by name and offset in BAR 0 of the VF. */
  readonly txTail: string
  readonly rxTail: string
  /** What the PF driver does where VFs are marked as assigned (Xen) and 0 is written. */
  readonly whileAssigned: { readonly errno: string; readonly line: string }
  /** What the PF driver logs for VFs that are made, and when: before or after the kernel lists them. */
  readonly made: {
    readonly line: (count: number) => string
    readonly isOfInterface: boolean
    readonly isBefore: boolean
  }
  /** What it logs when the kernel could not make them; null = nothing. */
  readonly notMade: string | null
}

const INTEL = { vendorId: 0x8086, subsystemVendorId: 0x8086, classCode: 0x020000 } as const

/** Sources: datasheets 82599 (331520) and XL710 (332464); linux ixgbe and i40e; lspci captures of both. */
export const nics: Readonly<Record<SystemNic, NicFacts>> = {
  '82576': {
    pfDriver: 'igb',
    vfDriver: 'igbvf',
    pf: { vendorId: 0x8086, deviceId: 0x10c9, ariOffset: 0x150, sriovOffset: 0x160 },
    sriov: sriovVariants['82576'],
    vf: {
      identity: {
        ...INTEL,
        deviceId: sriovVariants['82576'].vfDeviceId,
        subsystemId: 0xa03c,
        barBytes: sriovVariants['82576'].vfBarBytes,
        is64Bit: sriovVariants['82576'].is64Bit
      },
      vectors: 3,
      ringLength: 256
    },
    driverMaxVfs: 7,
    linkMbps: 1000,
    txTail: 'TDT(0) (BAR0 + 0x3818)',
    rxTail: 'RDT(0) (BAR0 + 0x2818)',
    whileAssigned: {
      errno: 'EPERM',
      line: 'Cannot deallocate SR-IOV virtual functions while they are assigned - VFs will not be deallocated'
    },
    made: { line: (count) => `${count} VFs allocated`, isOfInterface: false, isBefore: false },
    notMade: null
  },
  '82599': {
    pfDriver: 'ixgbe',
    vfDriver: 'ixgbevf',
    pf: { vendorId: 0x8086, deviceId: 0x10fb, ariOffset: 0x150, sriovOffset: 0x160 },
    sriov: sriovVariants['82599'],
    vf: {
      identity: {
        ...INTEL,
        deviceId: sriovVariants['82599'].vfDeviceId,
        subsystemId: 0x0003,
        barBytes: sriovVariants['82599'].vfBarBytes,
        is64Bit: sriovVariants['82599'].is64Bit
      },
      vectors: 3,
      ringLength: 512
    },
    driverMaxVfs: ixgbeMaxVfs({ trafficClasses: 1, macvlans: 0 }),
    linkMbps: 10_000,
    txTail: 'VFTDT[0] (BAR0 + 0x2018)',
    rxTail: 'VFRDT[0] (BAR0 + 0x1018)',
    whileAssigned: {
      errno: 'EPERM',
      line: 'Unloading driver while VFs are assigned - VFs will not be deallocated'
    },
    made: { line: (count) => `SR-IOV enabled with ${count} VFs`, isOfInterface: true, isBefore: true },
    notMade: 'Failed to enable PCI sriov: -12'
  },
  xl710: {
    pfDriver: 'i40e',
    vfDriver: 'iavf',
    pf: { vendorId: 0x8086, deviceId: 0x1583, ariOffset: 0x150, sriovOffset: 0x160 },
    sriov: sriovVariants.xl710,
    vf: {
      identity: {
        ...INTEL,
        deviceId: sriovVariants.xl710.vfDeviceId,
        subsystemId: 0x0002,
        barBytes: sriovVariants.xl710.vfBarBytes,
        is64Bit: sriovVariants.xl710.is64Bit
      },
      vectors: 5,
      ringLength: 512
    },
    driverMaxVfs: 64,
    linkMbps: 40_000,
    txTail: 'QTX_TAIL1[0] (BAR0 + 0x0000)',
    rxTail: 'QRX_TAIL1[0] (BAR0 + 0x2000)',
    whileAssigned: { errno: 'EINVAL', line: 'Unable to free VFs because some are assigned to VMs.' },
    made: { line: (count) => `Allocating ${count} VFs.`, isOfInterface: false, isBefore: true },
    notMade: 'Failed to enable SR-IOV: -12'
  }
}
