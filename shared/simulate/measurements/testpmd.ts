/**
 * What testpmd prints for `show port stats all`, once or again and again (`--stats-period`): of every port the last
 * block counts, because rates are those since the block before.
 * Source: DPDK app/test-pmd/config.c, nic_stats_display. Left out: `show fwd stats`, which has no rates.
 */
import { err, ok, type Result } from '../../result.ts'
import { measured, type MeasuredError, type MeasuredResult } from './result.ts'

const BLOCK = /(?<!#)#+ NIC statistics for port (\d+) +#+\r?\n([\s\S]*?)(?:\r?\n *#{20,}|$)/g

interface PortRates {
  readonly rxMpps: number
  readonly txMpps: number
}

/** Reads the port statistics of testpmd, with whatever else the terminal shows around them. */
export function parseTestpmd(text: string): Result<readonly MeasuredResult[], MeasuredError> {
  const ports = new Map<string, PortRates>()
  for (const [, port = '', block = ''] of text.matchAll(BLOCK)) {
    const rx = /Rx-pps:\s*(\d+)/.exec(block)?.[1]
    const tx = /Tx-pps:\s*(\d+)/.exec(block)?.[1]
    if (rx === undefined || tx === undefined)
      return err({
        kind: 'unexpected',
        source: 'testpmd',
        where: `port ${port}`,
        message: 'no Rx-pps and Tx-pps: use "show port stats all"'
      })
    ports.set(port, { rxMpps: Number(rx) / 1e6, txMpps: Number(tx) / 1e6 })
  }
  if (ports.size === 0)
    return err({ kind: 'unexpected', source: 'testpmd', where: '', message: 'no port statistics' })
  const sum = (pick: (rates: PortRates) => number): number =>
    [...ports.values()].reduce((total, rates) => total + pick(rates), 0)
  const [rxMpps, txMpps] = [sum((each) => each.rxMpps), sum((each) => each.txMpps)]
  if (rxMpps === 0 && txMpps === 0)
    return err({
      kind: 'nothing-measured',
      source: 'testpmd',
      message: 'all rates are 0: the first block has none, show the statistics twice'
    })
  // A generator receives nothing, a sink sends nothing, a forwarder does both: what comes out of it is its rate.
  const isSink = txMpps === 0
  const way = isSink ? 'received' : 'sent'
  const rate = ({ rxMpps: rx, txMpps: tx }: PortRates): number => (isSink ? rx : tx)
  return ok([
    measured('testpmd', 'frame-rate', isSink ? rxMpps : txMpps, {
      layer: null,
      scope: 'all',
      what: ports.size === 1 ? `port ${[...ports.keys()].join()}, ${way}` : `${ports.size} ports, ${way}`
    }),
    ...(ports.size === 1 ? [] : [...ports]).map(([port, rates]) =>
      measured('testpmd', 'frame-rate', rate(rates), {
        layer: null,
        scope: 'part',
        what: `port ${port}, ${way}`
      })
    )
  ])
}
