/**
 * Everything that can be asked of the simulator, as data: a file, an IPC request or a row of the calibration
 * table. `layout` is the product's own question; the others ask one mechanism at a time, so that every published
 * figure can be laid beside the model. Units are in the names.
 */
import * as v from 'valibot'
import { macSchema } from '../../drivers/vf-attributes.ts'
import { pciAddressSchema } from '../../plan/schema.ts'
import { acceleratorSchema } from './accelerator-scenario.ts'
import { parameterIds, type Values } from '../../calibration/parameters.ts'
import { layoutSchema } from '../layout/schema.ts'
import type { LayoutScenario } from '../layout/layout.ts'
import {
  bytes,
  count,
  cpu,
  described,
  flowCount,
  frameBytes,
  frames,
  index,
  link,
  nicDriver,
  nicPreset,
  notNegative,
  pageBytes,
  peer,
  positive,
  virtchnlVersion,
  word
} from '../presets/schema-parts.ts'
import { nvmeSchema } from './nvme-scenario.ts'

/** Questions about one mechanism. */
export const pointSchema = v.variant('kind', [
  v.strictObject({
    kind: described(v.literal('pcie-link'), 'what a PCIe link carries'),
    link,
    measure: described(
      v.picklist(['raw', 'tlp', 'read', 'write', 'both']),
      'line rate after encoding; what is left for TLPs; payload of DMA one way; both = each way at once'
    ),
    transferBytes: v.exactOptional(described(bytes, 'DMA size; 1500 without it')),
    overhead: v.exactOptional(
      described(
        v.picklist(['specification', 'measured']),
        'link-layer overhead by the tables of the specification, or 5.6 % as measured'
      )
    )
  }),
  v.strictObject({
    kind: described(v.literal('dma'), 'what a DMA device reaches on a host, or how long its reads take'),
    device: v.picklist(['nfp6000']),
    cpu,
    measure: described(
      v.picklist(['throughput', 'latency', 'command-latency']),
      'Gbit/s of payload; mean time of a DMA read; the same of a single read command'
    ),
    operation: described(
      v.picklist(['read', 'write', 'both']),
      'seen from the device; both = each way at once'
    ),
    transferBytes: bytes,
    windowBytes: described(bytes, 'host memory that is gone over at random'),
    isRemote: described(v.boolean(), 'memory on the other socket than the device'),
    iommuPageBytes: described(
      v.nullable(pageBytes),
      'IOMMU on with pages of this size; null = off or passthrough'
    )
  }),
  v.strictObject({
    kind: described(v.literal('nic-dma'), 'what PCIe leaves to a NIC that sends and receives at once'),
    link,
    driving: described(
      v.picklist(['simple', 'kernel', 'poll']),
      'every step for every frame; as the Linux driver; as a poll-mode driver'
    ),
    frameBytes,
    compat: v.exactOptional(
      described(v.boolean(), 'leave the RX descriptor read out, as the figures of pcie-model do')
    )
  }),
  v.strictObject({
    kind: described(v.literal('iommu-share'), 'what IOTLB misses take from a wire'),
    gbps: positive,
    frameBytes,
    operation: v.picklist(['read', 'write']),
    pageBytes,
    windowBytes: bytes
  }),
  v.strictObject({
    kind: described(v.literal('invalidation'), 'what mapping and unmapping costs a kernel driver'),
    mode: v.picklist(['none', 'deferred', 'strict']),
    gbps: positive,
    frameBytes
  }),
  v.strictObject({
    kind: described(v.literal('poll-forward'), 'forwarding by a poll-mode driver on one core'),
    cpu,
    burst: described(count, 'frames a batch'),
    nicMpps: described(v.nullable(positive), 'what the NICs do at most; null = not limited')
  }),
  v.strictObject({
    kind: described(v.literal('frame-rate'), 'frames a second of a VF, a port, or a VM behind ESXi'),
    nic: nicPreset,
    method: v.picklist(['sriov', 'direct', 'esxi-virtio', 'esxi-vmxnet3']),
    frameBytes: frames,
    ports: count,
    queues: described(count, 'queues of the VF, or of each port'),
    cards: v.exactOptional(
      described(count, 'cards that the ports are on, each with a PCIe link; a card for every port without it')
    )
  }),
  v.strictObject({
    kind: described(v.literal('latency'), 'mean and percentiles of latency at an offered rate'),
    path: described(
      v.picklist(['sriov', 'direct', 'esxi-virtio', 'esxi-vmxnet3', 'vhost-user-pvp']),
      'a VF, a whole port, a VM behind ESXi, or port to VM to port through OVS-DPDK'
    ),
    nic: nicPreset,
    cpu,
    offeredMpps: positive,
    frameBytes: v.exactOptional(described(frames, '64 without it')),
    flows: v.exactOptional(described(flowCount, 'flows through OVS-DPDK; 10 without it'))
  }),
  v.strictObject({
    kind: described(v.literal('switch'), 'frames a second through a software switch and VMs'),
    switch: v.picklist(['ovs-dpdk', 'kernel-ovs', 'vpp', 'memif']),
    cpu,
    cores: described(count, 'cores of the switch'),
    frameBytes: frames,
    wireGbps: positive,
    flows: flowCount,
    chainLength: described(count, 'VMs in a row that every frame visits'),
    parallel: described(count, 'such chains side by side'),
    isLossFree: v.exactOptional(
      described(v.boolean(), 'the most without any loss, instead of the most that gets through')
    )
  }),
  v.strictObject({
    kind: described(v.literal('vhost-net-tx'), 'frames a second that vhost-net takes from a guest'),
    cpu
  }),
  v.strictObject({
    kind: described(v.literal('stream'), 'one TCP-like stream of a VM with virtio'),
    backend: v.picklist(['userspace-virtio', 'vhost-net']),
    direction: v.picklist(['in', 'out']),
    hasOffload: described(v.boolean(), 'segmentation offload'),
    queues: v.exactOptional(described(count, 'queue pairs with a stream each; 1 without it')),
    wireGbps: v.exactOptional(described(positive, 'the port; without it, between VMs of a host'))
  }),
  v.strictObject({
    kind: described(v.literal('interrupt-tax'), 'what interrupts cost a guest with an assigned device'),
    kiloInterruptsPerSecond: positive,
    ghz: positive,
    hasPostedInterrupts: v.boolean()
  }),
  v.strictObject({
    kind: described(v.literal('vms-on-port'), 'greedy VMs that share ports by TCP'),
    nic: nicPreset,
    method: v.picklist(['virtio', 'sriov']),
    vms: count,
    ports: v.exactOptional(described(count, 'ports over which the VMs are dealt out; 1 without it')),
    mtu: v.pipe(v.number(), v.integer(), v.minValue(68), v.maxValue(9710)),
    coreGhz: positive
  }),
  v.strictObject({
    kind: described(v.literal('vf-creation'), 'how long VFs take to appear'),
    driver: nicDriver,
    vfs: count
  }),
  v.strictObject({
    kind: described(v.literal('vf-limit'), 'whether a driver creates so many VFs'),
    driver: described(v.picklist(['ixgbe']), 'other drivers go by sriov_totalvfs alone'),
    vfs: count,
    trafficClasses: v.pipe(count, v.maxValue(8)),
    macvlans: index
  }),
  v.strictObject({
    kind: described(v.literal('rate-limit'), "what a driver makes of a VF's rate limits"),
    driver: nicDriver,
    device: v.exactOptional(
      described(v.picklist(['82576', 'i350']), 'of igb, which limits the first alone; 82576 without it')
    ),
    linkMbps: positive,
    maxMbps: described(notNegative, 'max_tx_rate; 0 = none'),
    minMbps: described(notNegative, 'min_tx_rate; 0 = none')
  }),
  v.strictObject({
    kind: described(v.literal('routing-id'), 'where a VF is, or that its bus does not exist'),
    pf: described(pciAddressSchema, 'address of the PF, dddd:bb:dd.f'),
    firstVfOffset: index,
    vfStride: index,
    vf: described(index, 'number of the VF, from 0'),
    lastBus: described(
      v.nullable(v.pipe(index, v.maxValue(255))),
      'last bus number behind the bridge above; null = 255'
    )
  }),
  v.strictObject({
    kind: described(v.literal('flr'), 'what a function level reset does, and how long it takes'),
    function: v.picklist(['vf', 'pf'])
  }),
  v.strictObject({
    kind: described(v.literal('mailbox'), 'what two ixgbe drivers agree on, and the answer to one request'),
    pfApi: described(v.string(), 'newest API of the PF driver: "1.0" to "1.4"'),
    vfApi: described(v.string(), 'newest API of the VF driver: "1.0" to "1.4"'),
    request: described(v.string(), 'for example "GET_RETA", "SET_MAC_ADDR", "UPDATE_XCAST_MODE"'),
    argument: v.exactOptional(
      described(
        v.pipe(index, v.maxValue(255)),
        'bits 23:16 of the first word, for example 1 = add a VLAN; 0 without it'
      )
    ),
    words: v.exactOptional(
      described(
        v.pipe(v.array(word), v.maxLength(15)),
        'words of the message after the first; without them, those of an ordinary request'
      )
    ),
    isReset: v.exactOptional(described(v.boolean(), 'whether the VF has sent RESET before; true without it')),
    policy: v.exactOptional(
      described(
        v.strictObject({
          mac: v.exactOptional(described(macSchema, 'pinned by the host')),
          portVlan: v.exactOptional(v.pipe(index, v.maxValue(4095))),
          isTrusted: v.exactOptional(v.boolean()),
          allowsRssQuery: v.exactOptional(v.boolean())
        }),
        'what the host decided about the VF; without it: nothing pinned, not trusted, RSS may be read'
      )
    )
  }),
  v.strictObject({
    kind: described(v.literal('virtchnl'), 'whether two virtchnl versions work together'),
    pf: virtchnlVersion,
    vf: virtchnlVersion
  }),
  v.strictObject({
    kind: described(v.literal('egress-shares'), 'shares of senders that always have something to send'),
    gbps: positive,
    weights: v.pipe(v.array(positive), v.minLength(1), v.maxLength(4096))
  }),
  nvmeSchema,
  acceleratorSchema
])

/** Everything that can be asked. */
export const scenarioSchema = v.variant('kind', [layoutSchema, pointSchema])

/** A question about one mechanism. */
export type MechanismScenario = v.InferOutput<typeof pointSchema>
/** A question. */
export type Scenario = LayoutScenario | MechanismScenario

/** Inputs of the model that a scenario file replaces. */
export const overridesSchema = v.pipe(
  v.record(
    v.picklist(parameterIds, 'not the name of an input; `vflab simulate --list-presets` has them'),
    v.pipe(v.number(), v.finite())
  ),
  v.transform((record): Partial<Values> => record)
)

/** Schemas that are named in the JSON Schema because they are used more than once. */
export const namedSchemas = { link, nicPreset, cpu, nicDriver, frames, peer } as const
