/**
 * What a colour means; there are no others. `free`: can be given to a VM; `used`: is given; `warning`: works,
 * with a cost; `refused`: does not work; `drift`: is not as planned or not as before; `info`: worth knowing.
 * A tone never stands alone: a word or an icon goes with it.
 */
export type Tone = 'neutral' | 'free' | 'used' | 'warning' | 'refused' | 'drift' | 'info'
