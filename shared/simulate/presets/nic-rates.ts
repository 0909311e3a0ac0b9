import { nicPresets, type NicPresetId } from './nic-presets.ts'
import type { Values } from '../../calibration/parameters.ts'

/** Most frames that one VF queue handles one way, M/s: measured on this host, or of the preset; null = not known. */
export const vfQueueMpps = (nic: NicPresetId, values: Values): number | null =>
  values['nic.vfQueueMpps'] > 0 ? values['nic.vfQueueMpps'] : (nicPresets[nic].vfQueueMpps?.value ?? null)

/** Most frames that a port handles one way, M/s: measured on this host, or of the preset; null = not known. */
export const portMpps = (nic: NicPresetId, values: Values): number | null =>
  values['nic.portMpps'] > 0 ? values['nic.portMpps'] : (nicPresets[nic].portMpps?.value ?? null)
