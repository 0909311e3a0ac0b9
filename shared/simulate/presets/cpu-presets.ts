/**
 * Hosts that published measurements were made on: clock, cache, and which inputs differ from the table's.
 */
import type { Values } from '../../calibration/parameters.ts'

/** A CPU, with what was measured on it. */
export interface CpuPreset {
  readonly label: string
  /** Clock of the measurements, GHz. */
  readonly ghz: number
  readonly lastLevelCacheBytes: number
  /** Inputs that were measured on this CPU. */
  readonly overrides: Partial<Values>
  /** False: pages of the IOMMU count as 4 KiB, whatever was asked for. */
  readonly hasSuperpages: boolean
  /** Why predictions for it carry more risk; null = none known. */
  readonly risk: string | null
}

const MIB = 1024 * 1024

const table = {
  'xeon-e5-2630v4': {
    label: 'Xeon E5-2630 v4 (Broadwell)',
    ghz: 2.2,
    lastLevelCacheBytes: 25 * MIB,
    overrides: {},
    hasSuperpages: true,
    risk: null
  },
  'xeon-e5-2620v3': {
    label: 'Xeon E5-2620 v3 (Haswell)',
    ghz: 2.4,
    lastLevelCacheBytes: 15 * MIB,
    overrides: { 'iommu.missLatency': 227, 'iommu.latencyEntries': 117 },
    hasSuperpages: true,
    risk: null
  },
  'xeon-e5-2630v2': {
    label: 'Xeon E5 v2 (Ivy Bridge)',
    ghz: 2.6,
    lastLevelCacheBytes: 15 * MIB,
    overrides: { 'dma.commandLatency': 440, 'iommu.missLatency': 293, 'iommu.latencyEntries': 125 },
    hasSuperpages: true,
    risk: null
  },
  'xeon-e5-2630': {
    label: 'Xeon E5-2630 (Sandy Bridge)',
    ghz: 2.3,
    lastLevelCacheBytes: 15 * MIB,
    // PD: 64 B reads of 3.9 Gb/s over 1 MiB; two misses of three.
    overrides: { 'iommu.readWalk': 190 },
    hasSuperpages: false,
    risk: 'its IOMMU was seen without working superpages: 64 B reads fell from 32 to 3 Gb/s beyond 1 MiB'
  },
  'xeon-e3-1226v3': {
    label: 'Xeon E3-1226 v3 (desktop class)',
    ghz: 3.3,
    lastLevelCacheBytes: 8 * MIB,
    // PD: median latency 1213 ns; 64 B reads of 23.0 and writes of 10.7 Gb/s.
    overrides: {
      'dma.commandLatency': 1213,
      'dma.readLatency': 1193,
      'dma.readsInFlight': 54.5,
      'dma.writeDeviceRate': 21
    },
    hasSuperpages: true,
    risk: 'very noisy: DMA latency has a tail of milliseconds, writes of 64 B reach less than half'
  },
  'xeon-e5-2690v4': {
    label: 'Xeon E5-2690 v4',
    ghz: 2.6,
    lastLevelCacheBytes: 35 * MIB,
    overrides: {},
    hasSuperpages: true,
    risk: null
  },
  'xeon-e5-2667v3': {
    label: 'Xeon E5-2667 v3',
    ghz: 3.2,
    lastLevelCacheBytes: 20 * MIB,
    overrides: {},
    hasSuperpages: true,
    risk: null
  },
  'xeon-e3-1230v2': {
    label: 'Xeon E3-1230 v2',
    ghz: 3.3,
    lastLevelCacheBytes: 8 * MIB,
    overrides: {},
    hasSuperpages: true,
    risk: null
  },
  'xeon-8180': {
    label: 'Xeon Platinum 8180',
    ghz: 2.5,
    lastLevelCacheBytes: 38 * MIB,
    overrides: {},
    hasSuperpages: true,
    risk: null
  },
  'xeon-6150': {
    label: 'Xeon Gold 6150',
    ghz: 2.7,
    lastLevelCacheBytes: 24 * MIB,
    // CAL 58: 500 cycles where the 8180 needs 411.
    overrides: { 'vpp.machineFactor': 1.217 },
    hasSuperpages: true,
    risk: 'the same switch costs more cycles here than on the 8180, and more so in long chains'
  },
  'core-i7-5600u': {
    label: 'Core i7-5600U',
    ghz: 2.6,
    lastLevelCacheBytes: 4 * MIB,
    overrides: {},
    hasSuperpages: true,
    risk: null
  }
} as const satisfies Record<string, CpuPreset>

/** Name of a CPU preset. */
export type CpuPresetId = keyof typeof table

/** The presets by name. */
export const cpuPresets: Readonly<Record<CpuPresetId, CpuPreset>> = table

/** Names in the order of the table. */
export const cpuPresetIds = Object.keys(table) as readonly CpuPresetId[]
