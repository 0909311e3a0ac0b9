/** Output of a measuring tool, whichever it is. */
import { USUAL_LIMITS } from '../../bounded-json.ts'
import { err, type Result } from '../../result.ts'
import { parseFio } from './fio.ts'
import { parseIperf3 } from './iperf3.ts'
import type { MeasuredError, MeasuredResult, MeasuredSource } from './result.ts'
import { parseTestpmd } from './testpmd.ts'
import { parseTrex } from './trex.ts'

const PARSERS: Readonly<
  Record<MeasuredSource, (text: string) => Result<readonly MeasuredResult[], MeasuredError>>
> = {
  iperf3: parseIperf3,
  trex: parseTrex,
  testpmd: parseTestpmd,
  fio: parseFio
}

/** What only one of the tools writes; looked for in this order. */
const MARKS: readonly (readonly [MeasuredSource, RegExp])[] = [
  ['testpmd', /NIC statistics for port \d+/],
  ['fio', /"fio version"\s*:/],
  ['trex', /"(rx_pps|tx_pps)"\s*:/],
  ['iperf3', /"(sum_received|test_start|connecting_to|bits_per_second)"\s*:|"error"\s*:\s*"/]
]

/** The tool that wrote `text`; null = none that is known. */
export const sourceOf = (text: string): MeasuredSource | null =>
  MARKS.find(([, mark]) => mark.test(text))?.[0] ?? null

/** Reads the output of any known tool; results that sum up come before their parts. */
export function parseMeasured(text: string): Result<readonly MeasuredResult[], MeasuredError> {
  const source = sourceOf(text)
  if (source === null) return err({ kind: 'unknown-format' })
  const { characters } = USUAL_LIMITS
  if (text.length > characters) {
    const message = `it has ${text.length} characters, the limit is ${characters}`
    return err({ kind: 'unexpected', source, where: '', message })
  }
  return PARSERS[source](text)
}
