/** Everything that a scenario may name, for `--list-presets` and for pickers. */
import { drivePresetIds, drivePresets } from './drive-presets.ts'
import { cpuPresetIds, cpuPresets } from './cpu-presets.ts'
import { nicPresetIds, nicPresets } from './nic-presets.ts'
import { parameterIds, parameters } from '../../calibration/parameters.ts'

/** One thing that can be chosen or replaced. */
export interface PresetLine {
  readonly kind: 'nic' | 'cpu' | 'drive' | 'input'
  readonly id: string
  readonly label: string
  /** What it says, for example "10 Gb/s, PCIe gen3 x8". */
  readonly facts: string
  /** Where its numbers are from; empty where facts name the thing itself. */
  readonly source: string
}

/** NICs, then CPUs, then drives, then inputs of the model, each in the order of its table. */
export const presetLines = (): readonly PresetLine[] => [
  ...nicPresetIds.map((id): PresetLine => {
    const { label, portGbps, link, portMpps, vfQueueMpps } = nicPresets[id]
    const rates = [
      portMpps === null ? [] : [`${portMpps.value} Mpps a port`],
      vfQueueMpps === null ? [] : [`${vfQueueMpps.value} Mpps a VF queue`]
    ].flat()
    return {
      kind: 'nic',
      id,
      label,
      facts: [`${portGbps} Gb/s`, `PCIe gen${link.generation} x${link.lanes}`, ...rates].join(', '),
      source: [portMpps, vfQueueMpps].flatMap((each) => (each === null ? [] : [each.source])).join('; ')
    }
  }),
  ...cpuPresetIds.map((id): PresetLine => {
    const { label, ghz, lastLevelCacheBytes, risk } = cpuPresets[id]
    const cache = `${lastLevelCacheBytes / 2 ** 20} MiB last-level cache`
    return {
      kind: 'cpu',
      id,
      label,
      facts: [`${ghz} GHz`, cache, ...(risk === null ? [] : [`risk: ${risk}`])].join(', '),
      source: ''
    }
  }),
  ...drivePresetIds.map((id): PresetLine => {
    const { label, link, readKiops, writeKiops, readGBps, writeGBps, readUs, writeUs, source } =
      drivePresets[id]
    return {
      kind: 'drive',
      id,
      label,
      facts: [
        `PCIe gen${link.generation} x${link.lanes}`,
        `4 KiB: ${readKiops}k reads, ${writeKiops}k writes a second`,
        `${readGBps} and ${writeGBps} GB/s`,
        `${readUs} and ${writeUs} us`
      ].join(', '),
      source
    }
  }),
  ...parameterIds.map((id): PresetLine => {
    const { value, unit, min, max, topic, basis, source } = parameters[id]
    return {
      kind: 'input',
      id,
      label: `${topic}, ${basis}`,
      facts: `${value} ${unit} (${min} to ${max})`,
      source
    }
  })
]
