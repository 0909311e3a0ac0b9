/** A fixed rate as people say it: thousands of frames a second, or for streams Mbit/s of frames. Whole numbers. */
import { frameGbps, meanFrameBytes } from '../cost/ethernet.ts'
import type { Knobs } from './question.ts'

type Sent = Pick<Knobs, 'style' | 'frameBytes'>

/** A rate that is asked for first: as a share of what the slowest way carries. */
export const FIRST_OFFERED_SHARE = 0.5

/** Unit of `rateOf`. */
export const offeredUnit = ({ style }: Sent): string => (style === 'stream' ? 'Mb/s of frames' : 'kpps')

/** M frames/s in that unit. */
export const rateOf = (mpps: number, { style, frameBytes }: Sent): number =>
  style === 'stream' ? frameGbps(mpps, meanFrameBytes(frameBytes)) * 1000 : mpps * 1000

/** The other way round. */
export const mppsOf = (rate: number, { style, frameBytes }: Sent): number =>
  style === 'stream' ? rate / 1000 / frameGbps(1, meanFrameBytes(frameBytes)) : rate / 1000
