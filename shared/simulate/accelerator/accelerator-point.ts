/** The answer about VFs of an accelerator or GPU. */
import type { Values } from '../../calibration/parameters.ts'
import type { Figure, PointReport } from '../report.ts'
import { estimateAccelerator } from './accelerator-estimate.ts'
import type { AcceleratorScenario } from '../scenario/accelerator-scenario.ts'

/** Assumed: no published figure was found; devices let it be set. */
const USUAL_SLICE_MS = 2

/** The figures of one VF of every entry, numbered as in the scenario. */
export function accelerator(scenario: AcceleratorScenario, values: Values): PointReport {
  const { sharing, link } = scenario
  const vfs = scenario.vfs.flatMap((vf, entry) =>
    Array.from({ length: vf.count ?? 1 }, () => ({
      entry,
      id: vf.id,
      sliceMs: vf.sliceMs ?? USUAL_SLICE_MS,
      parts: vf.parts ?? 1,
      demand: vf.demand ?? 1
    }))
  )
  const given = vfs.reduce((sum, { parts }) => sum + parts, 0)
  const partitions = scenario.partitions ?? given
  const isTooMany = sharing === 'partitions' && given > partitions
  if (isTooMany)
    return {
      kind: 'accelerator',
      figures: [],
      outcomes: [
        {
          id: 'verdict',
          label: 'partitions',
          text: `refused: ${given} parts are given away, the device has ${partitions}`
        }
      ],
      notes: []
    }
  const estimates = estimateAccelerator(sharing, vfs, partitions, link, values)
  const seen = new Set<number>()
  return {
    kind: 'accelerator',
    figures: vfs.flatMap(({ entry, id }, f): readonly Figure[] => {
      const estimate = estimates[f]
      if (estimate === undefined || seen.has(entry)) return []
      seen.add(entry)
      const { share, waitMs, toHostGbps, toDeviceGbps } = estimate
      return [
        { id: `share${entry}`, label: `${id}: share of the compute`, unit: '1', band: share },
        {
          id: `waitMs${entry}`,
          label: `${id}: longest wait for its turn`,
          unit: 'ms',
          band: { value: waitMs, low: 0, high: waitMs, isExtrapolated: true }
        },
        { id: `toHostGbps${entry}`, label: `${id}: device to host`, unit: 'Gb/s', band: toHostGbps },
        { id: `toDeviceGbps${entry}`, label: `${id}: host to device`, unit: 'Gb/s', band: toDeviceGbps }
      ]
    }),
    outcomes: [],
    notes: ['no measurement of VFs of accelerators was found in public: shares go by the sharing alone']
  }
}
