/** Schema of the question about VFs of an accelerator or GPU. */
import * as v from 'valibot'
import { count, described, link, positive } from '../presets/schema-parts.ts'

/** Most VFs of a scenario, and of one entry of it. */
const MOST_VFS = 1024

const vf = v.strictObject({
  id: v.string(),
  count: v.exactOptional(described(v.pipe(count, v.maxValue(MOST_VFS)), 'VFs like this one; 1 without it')),
  sliceMs: v.exactOptional(
    described(positive, 'time slices: how long it may run at a time; 2 ms without it. Shares go by it')
  ),
  parts: v.exactOptional(described(count, 'partitions: how many of them are its own; 1 without it')),
  demand: v.exactOptional(
    described(
      v.pipe(v.number(), v.gtValue(0), v.maxValue(1)),
      'share of the whole device that it could use; 1 without it'
    )
  )
})

/** VFs that share an accelerator. */
export const acceleratorSchema = v.strictObject({
  kind: described(v.literal('accelerator'), 'what VFs get of an accelerator or GPU'),
  link,
  sharing: described(
    v.picklist(['slices', 'reserved-slices', 'partitions']),
    'time slices that pass over who is idle; time slices kept free for their owners; parts of the hardware'
  ),
  partitions: v.exactOptional(
    described(count, 'parts of the device in all; without it, those that are given away')
  ),
  vfs: described(v.pipe(v.array(vf), v.minLength(1), v.maxLength(MOST_VFS)), 'in the order of the answers')
})

/** The question. */
export type AcceleratorScenario = v.InferOutput<typeof acceleratorSchema>
