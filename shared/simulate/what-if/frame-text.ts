import type { FrameSizes } from '../cost/ethernet.ts'

/** "1518 B", "IMIX", "mix of 3 sizes". */
export const frameWords = (frames: FrameSizes): string =>
  typeof frames === 'number' ? `${frames} B` : frames === 'imix' ? 'IMIX' : `mix of ${frames.length} sizes`
