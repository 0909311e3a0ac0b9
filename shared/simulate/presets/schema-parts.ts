/** What the schemas of scenarios are made of: numbers with their ranges, presets, links, traffic. */
import * as v from 'valibot'
import { cpuPresetIds } from './cpu-presets.ts'
import { nicPresetIds } from './nic-presets.ts'

/** Says in the JSON Schema what a value is, where its name does not. */
export const described = <const TSchema extends v.GenericSchema>(schema: TSchema, text: string) =>
  v.pipe(schema, v.description(text))

/** A rate, clock or time above 0. */
export const positive = v.pipe(v.number(), v.finite(), v.gtValue(0))
/** A rate that may be 0. */
export const notNegative = v.pipe(v.number(), v.finite(), v.minValue(0))
/** How many: 1 to 65536. */
export const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_536))
/** A 16-bit number. */
export const index = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))
/** A 32-bit word. */
export const word = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff))
/** Number of a NUMA node. */
export const numaNode = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1023))
/** A size of memory: 1 byte to 1 TiB. */
export const bytes = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 40))
/** Concurrent flows. */
export const flowCount = described(
  v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1e9)),
  'concurrent flows: decides what a flow cache holds, and over how many queues streams spread'
)
/** One frame size. */
export const frameBytes = described(
  v.pipe(v.number(), v.integer(), v.minValue(64), v.maxValue(16_384)),
  'frame in bytes, FCS included, without preamble and gap'
)
/** A frame size or a mix. */
export const frames = described(
  v.union(
    [
      frameBytes,
      v.literal('imix'),
      v.pipe(
        v.array(
          v.strictObject({
            bytes: frameBytes,
            share: described(positive, 'how many frames are of this size, in relation to the other sizes')
          })
        ),
        v.minLength(1),
        v.maxLength(64)
      )
    ],
    'a frame size of 64 to 16384 bytes, "imix", or a mix such as [{"bytes": 64, "share": 7}, {"bytes": 1518, "share": 1}]'
  ),
  'frame in bytes, FCS included; "imix" = 7 x 64, 4 x 570 and 1 x 1518 bytes; or sizes with their shares of the frames'
)

/** Name of a NIC preset. */
export const nicPreset = v.picklist(nicPresetIds)
/** A CPU preset, or the clock of another CPU. */
export const cpu = v.union(
  [
    v.picklist(cpuPresetIds),
    v.strictObject({
      ghz: positive,
      lastLevelCacheBytes: v.exactOptional(described(bytes, '16 MiB without it; decides for DMA alone'))
    })
  ],
  `a CPU preset (${cpuPresetIds.join(', ')}), or {"ghz": ...}`
)
/** PF drivers whose rules are known. */
export const nicDriver = v.picklist(['igb', 'ixgbe', 'i40e', 'ice', 'mlx5'])

/** A version of virtchnl. */
export const virtchnlVersion = v.strictObject({ major: index, minor: index })

/** Page sizes of IOMMUs: x86 has 4 KiB, 2 MiB and 1 GiB, Arm the others. */
export const pageBytes = v.picklist([4096, 16_384, 65_536, 2 ** 21, 2 ** 25, 2 ** 29, 2 ** 30])

/** A PCIe link as trained. */
export const link = v.strictObject({
  generation: v.picklist([1, 2, 3, 4, 5, 6, 7]),
  lanes: v.picklist([1, 2, 4, 8, 12, 16, 32]),
  maxPayloadBytes: v.picklist([128, 256, 512, 1024, 2048, 4096]),
  maxReadRequestBytes: v.picklist([128, 256, 512, 1024, 2048, 4096]),
  completionChunkBytes: v.exactOptional(
    described(v.picklist([64, 128]), 'pieces of read completions; without it, the maximal payload')
  )
})

/** A function of a VM that others send to, or send through. */
export const peer = v.strictObject({
  host: v.exactOptional(described(v.string(), "id of a host; the sender's without it")),
  vm: described(v.string(), 'id of a VM of that host'),
  port: v.exactOptional(
    described(
      v.string(),
      'which of its functions; the one on the port where the frames are, or its first, without it'
    )
  )
})

/** What a network function of a VM sends. */
export const traffic = v.strictObject({
  direction: described(
    v.picklist(['out', 'in', 'loop']),
    'begins in the VM; comes from the wire to the VM; or goes to another VF of the same port, whoever has it'
  ),
  through: v.exactOptional(
    described(
      v.pipe(v.array(peer), v.minLength(1), v.maxLength(64)),
      'VMs that pass every frame on, in this order, after this VM: a chain of network functions'
    )
  ),
  to: v.exactOptional(
    described(
      v.union([peer, v.literal('wire')], 'a VM such as {"vm": "b"} or {"host": "h2", "vm": "b"}, or "wire"'),
      'where frames end; without it those that go out end on the wire, those that come in in the last VM'
    )
  ),
  frameBytes: frames,
  offeredMpps: described(v.nullable(notNegative), 'M frames/s; null = as much as gets through'),
  burstFrames: v.exactOptional(
    described(
      v.pipe(count, v.maxValue(512)),
      'frames that are sent at once, where a rate is offered; 1 without it'
    )
  ),
  style: described(
    v.picklist(['stream', 'frames']),
    'TCP-like streams of a kernel guest, or single frames of a poll-mode guest'
  ),
  flows: flowCount
})
