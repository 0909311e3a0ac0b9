/**
 * Statistics of TRex in stateless mode, as `client.get_stats()` returns them and scripts write them to a file: one
 * object per port by its number, `total`, and per latency stream (`latency`). Bits are those of frames with FCS.
 * Source: cisco-system-traffic-generator/trex-core, trex_stl_lib. Left out: `flow_stats`, utilisation of TRex's CPUs.
 */
import * as v from 'valibot'
import { err, ok, type Result } from '../../result.ts'
import { amount, readJson } from './read-json.ts'
import { measured, type MeasuredContext, type MeasuredError, type MeasuredResult } from './result.ts'

const port = v.object({
  rx_pps: amount,
  rx_bps: amount,
  opackets: v.optional(amount),
  ipackets: v.optional(amount)
})

const schema = v.object({
  total: port,
  latency: v.optional(v.record(v.string(), v.unknown()))
})

/** Latency streams have a number; `global` beside them counts errors. */
const latencyStream = v.object({ latency: v.object({ average: amount }) })

const anyPort = v.looseObject({})

/** Reads statistics of TRex. */
export function parseTrex(text: string): Result<readonly MeasuredResult[], MeasuredError> {
  const read = readJson('trex', text, schema)
  if (!read.ok) return read
  const everything = readJson('trex', text, anyPort)
  const { total, latency = {} } = read.value
  if (total.rx_pps === 0)
    return err({
      kind: 'nothing-measured',
      source: 'trex',
      message: 'no frame came back (total.rx_pps is 0)'
    })
  const ports = Object.entries(everything.ok ? everything.value : {}).flatMap(([name, stats]) => {
    const parsed = v.safeParse(port, stats)
    return /^\d+$/.test(name) && parsed.success && parsed.output.rx_pps > 0
      ? [{ name, stats: parsed.output }]
      : []
  })
  const streams = Object.entries(latency).flatMap(([name, stats]) => {
    const parsed = v.safeParse(latencyStream, stats)
    return /^\d+$/.test(name) && parsed.success ? [{ name, us: parsed.output.latency.average }] : []
  })
  const { opackets, ipackets } = total
  const all: MeasuredContext = { layer: null, scope: 'all', what: 'all ports, received' }
  return ok([
    measured('trex', 'frame-rate', total.rx_pps / 1e6, all),
    measured('trex', 'throughput', total.rx_bps / 1e9, { ...all, layer: 'frame' }),
    ...(opackets === undefined || ipackets === undefined || opackets === 0
      ? []
      : [measured('trex', 'loss', Math.max(0, 1 - ipackets / opackets), all)]),
    ...ports.map(({ name, stats }) =>
      measured('trex', 'frame-rate', stats.rx_pps / 1e6, {
        layer: null,
        scope: 'part',
        what: `port ${name}, received`
      })
    ),
    ...streams.map(({ name, us }) =>
      measured('trex', 'latency-mean', us, {
        layer: null,
        scope: streams.length === 1 ? 'all' : 'part',
        what: `latency stream ${name}`
      })
    )
  ])
}
