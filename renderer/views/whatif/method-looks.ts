import type { Way } from '#shared/simulate/what-if/question.ts'
import type { SeriesLook } from '../../ui/charts/series.ts'

/** How the lines of the methods look, everywhere the same. */
export const wayLooks: Readonly<Record<Way, SeriesLook>> = {
  sriov: 'one',
  direct: 'two',
  virtio: 'three',
  planned: 'four'
}
