import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultValues } from '../../calibration/parameters.ts'
import { linkPayloadGbps, type PcieLinkShape } from '../cost/pcie-link.ts'
import { drivePresetIds, drivePresets, type DrivePreset } from '../presets/drive-presets.ts'
import { estimateFlows } from './storage-estimate.ts'
import { baseLatencyUs, storageShares, type StorageFlow, type StorageSetup } from './storage-model.ts'

const linkOf = (drive: DrivePreset): PcieLinkShape => ({
  ...drive.link,
  maxPayloadBytes: 256,
  maxReadRequestBytes: 512
})

const READS: StorageFlow = {
  method: 'direct',
  backend: 'qemu',
  blockBytes: 4096,
  readShare: 1,
  inFlight: 256,
  offeredKiops: null,
  weight: 1
}

const setup = (flows: readonly StorageFlow[], drive: DrivePreset = drivePresets.pm1733): StorageSetup => ({
  drive,
  link: linkOf(drive),
  storageCores: 1,
  flows
})

const shares = (flows: readonly StorageFlow[], drive?: DrivePreset): readonly number[] =>
  storageShares(setup(flows, drive), defaultValues).map(({ kiops }) => kiops)

const alike = (count: number, changes: Partial<StorageFlow> = {}): readonly StorageFlow[] =>
  Array.from({ length: count }, () => ({ ...READS, ...changes }))

describe('a drive that one VM has for itself', () => {
  // AnandTech 11209: 4 KiB random reads, thousands a second.
  it.each([
    ['p3700', 1, 12.8],
    ['p3700', 16, 167.2],
    ['micron-9100-max', 1, 9.2],
    ['micron-9100-max', 16, 135.7],
    ['p4800x', 1, 108.3],
    ['p4800x', 16, 584.8]
  ] as const)('reaches what was measured of the %s at depth %i', (id, inFlight, measured) => {
    const [estimate] = estimateFlows(setup(alike(1, { inFlight }), drivePresets[id]), defaultValues)
    expect(measured).toBeGreaterThanOrEqual(estimate?.kiops.low ?? Infinity)
    expect(measured).toBeLessThanOrEqual(estimate?.kiops.high ?? 0)
    expect(Math.abs((estimate?.kiops.value ?? 0) / measured - 1)).toBeLessThan(0.2)
  })

  it('gives what is rated when enough is in flight, reads and writes mixed by the time that each takes', () => {
    const [reads = 0] = shares(alike(1, { inFlight: 1e6 }))
    expect(reads).toBeCloseTo(1450, 0)
    const [mixed = 0] = shares(alike(1, { inFlight: 1e6, readShare: 0.7 }), drivePresets.p4800x)
    expect(mixed).toBeCloseTo(1 / (0.7 / 550 + 0.3 / 500), 0)
  })

  it('is limited by bytes and not by accesses when blocks are large', () => {
    const [estimate] = estimateFlows(setup(alike(1, { blockBytes: 131072, inFlight: 1e5 })), defaultValues)
    expect(estimate?.bottleneck.kind).toBe('drive-bandwidth')
    expect(estimate?.gbps.value).toBeCloseTo(6.4 * 8, 0)
  })

  it('is limited by a link that is narrower than the drive', () => {
    const narrow = {
      ...setup(alike(1, { inFlight: 1e5 })),
      link: { ...linkOf(drivePresets.p3700), generation: 1, lanes: 4 }
    } as const
    const [estimate] = estimateFlows(narrow, defaultValues)
    expect(estimate?.bottleneck.kind).toBe('pcie-up')
    expect(estimate?.next?.kind).toBe('drive-rate')
  })

  it('takes at depth 1 the time that one access takes', () => {
    const flow = { ...READS, inFlight: 1 }
    const [share] = storageShares(setup([flow]), defaultValues)
    const base = baseLatencyUs(flow, setup([flow]), defaultValues)
    expect(share?.bottleneck).toBe('queue-depth')
    expect(share?.latencyUs).toBeGreaterThanOrEqual(base)
    expect(share?.latencyUs).toBeLessThan(base * 1.05)
  })
})

describe('software in between', () => {
  it('costs an I/O thread of QEMU more than a drive can do', () => {
    const [virtio, direct] = (['virtio', 'direct'] as const).map(
      (method) => estimateFlows(setup(alike(1, { method })), defaultValues)[0]
    )
    expect(virtio?.bottleneck.kind).toBe('io-thread')
    expect(virtio?.kiops.value).toBeLessThan((direct?.kiops.value ?? 0) / 2.5)
    // The published rates of one thread: 57 (SSD), 123 and 158 k/s (RAM disk).
    expect(virtio?.kiops.low).toBeLessThan(57.5)
    expect(virtio?.kiops.high).toBeGreaterThan(158)
    expect(virtio?.hostCores.value).toBeCloseTo(1, 6)
  })

  it('is shared when it is a target on cores of its own', () => {
    const two = estimateFlows(setup(alike(2, { method: 'virtio', backend: 'spdk' })), defaultValues)
    expect(two.map(({ bottleneck }) => bottleneck.kind)).toEqual(['storage-core', 'storage-core'])
    expect(two.reduce((sum, { kiops }) => sum + kiops.value, 0)).toBeCloseTo(1e3 / 1.7, 3)
    expect(two.map(({ hostCores }) => hostCores.value)).toEqual([0.5, 0.5])
  })
})

describe('VFs', () => {
  it('share equally, and are never sure', () => {
    const four = estimateFlows(setup(alike(4, { method: 'sriov', inFlight: 1e5 })), defaultValues)
    for (const { kiops } of four) {
      expect(kiops.value).toBeCloseTo(1450 / 4, 0)
      expect(kiops.isExtrapolated).toBe(true)
      expect(kiops.low).toBeLessThan(kiops.value / 2)
    }
  })

  it('with few I/Os in flight get what those allow, and leave the rest to others', () => {
    const [few = 0, many = 0] = shares([
      { ...READS, method: 'sriov', inFlight: 1 },
      { ...READS, method: 'sriov', inFlight: 1e5 }
    ])
    expect(few).toBeLessThan(1e3 / 90)
    expect(few + many).toBeGreaterThan(1440)
  })

  it('that ask for little get it', () => {
    const [first] = storageShares(setup(alike(2, { method: 'sriov', offeredKiops: 10 })), defaultValues)
    expect(first).toMatchObject({ kiops: 10, bottleneck: 'offered' })
  })
})

describe('any VMs on any drive', () => {
  const flow: fc.Arbitrary<StorageFlow> = fc.record({
    method: fc.constantFrom('virtio', 'direct', 'sriov'),
    backend: fc.constantFrom('qemu', 'spdk'),
    blockBytes: fc.constantFrom(512, 4096, 16384, 131072, 1048576),
    readShare: fc.constantFrom(0, 0.3, 0.7, 1),
    inFlight: fc.integer({ min: 1, max: 4096 }),
    offeredKiops: fc.oneof(fc.constant(null), fc.double({ min: 0.1, max: 2000, noNaN: true })),
    weight: fc.constantFrom(1, 2, 5)
  })
  const flows = fc.array(flow, { minLength: 1, maxLength: 12 })
  const drive = fc.constantFrom(...drivePresetIds).map((id) => drivePresets[id])
  const MARGIN = 1 + 1e-6

  it('never get more than the drive, the link or their own I/Os in flight allow', () => {
    fc.assert(
      fc.property(flows, drive, (many, on) => {
        const here = setup(many, on)
        const link = linkOf(on)
        const got = storageShares(here, defaultValues)
        const used = (cost: (flow: StorageFlow) => number): number =>
          many.reduce((sum, each, f) => sum + (got[f]?.kiops ?? 0) * cost(each), 0)
        expect(
          used(({ readShare }) => readShare / on.readKiops + (1 - readShare) / on.writeKiops)
        ).toBeLessThanOrEqual(MARGIN)
        const bytes = (share: (flow: StorageFlow) => number): number =>
          used((each) => (each.blockBytes / 1e6) * share(each))
        expect(
          bytes(({ readShare }) => readShare / on.readGBps + (1 - readShare) / on.writeGBps)
        ).toBeLessThanOrEqual(MARGIN)
        expect(bytes(({ readShare }) => readShare) * 8).toBeLessThanOrEqual(
          linkPayloadGbps(link, 'write', 1048576) * MARGIN
        )
        many.forEach((each, f) => {
          const { kiops = Infinity, latencyUs = 0 } = got[f] ?? {}
          expect(kiops).toBeLessThanOrEqual((each.offeredKiops ?? Infinity) * MARGIN)
          expect(latencyUs * MARGIN).toBeGreaterThanOrEqual(baseLatencyUs(each, here, defaultValues))
          expect(kiops * baseLatencyUs(each, here, defaultValues)).toBeLessThanOrEqual(
            each.inFlight * 1e3 * MARGIN
          )
        })
      })
    )
  })

  it('never get more because one more of them came', () => {
    // VMs that differ in what they do may gain: one more user of a core frees the drive for those beside it.
    const alikeButForDepth = fc
      .tuple(flow, fc.array(fc.integer({ min: 1, max: 4096 }), { minLength: 2, maxLength: 12 }))
      .map(([one, depths]) => depths.map((inFlight) => ({ ...one, inFlight })))
    fc.assert(
      fc.property(alikeButForDepth, drive, (many, on) => {
        const before = shares(many.slice(0, -1), on)
        const after = shares(many, on)
        before.forEach((kiops, f) => expect(after[f]).toBeLessThanOrEqual(kiops * MARGIN))
      })
    )
  })

  it('never get less with more I/Os in flight', () => {
    fc.assert(
      fc.property(flows, fc.integer({ min: 1, max: 4096 }), drive, (many, extra, on) => {
        const [before = 0] = shares(many, on)
        const [after = 0] = shares(
          many.map((each, f) => (f === 0 ? { ...each, inFlight: each.inFlight + extra } : each)),
          on
        )
        expect(after * MARGIN).toBeGreaterThanOrEqual(before)
      })
    )
  })

  it('have bands around their values, and a next limit that is another', () => {
    fc.assert(
      fc.property(flows, drive, (many, on) => {
        for (const each of estimateFlows(setup(many, on), defaultValues)) {
          for (const { low, value, high } of [each.kiops, each.gbps, each.latencyUs, each.hostCores]) {
            expect(low).toBeLessThanOrEqual(value)
            expect(value).toBeLessThanOrEqual(high * MARGIN)
            expect(low).toBeGreaterThanOrEqual(0)
          }
          expect(each.next?.kind).not.toBe(each.bottleneck.kind)
        }
      })
    )
  })

  it('fare alike when they are alike', () => {
    fc.assert(
      fc.property(flow, fc.integer({ min: 2, max: 16 }), drive, (one, count, on) => {
        const all = shares(
          Array.from({ length: count }, () => one),
          on
        )
        for (const kiops of all) expect(kiops).toBeCloseTo(all[0] ?? 0, 6)
      })
    )
  })
})
