/** Events of a run, and how long it is, as files say it. */
import * as v from 'valibot'
import { described, index, word } from '../presets/schema-parts.ts'
import type { RunEvent } from '../run/run-events.ts'
import type { RunOptions } from '../run/run.ts'

/** Up to 104 days: whole nanoseconds are exact in a double. */
const MOST_NS = 9e15
const atNs = described(
  v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_NS)),
  'ns from the beginning of the run, warm-up included'
)
const lengthNs = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_NS))
const flow = described(
  index,
  'number of the flow: functions in the order of hosts, VMs and functions, from 0'
)
const onPort = { host: v.string(), port: described(v.string(), 'id of a port of the host'), atNs }

/** One event of a run. */
export const runEventSchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('vf-reset'),
    flow,
    atNs,
    durationNs: v.exactOptional(described(lengthNs, 'without it as long as Linux waits after FLR'))
  }),
  v.strictObject({ kind: v.literal('link-down'), ...onPort, durationNs: lengthNs }),
  v.strictObject({
    kind: v.literal('pf-reset'),
    ...onPort,
    durationNs: v.exactOptional(
      described(lengthNs, 'without it until FLR is over and the VFs are made again')
    )
  }),
  v.strictObject({ kind: v.literal('vf-enable'), ...onPort }),
  v.strictObject({
    kind: v.literal('mailbox-storm'),
    ...onPort,
    requests: described(
      v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_536)),
      'that the VFs of the port send at once'
    ),
    requestNs: described(lengthNs, 'time that the PF driver takes for one; no measurement is public')
  })
]) satisfies v.GenericSchema<unknown, RunEvent>

/** What a file may say about its run; the rest is given when it is run. */
export type RunSettings = Partial<Omit<RunOptions, 'onProgress'>>

/** How a layout is run. */
export const runSettingsSchema = v.strictObject({
  seed: v.exactOptional(described(word, 'of the random numbers')),
  durationNs: v.exactOptional(described(lengthNs, 'simulated time that is measured')),
  warmUpNs: v.exactOptional(described(atNs, 'simulated time before it, left out of rates')),
  events: v.exactOptional(v.array(runEventSchema)),
  trace: v.exactOptional(
    described(
      v.strictObject({ flow, packet: described(word, '0 = the first that the flow sends') }),
      'a packet to follow from hop to hop'
    )
  )
}) satisfies v.GenericSchema<unknown, RunSettings>
