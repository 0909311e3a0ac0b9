import type { MethodChoice } from '#shared/simulate/types.ts'
import type { SeriesLook } from '../../ui/charts/series.ts'

/** How the lines of the methods look, everywhere the same. */
export const methodLooks: Readonly<Record<MethodChoice, SeriesLook>> = {
  sriov: 'one',
  direct: 'two',
  virtio: 'three',
  planned: 'four'
}
