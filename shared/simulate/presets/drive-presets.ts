/**
 * What NVMe drives do at most, as their vendors rate them: 4 KiB random accesses, sequential accesses, and the time
 * of one access when nothing else is going on. A class of drives stands for one whose model is not known.
 */
import type { PcieGeneration, PcieLanes } from '../cost/pcie-link.ts'

/** A drive model, or a class of drives. */
export interface DrivePreset {
  readonly label: string
  /** Link of the drive where the host's own was not read. */
  readonly link: { readonly generation: PcieGeneration; readonly lanes: PcieLanes }
  /** 4 KiB random accesses, thousands a second. */
  readonly readKiops: number
  readonly writeKiops: number
  /** Sequential accesses, GB/s (10^9). */
  readonly readGBps: number
  readonly writeGBps: number
  /** One 4 KiB access at queue depth 1, us. */
  readonly readUs: number
  readonly writeUs: number
  readonly source: string
  /** Stands for drives that differ: wide range, extrapolated. */
  readonly isClass: boolean
  /** PCI ids of its controllers, "vendor:device". Several models may share one; the ratings are those of `label`. */
  readonly pciIds: readonly string[]
}

const GEN3X4 = { generation: 3, lanes: 4 } as const
const GEN4X4 = { generation: 4, lanes: 4 } as const
const GEN5X4 = { generation: 5, lanes: 4 } as const

const table = {
  p3700: {
    label: 'Intel DC P3700',
    link: GEN3X4,
    readKiops: 450,
    writeKiops: 150,
    readGBps: 2.8,
    writeGBps: 1.9,
    readUs: 77.9,
    writeUs: 20,
    source: "rated: Tom's Hardware 4576; read latency measured: AnandTech 11209; write latency as P4500",
    isClass: false,
    pciIds: ['8086:0953']
  },
  'micron-9100-max': {
    label: 'Micron 9100 MAX 2.4 TB',
    link: GEN3X4,
    readKiops: 750,
    writeKiops: 300,
    readGBps: 3.2,
    writeGBps: 2.2,
    readUs: 107.7,
    writeUs: 20,
    source: "rated: Tom's Hardware 4576; read latency measured: AnandTech 11209; write latency as P4500",
    isClass: false,
    pciIds: []
  },
  p4500: {
    label: 'Intel DC P4500 4 TB',
    link: GEN3X4,
    readKiops: 645,
    writeKiops: 62.5,
    readGBps: 3.2,
    writeGBps: 1.8,
    readUs: 115,
    writeUs: 20,
    source: 'Lenovo product guide of the P4500 (4XB7A08539)',
    isClass: false,
    pciIds: ['8086:0a54']
  },
  p4800x: {
    label: 'Intel Optane DC P4800X',
    link: GEN3X4,
    readKiops: 550,
    writeKiops: 500,
    readGBps: 2.4,
    writeGBps: 2,
    readUs: 8.9,
    writeUs: 10,
    source: 'specification as in AnandTech 11930; read latency measured: AnandTech 11209',
    isClass: false,
    pciIds: ['8086:2701']
  },
  cm6: {
    label: 'Kioxia CM6-R',
    link: GEN4X4,
    readKiops: 1400,
    writeKiops: 170,
    readGBps: 6.9,
    writeGBps: 4.2,
    readUs: 90,
    writeUs: 20,
    source: 'announcement (heise 4666097); latencies: ComputerBase, September 2021',
    isClass: false,
    pciIds: ['1e0f:0007']
  },
  pm1733: {
    label: 'Samsung PM1733 / PM1735',
    link: GEN4X4,
    readKiops: 1450,
    writeKiops: 260,
    readGBps: 6.4,
    writeGBps: 3.8,
    readUs: 90,
    writeUs: 20,
    source: 'announcement (Hardwareluxx 50889), U.2; latencies not published, those of the CM6 assumed',
    isClass: false,
    pciIds: ['144d:a824']
  },
  'flash-gen3': {
    label: 'a flash drive on PCIe gen3',
    link: GEN3X4,
    readKiops: 645,
    writeKiops: 62.5,
    readGBps: 3.2,
    writeGBps: 1.8,
    readUs: 100,
    writeUs: 20,
    source: 'class: between P3700 and P4500',
    isClass: true,
    pciIds: []
  },
  'flash-gen4': {
    label: 'a flash drive on PCIe gen4',
    link: GEN4X4,
    readKiops: 1000,
    writeKiops: 130,
    readGBps: 7,
    writeGBps: 4.3,
    readUs: 90,
    writeUs: 20,
    source: 'class: Intel D7-P5500 (announcement, June 2020); latencies as CM6',
    isClass: true,
    pciIds: []
  },
  'flash-gen5': {
    label: 'a flash drive on PCIe gen5',
    link: GEN5X4,
    readKiops: 2500,
    writeKiops: 250,
    readGBps: 13,
    writeGBps: 6.6,
    readUs: 70,
    writeUs: 10,
    source:
      'class: Samsung PM1743 (announcement, December 2021); latencies: Kioxia prototype, ComputerBase 2021',
    isClass: true,
    pciIds: []
  }
} as const satisfies Record<string, DrivePreset>

/** Name of a drive preset. */
export type DrivePresetId = keyof typeof table

/** The presets by name: models by age, then classes. */
export const drivePresets: Readonly<Record<DrivePresetId, DrivePreset>> = table

/** Names in the order of the table. */
export const drivePresetIds = Object.keys(table) as readonly DrivePresetId[]

const byPciId = new Map(
  drivePresetIds.flatMap((id) => drivePresets[id].pciIds.map((pciId) => [pciId, id] as const))
)

/** NVMe controllers of emulators: QEMU. */
const EMULATED: ReadonlySet<string> = new Set(['1b36:0010', '8086:5845'])

/** Whether a controller is emulated: its speed says nothing about any drive, and no drive's about it. */
export const isEmulatedDrive = (vendorId: string, deviceId: string): boolean =>
  EMULATED.has(`${vendorId}:${deviceId}`)

/**
 * The preset of a controller by its PCI ids (four lower-case hex digits each); the class of its link's generation
 * for an unknown model.
 */
export const drivePresetOf = (
  vendorId: string,
  deviceId: string,
  generation: PcieGeneration
): DrivePresetId =>
  byPciId.get(`${vendorId}:${deviceId}`) ??
  (generation <= 3 ? 'flash-gen3' : generation === 4 ? 'flash-gen4' : 'flash-gen5')
