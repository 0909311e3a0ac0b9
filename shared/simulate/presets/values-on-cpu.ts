import { cpuPresets, type CpuPreset, type CpuPresetId } from './cpu-presets.ts'
import { defaultValues, parameterIds, type Values } from '../../calibration/parameters.ts'

/** A CPU of the table, or one of which only the clock is known. */
export type Cpu = CpuPresetId | { readonly ghz: number; readonly lastLevelCacheBytes?: number }

const USUAL_CACHE_BYTES = 16 * 1024 * 1024

/** What is known of a CPU. */
export const cpuOf = (cpu: Cpu): CpuPreset =>
  typeof cpu === 'string'
    ? cpuPresets[cpu]
    : {
        label: `a CPU of ${cpu.ghz} GHz`,
        ghz: cpu.ghz,
        lastLevelCacheBytes: cpu.lastLevelCacheBytes ?? USUAL_CACHE_BYTES,
        overrides: {},
        hasSuperpages: true,
        risk: 'not one of the CPUs of the measurements: cycles are scaled by the clock alone'
      }

/**
 * `values` with what was measured on a CPU. An input that differs from the table already was replaced on purpose,
 * by a scenario or a host's own preset, and stays as it is.
 */
export function valuesOn(cpu: Cpu, values: Values): Values {
  const { overrides } = cpuOf(cpu)
  const on: Record<string, number> = { ...values }
  for (const id of parameterIds) {
    const measured = overrides[id]
    if (measured !== undefined && values[id] === defaultValues[id]) on[id] = measured
  }
  return on as Values
}
