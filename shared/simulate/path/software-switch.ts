/**
 * Cycles that software switching costs, by switch.
 *
 * Modelled: OVS-DPDK by the depth of its flow cache, VPP-like switches by hops through VMs, parallel VMs on one
 * ring of 256, several cores; the kernel's switch with vhost-net as one cost per frame.
 * Left out: cache size of the host, ring sizes other than 256, loss-free rates (0.6 to 1 of the maximum).
 * Sources: chaudron/ovs_perf, cncf/cnf-testbed, linux commit 4afb52c. Checked: rows 43 to 59.
 */
import { defaultValues, type Values } from '../calibration/parameters.ts'

/** Cycles of one OVS-DPDK traversal with `flows` concurrent flows; geometric between the measured points. */
export function ovsDpdkCycles(flows: number, values: Values = defaultValues): number {
  const ladder: readonly (readonly [number, number])[] = [
    [1, values['ovsDpdk.flows10']],
    [3, values['ovsDpdk.flows1k']],
    [5, values['ovsDpdk.flows100k']],
    [6, values['ovsDpdk.flows1m']]
  ]
  const decade = Math.log10(Math.max(flows, 1))
  let [d0, c0] = [1, values['ovsDpdk.flows10']]
  for (const [d1, c1] of ladder) {
    if (decade <= d1) return d1 === d0 ? c1 : c0 * (c1 / c0) ** ((decade - d0) / (d1 - d0))
    d0 = d1
    c0 = c1
  }
  return c0
}

/** M frames/s from port to VM and back to port through OVS-DPDK, by cycles alone. */
export const ovsDpdkPvpMpps = (
  flows: number,
  cores: number,
  ghz: number,
  values: Values = defaultValues
): number => (cores * ghz * 1000) / (2 * ovsDpdkCycles(flows, values))

/** How VMs hang on a VPP-like switch. */
export interface SwitchTopology {
  readonly ring: 'vhost-user' | 'memif'
  /** VMs (network functions) in a row that every frame visits, the switch between each two. */
  readonly chainLength: number
  /** Such chains side by side. */
  readonly parallel: number
  readonly cores: number
  readonly ghz: number
}

/** M frames/s, all chains together. */
export function vppMpps(topology: SwitchTopology, values: Values = defaultValues): number {
  const isVhost = topology.ring === 'vhost-user'
  const hop = values[isVhost ? 'vpp.hopCycles' : 'memif.hopCycles']
  const nic = values[isVhost ? 'vpp.nicCycles' : 'memif.nicCycles']
  const alone = (topology.ghz * 1000) / ((nic + hop * topology.chainLength) * values['vpp.machineFactor'])
  return alone * parallelShare(topology, values) * topology.cores ** values['vpp.coreExponent']
}

/** What is left of the rate when a core serves several VMs and bursts get short. */
function parallelShare({ ring, parallel }: SwitchTopology, values: Values): number {
  if (parallel < 2) return 1
  if (ring === 'memif') {
    const [two, eight] = [values['memif.parallelTwo'], values['memif.parallelEight']]
    return two + ((eight - two) * Math.min(2, Math.log2(parallel) - 1)) / 2
  }
  return values['vpp.parallelBase'] * (2 / parallel) ** values['vpp.parallelExponent']
}

/** M frames/s of one core through the kernel's switch and vhost-net. */
export const kernelSwitchMpps = (ghz: number, values: Values = defaultValues): number =>
  (ghz * 1000) / values['kernelSwitch.frameCycles']

/** M frames/s that one vhost-net thread takes from a guest, without a switch behind it. */
export const vhostNetTxMpps = (ghz: number, values: Values = defaultValues): number =>
  (ghz * 1000) / values['vhostNet.txCycles']
