/**
 * Output of `fio --output-format=json`: sums over jobs by direction, and the latency of each job.
 * Source: axboe/fio, stat.c (version 3: times in ns). Left out: trim, clusters of clients, disk utilisation.
 */
import * as v from 'valibot'
import { err, ok, type Result } from '../../result.ts'
import { amount, readJson } from './read-json.ts'
import {
  measured,
  type MeasuredContext,
  type MeasuredError,
  type MeasuredMetric,
  type MeasuredResult
} from './result.ts'

const way = v.object({
  bw_bytes: amount,
  iops: amount,
  total_ios: amount,
  lat_ns: v.object({ mean: amount }),
  clat_ns: v.optional(v.object({ percentile: v.optional(v.record(v.string(), amount)) }))
})

const schema = v.object({
  'fio version': v.string(),
  jobs: v.array(v.object({ jobname: v.string(), error: v.number(), read: way, write: way }))
})

const PERCENTILES: readonly (readonly [MeasuredMetric, string])[] = [
  ['latency-p50', '50.000000'],
  ['latency-p99', '99.000000'],
  ['latency-p99.9', '99.900000']
]

/** Reads fio's JSON. */
export function parseFio(text: string): Result<readonly MeasuredResult[], MeasuredError> {
  const read = readJson('fio', text, schema)
  if (!read.ok) return read
  const { jobs } = read.value
  const failed = jobs.find((job) => job.error !== 0)
  if (failed !== undefined)
    return err({
      kind: 'tool-failed',
      source: 'fio',
      message: `job ${failed.jobname} ended with error ${failed.error}`
    })
  const results = (['read', 'write'] as const).flatMap((direction): readonly MeasuredResult[] => {
    const active = jobs.filter((job) => job[direction].total_ios > 0)
    if (active.length === 0) return []
    const sum = (pick: (each: v.InferOutput<typeof way>) => number): number =>
      active.reduce((total, job) => total + pick(job[direction]), 0)
    const jobsOf = active.length === 1 ? (active[0]?.jobname ?? '') : `${active.length} jobs`
    const context: MeasuredContext = { layer: null, scope: 'all', direction, what: `${jobsOf}, ${direction}` }
    const ios = sum((each) => each.total_ios)
    const only = active.length === 1 ? active[0]?.[direction].clat_ns?.percentile : undefined
    return [
      measured('fio', 'throughput', (sum((each) => each.bw_bytes) * 8) / 1e9, {
        ...context,
        layer: 'payload'
      }),
      measured('fio', 'io-rate', sum((each) => each.iops) / 1e3, context),
      measured('fio', 'latency-mean', sum((each) => each.lat_ns.mean * each.total_ios) / ios / 1e3, context),
      // Percentiles of several jobs cannot be put together.
      ...PERCENTILES.flatMap(([metric, key]) => {
        const ns = only?.[key]
        return ns === undefined ? [] : [measured('fio', metric, ns / 1e3, context)]
      })
    ]
  })
  return results.length === 0
    ? err({ kind: 'nothing-measured', source: 'fio', message: 'no job read or wrote anything' })
    : ok(results)
}
