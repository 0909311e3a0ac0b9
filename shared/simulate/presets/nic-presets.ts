/**
 * What a NIC can do, by model. A figure without a source is `null` and then limits nothing: the wire and PCIe
 * remain, and the estimate says so.
 */
import type { PcieGeneration, PcieLanes } from '../cost/pcie-link.ts'

/** A figure with where it is from. */
interface Sourced {
  readonly value: number
  readonly source: string
}

/** A NIC model; rates in M frames/s are one direction. */
export interface NicPreset {
  readonly label: string
  /** PF driver of Linux, as a row of `shared/drivers` is called; null for the generic NIC. */
  readonly driver: string | null
  /** Rated speed of one port, Gbit/s. */
  readonly portGbps: number
  /** Link of the card where the host's own was not read. */
  readonly link: { readonly generation: PcieGeneration; readonly lanes: PcieLanes }
  /** Most frames of 64 B a port handles one way, M/s; null = line rate as far as known. */
  readonly portMpps: Sourced | null
  /** Most frames one VF queue handles one way with a poll-mode guest, M/s; null = not known. */
  readonly vfQueueMpps: Sourced | null
  /** Queues that a VF has by default. */
  readonly vfQueues: number
  /** PCI ids of its PFs, "vendor:device". */
  readonly pciIds: readonly string[]
}

const GEN1X4 = { generation: 1, lanes: 4 } as const
const GEN2X8 = { generation: 2, lanes: 8 } as const
const GEN3X8 = { generation: 3, lanes: 8 } as const
const GEN3X16 = { generation: 3, lanes: 16 } as const
const GEN4X16 = { generation: 4, lanes: 16 } as const

const I40EVF: Sourced = { value: 10, source: 'TRex VM benchmark: i40evf, 64 B, one queue, 10 Mpps (row 28)' }
const IXGBEVF: Sourced = { value: 9, source: 'TRex VM benchmark: ixgbevf, 64 B, one queue, 9 Mpps (row 29)' }

const table = {
  '82576': {
    label: 'Intel 82576 or I350 (igb)',
    driver: 'igb',
    portGbps: 1,
    link: GEN1X4,
    portMpps: null,
    vfQueueMpps: null,
    vfQueues: 1,
    pciIds: [
      '8086:10c9',
      '8086:10e6',
      '8086:10e7',
      '8086:10e8',
      '8086:1526',
      '8086:150a',
      '8086:150d',
      '8086:1521',
      '8086:1522',
      '8086:1523'
    ]
  },
  '82599': {
    label: 'Intel 82599, X540 or X550 (ixgbe)',
    driver: 'ixgbe',
    portGbps: 10,
    link: GEN2X8,
    portMpps: null,
    vfQueueMpps: IXGBEVF,
    vfQueues: 1,
    pciIds: [
      '8086:10fb',
      '8086:10f8',
      '8086:10fc',
      '8086:154d',
      '8086:1557',
      '8086:1558',
      '8086:1528',
      '8086:1563'
    ]
  },
  x710: {
    label: 'Intel X710 (i40e)',
    driver: 'i40e',
    portGbps: 10,
    link: GEN3X8,
    portMpps: null,
    vfQueueMpps: I40EVF,
    vfQueues: 4,
    pciIds: ['8086:1572', '8086:1586', '8086:1589', '8086:15ff']
  },
  xl710: {
    label: 'Intel XL710 (i40e)',
    driver: 'i40e',
    portGbps: 40,
    link: GEN3X8,
    portMpps: { value: 31.5, source: 'TRex stateless benchmark: XL710, 64 B, 31.5 Mpps a port (row 35)' },
    vfQueueMpps: I40EVF,
    vfQueues: 4,
    pciIds: ['8086:1583', '8086:1584']
  },
  xxv710: {
    label: 'Intel XXV710 (i40e)',
    driver: 'i40e',
    portGbps: 25,
    link: GEN3X8,
    portMpps: null,
    vfQueueMpps: I40EVF,
    vfQueues: 4,
    pciIds: ['8086:158a', '8086:158b']
  },
  e810: {
    label: 'Intel E810 (ice)',
    driver: 'ice',
    portGbps: 100,
    link: GEN4X16,
    portMpps: null,
    vfQueueMpps: null,
    vfQueues: 4,
    pciIds: ['8086:1591', '8086:1592']
  },
  'e810-sfp': {
    label: 'Intel E810 with SFP28 ports (ice)',
    driver: 'ice',
    portGbps: 25,
    link: GEN4X16,
    portMpps: null,
    vfQueueMpps: null,
    vfQueues: 4,
    pciIds: ['8086:1593', '8086:1599', '8086:159a', '8086:159b']
  },
  'connectx-5': {
    label: 'NVIDIA ConnectX-5 (mlx5)',
    driver: 'mlx5_core',
    portGbps: 100,
    link: GEN3X16,
    portMpps: null,
    vfQueueMpps: null,
    vfQueues: 4,
    pciIds: ['15b3:1017', '15b3:1019']
  },
  'connectx-6': {
    label: 'NVIDIA ConnectX-6 (mlx5)',
    driver: 'mlx5_core',
    portGbps: 100,
    link: GEN4X16,
    portMpps: null,
    vfQueueMpps: null,
    vfQueues: 4,
    pciIds: ['15b3:101b', '15b3:101d', '15b3:101f']
  },
  generic: {
    label: 'a NIC without a preset',
    driver: null,
    portGbps: 10,
    link: GEN3X8,
    portMpps: null,
    vfQueueMpps: null,
    vfQueues: 1,
    pciIds: []
  }
} as const satisfies Record<string, NicPreset>

/** Name of a NIC preset. */
export type NicPresetId = keyof typeof table

/** The presets by name, in order of age. */
export const nicPresets: Readonly<Record<NicPresetId, NicPreset>> = table

/** Names in the order of the table. */
export const nicPresetIds = Object.keys(table) as readonly NicPresetId[]

/** Whether `id` names a preset. */
export const isNicPresetId = (id: string): id is NicPresetId => Object.hasOwn(table, id)

const byPciId = new Map(
  nicPresetIds.flatMap((id) => nicPresets[id].pciIds.map((pciId) => [pciId, id] as const))
)

/** The preset of a PF by its PCI ids (four lower-case hex digits each); `generic` for an unknown one. */
export const nicPresetOf = (vendorId: string, deviceId: string): NicPresetId =>
  byPciId.get(`${vendorId}:${deviceId}`) ?? 'generic'
