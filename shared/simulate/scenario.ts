/**
 * Everything that can be asked of the simulator, as data: a file, an IPC request or a row of the calibration
 * table. `layout` is the product's own question; the others ask one mechanism at a time, so that every published
 * figure can be laid beside the model. Units are in the names.
 */
import * as v from 'valibot'
import { pciAddressSchema } from '../plan/schema.ts'
import { cpuPresets, type CpuPresetId } from './calibration/cpu-presets.ts'
import { isNicPresetId, type NicPresetId } from './calibration/nic-presets.ts'
import { isParameterId, type Values } from './calibration/parameters.ts'
import type { LayoutScenario } from './layout/scenario.ts'

const positive = v.pipe(v.number(), v.finite(), v.gtValue(0))
const notNegative = v.pipe(v.number(), v.finite(), v.minValue(0))
const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_536))
const index = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))
const bytes = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 40))
const frameBytes = v.pipe(v.number(), v.integer(), v.minValue(64), v.maxValue(16_384))

const nicPreset = v.custom<NicPresetId>(
  (id) => typeof id === 'string' && isNicPresetId(id),
  'not a NIC preset'
)
const cpuPreset = v.custom<CpuPresetId>(
  (id) => typeof id === 'string' && Object.hasOwn(cpuPresets, id),
  'not a CPU preset'
)
const nicDriver = v.picklist(['igb', 'ixgbe', 'i40e', 'ice', 'mlx5'])

const virtchnlVersion = v.strictObject({ major: index, minor: index })

const link = v.strictObject({
  generation: v.picklist([1, 2, 3, 4, 5, 6, 7]),
  lanes: v.picklist([1, 2, 4, 8, 12, 16, 32]),
  maxPayloadBytes: v.picklist([128, 256, 512, 1024, 2048, 4096]),
  maxReadRequestBytes: v.picklist([128, 256, 512, 1024, 2048, 4096]),
  completionChunkBytes: v.exactOptional(v.picklist([64, 128]))
})

const traffic = v.strictObject({
  direction: v.picklist(['out', 'in', 'loop']),
  frameBytes,
  offeredMpps: v.nullable(notNegative),
  style: v.picklist(['stream', 'frames']),
  flows: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1e9))
})

const layout = v.strictObject({
  kind: v.literal('layout'),
  hosts: v.array(
    v.strictObject({
      id: v.string(),
      coreGhz: positive,
      iommuPageBytes: v.nullable(bytes),
      switchCores: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1024)),
      ports: v.array(
        v.strictObject({
          id: v.string(),
          label: v.string(),
          nic: nicPreset,
          wireGbps: positive,
          link: v.nullable(link),
          linkNumber: v.pipe(v.number(), v.integer())
        })
      ),
      vms: v.array(
        v.strictObject({
          id: v.string(),
          vcpus: count,
          functions: v.array(
            v.strictObject({
              port: v.string(),
              method: v.picklist(['virtio', 'direct', 'sriov']),
              backend: v.picklist(['vhost-net', 'ovs-dpdk', 'vpp']),
              traffic,
              maxMbps: notNegative,
              minMbps: notNegative,
              weight: positive
            })
          )
        })
      )
    })
  )
}) satisfies v.GenericSchema<unknown, LayoutScenario>

/** Questions about one mechanism. */
export const pointSchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('pcie-link'),
    link,
    measure: v.picklist(['raw', 'tlp', 'read', 'write', 'both']),
    transferBytes: v.exactOptional(bytes),
    overhead: v.exactOptional(v.picklist(['specification', 'measured']))
  }),
  v.strictObject({
    kind: v.literal('dma'),
    device: v.picklist(['nfp6000']),
    cpu: cpuPreset,
    measure: v.picklist(['throughput', 'latency', 'command-latency']),
    operation: v.picklist(['read', 'write', 'both']),
    transferBytes: bytes,
    windowBytes: bytes,
    isRemote: v.boolean(),
    /** null = no translation. */
    iommuPageBytes: v.nullable(v.picklist([4096, 2 ** 21, 2 ** 30]))
  }),
  v.strictObject({
    kind: v.literal('nic-dma'),
    link,
    driving: v.picklist(['simple', 'kernel', 'poll']),
    frameBytes,
    compat: v.exactOptional(v.boolean())
  }),
  v.strictObject({
    kind: v.literal('iommu-share'),
    gbps: positive,
    frameBytes,
    operation: v.picklist(['read', 'write']),
    pageBytes: v.picklist([4096, 2 ** 21, 2 ** 30]),
    windowBytes: bytes
  }),
  v.strictObject({
    kind: v.literal('invalidation'),
    mode: v.picklist(['none', 'deferred', 'strict']),
    gbps: positive,
    frameBytes
  }),
  v.strictObject({
    kind: v.literal('poll-forward'),
    cpu: cpuPreset,
    burst: count,
    /** What the NICs do at most; null = not limited. */
    nicMpps: v.nullable(positive)
  }),
  v.strictObject({
    kind: v.literal('frame-rate'),
    nic: nicPreset,
    method: v.picklist(['sriov', 'direct', 'esxi-virtio', 'esxi-vmxnet3']),
    frameBytes,
    ports: count,
    queues: count
  }),
  v.strictObject({
    kind: v.literal('latency'),
    path: v.picklist(['sriov', 'esxi-virtio', 'vhost-user-pvp']),
    nic: nicPreset,
    cpu: cpuPreset,
    offeredMpps: positive
  }),
  v.strictObject({
    kind: v.literal('switch'),
    switch: v.picklist(['ovs-dpdk', 'kernel-ovs', 'vpp', 'memif']),
    cpu: cpuPreset,
    cores: count,
    frameBytes,
    wireGbps: positive,
    flows: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1e9)),
    chainLength: count,
    parallel: count
  }),
  v.strictObject({ kind: v.literal('vhost-net-tx'), cpu: cpuPreset }),
  v.strictObject({
    kind: v.literal('stream'),
    backend: v.picklist(['userspace-virtio', 'vhost-net']),
    direction: v.picklist(['in', 'out']),
    hasOffload: v.boolean()
  }),
  v.strictObject({
    kind: v.literal('interrupt-tax'),
    kiloInterruptsPerSecond: positive,
    ghz: positive,
    hasPostedInterrupts: v.boolean()
  }),
  v.strictObject({
    kind: v.literal('vms-on-port'),
    nic: nicPreset,
    method: v.picklist(['virtio', 'sriov']),
    vms: count,
    mtu: v.pipe(v.number(), v.integer(), v.minValue(68), v.maxValue(9710)),
    coreGhz: positive
  }),
  v.strictObject({ kind: v.literal('vf-creation'), driver: nicDriver, vfs: count }),
  v.strictObject({
    kind: v.literal('vf-limit'),
    driver: v.picklist(['ixgbe']),
    vfs: count,
    trafficClasses: v.pipe(count, v.maxValue(8)),
    macvlans: index
  }),
  v.strictObject({
    kind: v.literal('rate-limit'),
    driver: nicDriver,
    linkMbps: positive,
    maxMbps: notNegative,
    minMbps: notNegative
  }),
  v.strictObject({
    kind: v.literal('routing-id'),
    pf: pciAddressSchema,
    firstVfOffset: index,
    vfStride: index,
    vf: index,
    /** Last bus number behind the bridge above; null = 255. */
    lastBus: v.nullable(v.pipe(index, v.maxValue(255)))
  }),
  v.strictObject({ kind: v.literal('flr'), function: v.picklist(['vf', 'pf']) }),
  v.strictObject({
    kind: v.literal('mailbox'),
    /** Highest API version of each side, for example "1.4"; the VF may ask for a lower one. */
    pfApi: v.string(),
    vfApi: v.string(),
    request: v.string()
  }),
  v.strictObject({ kind: v.literal('virtchnl'), pf: virtchnlVersion, vf: virtchnlVersion }),
  v.strictObject({
    kind: v.literal('egress-shares'),
    gbps: positive,
    weights: v.pipe(v.array(positive), v.minLength(1), v.maxLength(4096))
  })
])

/** Everything that can be asked. */
export const scenarioSchema = v.variant('kind', [layout, pointSchema])

/** A question about one mechanism. */
export type PointScenario = v.InferOutput<typeof pointSchema>
/** A question. */
export type Scenario = LayoutScenario | PointScenario

/** Inputs of the model that a scenario file replaces. */
export const overridesSchema = v.pipe(
  v.record(v.string(), v.pipe(v.number(), v.finite())),
  v.check((record) => Object.keys(record).every(isParameterId), 'not the name of an input'),
  v.transform((record): Partial<Values> => record)
)
