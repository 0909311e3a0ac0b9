/** Results of the tools that lab engineers measure with, in one form. */

/** Programs whose output can be read. */
export const measuredSources = ['iperf3', 'trex', 'testpmd', 'fio'] as const
/** One of them. */
export type MeasuredSource = (typeof measuredSources)[number]

/** What was measured. Throughput in Gb/s, frame rate in Mpps, latencies in us, I/O rate in k/s, loss as a share. */
export type MeasuredMetric =
  | 'throughput'
  | 'frame-rate'
  | 'io-rate'
  | 'loss'
  | 'latency-mean'
  | 'latency-p50'
  | 'latency-p99'
  | 'latency-p99.9'

/** Unit of each metric. */
export const UNIT_OF = {
  throughput: 'Gb/s',
  'frame-rate': 'Mpps',
  'io-rate': 'k/s',
  loss: '1',
  'latency-mean': 'us',
  'latency-p50': 'us',
  'latency-p99': 'us',
  'latency-p99.9': 'us'
} as const satisfies Record<MeasuredMetric, string>

/** What a throughput counts: what the application got, or whole Ethernet frames. */
export type Layer = 'payload' | 'frame'

/** What an I/O does. */
export type IoDirection = 'read' | 'write'

/** Circumstances of a result. */
export interface MeasuredContext {
  /** null for metrics that count no bytes. */
  readonly layer: Layer | null
  /** `all`: everything that was measured together; `part`: one port or flow of several. */
  readonly scope: 'all' | 'part'
  /** Storage: whether the I/Os were reads or writes. */
  readonly direction?: IoDirection
  /** For people: "4 TCP streams, client to server", "port 1, received". */
  readonly what: string
}

/** One number that was measured. */
export interface MeasuredResult {
  readonly source: MeasuredSource
  readonly metric: MeasuredMetric
  readonly value: number
  readonly unit: (typeof UNIT_OF)[MeasuredMetric]
  readonly context: MeasuredContext
}

/** Why output was not understood. */
export type MeasuredError =
  | { readonly kind: 'unknown-format' }
  | { readonly kind: 'not-json'; readonly source: MeasuredSource; readonly message: string }
  /** `where` is a path such as "end.sum_received". */
  | {
      readonly kind: 'unexpected'
      readonly source: MeasuredSource
      readonly where: string
      readonly message: string
    }
  /** The tool itself says that it failed. */
  | { readonly kind: 'tool-failed'; readonly source: MeasuredSource; readonly message: string }
  | { readonly kind: 'nothing-measured'; readonly source: MeasuredSource; readonly message: string }

/** An error in a sentence. */
export function explainMeasuredError(error: MeasuredError): string {
  switch (error.kind) {
    case 'unknown-format':
      return 'neither the JSON of iperf3 (-J), TRex or fio (--output-format=json), nor the port statistics of testpmd'
    case 'not-json':
      return `not the JSON of ${error.source}: ${error.message}`
    case 'unexpected':
      return `${error.source}: ${error.where === '' ? 'the output' : error.where}: ${error.message}`
    case 'tool-failed':
      return `${error.source} itself failed: ${error.message}`
    case 'nothing-measured':
      return `${error.source}: ${error.message}`
  }
}

/** Builds a result with the unit of its metric. */
export const measured = (
  source: MeasuredSource,
  metric: MeasuredMetric,
  value: number,
  context: MeasuredContext
): MeasuredResult => ({ source, metric, value, unit: UNIT_OF[metric], context })
