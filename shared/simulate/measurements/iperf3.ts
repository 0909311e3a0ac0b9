/**
 * Output of `iperf3 -J`. Throughput is what the receiver got, payload of TCP or UDP.
 * Source: esnet/iperf, src/iperf_api.c (versions 3.1 to 3.16). Left out: single streams, intervals.
 */
import * as v from 'valibot'
import { err, ok, type Result } from '../../result.ts'
import { amount, readJson } from './read-json.ts'
import { measured, type MeasuredError, type MeasuredResult } from './result.ts'

const sum = v.object({
  bits_per_second: amount,
  jitter_ms: v.optional(amount),
  lost_percent: v.optional(amount)
})

const schema = v.object({
  error: v.optional(v.string()),
  start: v.optional(
    v.object({
      test_start: v.optional(
        v.object({
          protocol: v.string(),
          num_streams: v.pipe(v.number(), v.integer(), v.minValue(1)),
          reverse: v.optional(v.number())
        })
      )
    })
  ),
  end: v.optional(
    v.object({
      // UDP before 3.7 has one sum for both ends.
      sum: v.optional(sum),
      sum_sent: v.optional(sum),
      sum_received: v.optional(sum),
      sum_received_bidir_reverse: v.optional(sum)
    })
  )
})

/** Reads what `iperf3 -J` of the client wrote. */
export function parseIperf3(text: string): Result<readonly MeasuredResult[], MeasuredError> {
  const read = readJson('iperf3', text, schema)
  if (!read.ok) return read
  const { error, start, end = {} } = read.value
  if (error !== undefined) return err({ kind: 'tool-failed', source: 'iperf3', message: error })
  const received = end.sum_received ?? end.sum
  if (received === undefined)
    return err({ kind: 'unexpected', source: 'iperf3', where: 'end', message: 'no sum_received' })
  if (received.bits_per_second === 0)
    return err({ kind: 'nothing-measured', source: 'iperf3', message: 'the receiver got nothing' })
  const test = start?.test_start
  const streams =
    test === undefined
      ? 'streams'
      : `${test.num_streams} ${test.protocol} stream${test.num_streams === 1 ? '' : 's'}`
  const isReverse = (test?.reverse ?? 0) !== 0
  const way = (isBack: boolean): string => (isBack ? 'server to client' : 'client to server')
  const back = end.sum_received_bidir_reverse
  const throughput = (each: v.InferOutput<typeof sum>, isBack: boolean): MeasuredResult =>
    measured('iperf3', 'throughput', each.bits_per_second / 1e9, {
      layer: 'payload',
      scope: back === undefined ? 'all' : 'part',
      what: `${streams}, ${way(isBack)}`
    })
  const loss = end.sum?.lost_percent ?? received.lost_percent
  return ok([
    throughput(received, isReverse),
    ...(back === undefined ? [] : [throughput(back, !isReverse)]),
    ...(loss === undefined || test?.protocol === 'TCP'
      ? []
      : [measured('iperf3', 'loss', loss / 100, { layer: null, scope: 'all', what: streams })])
  ])
}
