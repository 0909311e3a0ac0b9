import { MOST_FRAME_BYTES } from '#shared/simulate/what-if/question.ts'
import type { SweepInput } from '#shared/simulate/what-if/sweep.ts'
import type { ChartAxis } from '../../ui/charts/series.ts'

/** The x axis of an input. All are logarithmic: doubling is what people ask about. */
export function sweepAxis(input: SweepInput, places: readonly number[]): ChartAxis {
  const label = sweepLabels[input]
  const domain = [places[0] ?? 1, places.at(-1) ?? 1] as const
  const ticks: Partial<Record<SweepInput, readonly number[]>> = {
    'frame-size': [64, 128, 256, 512, 1024, 1518, 4096, MOST_FRAME_BYTES],
    vms: [1, 2, 4, 8, 16, 32, 64]
  }
  const own = ticks[input]
  return { label, kind: 'log', domain, ...(own === undefined ? {} : { ticks: own }) }
}

const sweepLabels: Readonly<Record<SweepInput, string>> = {
  'frame-size': 'Frame size, B',
  vms: 'VMs',
  flows: 'Flows of each VM',
  method: 'Method',
  load: 'Offered by each VM, Mpps'
}
