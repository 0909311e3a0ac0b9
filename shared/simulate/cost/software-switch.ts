/**
 * Cycles that software switching costs, by switch.
 *
 * Modelled: OVS-DPDK by the depth of its flow cache, VPP-like switches by hops through VMs, parallel VMs on one ring of
 * 256, several cores; the kernel's switch with vhost-net as one cost per frame; copying of frames above 64 B (assumed, no
 * row measures it); several vhost threads, taken to scale as the cores of a switch do.
 * Left out: cache size of the host, ring sizes other than 256, loss-free rates (0.6 to 1 of the maximum).
 * Sources: chaudron/ovs_perf, cncf/cnf-testbed, linux commit 4afb52c. Checked: rows 43 to 59.
 */
import { defaultValues, type Values } from '../../calibration/parameters.ts'

/** Cycles of one OVS-DPDK traversal with `flows` concurrent flows; geometric between the measured points. */
function ovsDpdkCycles(flows: number, values: Values = defaultValues): number {
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

/** Bytes whose copying is part of the cost per frame: frames of that size were measured. */
const COUNTED_BYTES = 64

/** Cycles of copying a frame once between guest and switch, beyond what the cost per frame has. */
const copyCycles = (frameBytes: number, values: Values = defaultValues): number =>
  Math.max(0, frameBytes - COUNTED_BYTES) / values['copy.bytesPerCycle']

/** M frames/s from port through `guests` VMs in a row and back to port through OVS-DPDK, counting only cycles. */
export const ovsDpdkMpps = (
  { flows, cores, ghz, frameBytes = COUNTED_BYTES, guests = 1 }: OvsPath,
  values: Values = defaultValues
): number =>
  (cores * ghz * 1000) /
  ((guests + 1) * ovsDpdkCycles(flows, values) + 2 * guests * copyCycles(frameBytes, values))

/** A path through OVS-DPDK. */
export interface OvsPath {
  readonly flows: number
  readonly cores: number
  readonly ghz: number
  /** 64 without it. */
  readonly frameBytes?: number
  /** VMs that every frame visits; 1 without it. */
  readonly guests?: number
}

/** How VMs hang on a VPP-like switch. */
export interface SwitchTopology {
  readonly ring: 'vhost-user' | 'memif'
  /** VMs (network functions) in a row that every frame visits, the switch between each two. */
  readonly chainLength: number
  /** Such chains side by side. */
  readonly parallel: number
  readonly cores: number
  readonly ghz: number
  /** 64 without it. */
  readonly frameBytes?: number
}

/** M frames/s, all chains together. */
export function vppMpps(topology: SwitchTopology, values: Values = defaultValues): number {
  const isVhost = topology.ring === 'vhost-user'
  const hop = values[isVhost ? 'vpp.hopCycles' : 'memif.hopCycles']
  const nic = values[isVhost ? 'vpp.nicCycles' : 'memif.nicCycles']
  const copies = 2 * copyCycles(topology.frameBytes ?? COUNTED_BYTES, values)
  const alone =
    (topology.ghz * 1000) / ((nic + (hop + copies) * topology.chainLength) * values['vpp.machineFactor'])
  return alone * vppCoreShare(topology.ring, topology.parallel, topology.cores, values)
}

/** How many cores' worth `cores` are to `parallel` chains of VMs side by side. */
export const vppCoreShare = (
  ring: SwitchTopology['ring'],
  parallel: number,
  cores: number,
  values: Values = defaultValues
): number => parallelShare(ring, parallel, values) * cores ** values['vpp.coreExponent']

/** What is left of the rate when a core serves several VMs and bursts get short. */
function parallelShare(ring: SwitchTopology['ring'], parallel: number, values: Values): number {
  if (parallel < 2) return 1
  if (ring === 'memif') {
    const [two, eight] = [values['memif.parallelTwo'], values['memif.parallelEight']]
    return two + ((eight - two) * Math.min(2, Math.log2(parallel) - 1)) / 2
  }
  return values['vpp.parallelBase'] * (2 / parallel) ** values['vpp.parallelExponent']
}

/**
 * How many queues' worth `queues` threads of vhost are: they share memory and locks, and are taken to scale as the
 * cores of a switch do (row 55).
 */
export const queueScale = (queues: number, values: Values = defaultValues): number =>
  queues ** values['vpp.coreExponent']

/**
 * Cycles of one pass over a switch in user space with `guests` ends at VMs (1 or 2; the other end is the NIC). OVS-DPDK
 * traverses its flow cache once, whatever the ends; VPP pays for each end. Frames are copied at every VM.
 */
export const passCycles = (
  backend: 'ovs-dpdk' | 'vpp',
  guests: number,
  flows: number,
  frameBytes: number,
  values: Values = defaultValues
): number =>
  backend === 'ovs-dpdk'
    ? ovsDpdkCycles(flows, values) + guests * copyCycles(frameBytes, values)
    : ((guests * values['vpp.hopCycles'] + (2 - guests) * values['vpp.nicCycles']) / 2 +
        guests * copyCycles(frameBytes, values)) *
      values['vpp.machineFactor']

/** M frames/s of one core through the kernel's switch and vhost-net. */
export const kernelSwitchMpps = (
  ghz: number,
  frameBytes: number = COUNTED_BYTES,
  values: Values = defaultValues
): number => (ghz * 1000) / (values['kernelSwitch.frameCycles'] + copyCycles(frameBytes, values))

/** M frames/s that one vhost-net thread takes from a guest, without a switch behind it. */
export const vhostNetTxMpps = (ghz: number, values: Values = defaultValues): number =>
  (ghz * 1000) / values['vhostNet.txCycles']
