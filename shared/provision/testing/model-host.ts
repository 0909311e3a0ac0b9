/** Random hosts and plans for the properties of this folder, and the inventory that a model host would give. */
import fc from 'fast-check'
import { freshVfSettings, NVME_DRIVE, testFunction, testHost, testPf } from '../../inventory/test-host.ts'
import type { InventoryHost, VfSettings } from '../../inventory/types.ts'
import type { Plan, PlanVf, PlanVfSettings } from '../../plan/types.ts'
import { known } from '../../reading.ts'
import { give, GPU, labPlan, NIC, NVME, SECOND_NIC } from './lab-plan.ts'
import type { HostModel, ModelPf, ModelVf } from './kernel-model/kernel.ts'

const TOTAL_VFS = 4
const nics = [NIC, SECOND_NIC]

const mac = fc.integer({ min: 0, max: 255 }).map((n) => `52:54:00:00:00:${n.toString(16).padStart(2, '0')}`)

const vfSettings = (index: number): fc.Arbitrary<VfSettings> =>
  fc.record({
    index: fc.constant(index),
    mac: fc.option(mac),
    vlan: fc.constantFrom(0, 100, 200),
    qos: fc.constant(0),
    vlanProtocol: fc.constant('802.1Q' as const),
    spoofchk: fc.boolean(),
    trust: fc.boolean(),
    minTxRate: fc.constant(0),
    maxTxRate: fc.constantFrom(0, 100, 500),
    linkState: fc.constant('auto' as const)
  })

/** States of driver and override that a VF can be brought into. */
const binding = fc.constantFrom(
  { driver: 'igbvf', override: null },
  { driver: null, override: null },
  { driver: 'vfio-pci', override: 'vfio-pci' },
  { driver: null, override: 'vfio-pci' },
  { driver: 'igbvf', override: 'vfio-pci' },
  { driver: 'igbvf', override: 'igbvf' }
)

const vfsOf = (isNic: boolean): fc.Arbitrary<readonly ModelVf[]> =>
  fc.integer({ min: 0, max: TOTAL_VFS }).chain((count) =>
    fc.tuple(
      ...Array.from({ length: count }, (_, index) =>
        fc.record({ binding, settings: vfSettings(index) }).map(({ binding, settings }): ModelVf => {
          if (isNic) return { ...binding, settings }
          const driver = binding.driver === 'igbvf' ? null : binding.driver
          return { ...binding, driver, settings: freshVfSettings(index) }
        })
      )
    )
  )

const pf = (address: ModelPf['address'], isNic: boolean): fc.Arbitrary<ModelPf> =>
  fc.record({
    address: fc.constant(address),
    isNic: fc.constant(isNic),
    driver: fc.constant(isNic ? 'igb' : 'nvme'),
    override: fc.constant(null),
    totalVfs: fc.constant(TOTAL_VFS),
    autoprobe: fc.boolean(),
    vfDriver: fc.constant(isNic ? 'igbvf' : null),
    mtu: isNic ? fc.constantFrom(1500, 9000) : fc.constant(0),
    isUp: isNic ? fc.boolean() : fc.constant(false),
    hasCable: fc.constant(true),
    vfs: vfsOf(isNic)
  })

/** Any state that a host with two NICs, an NVMe controller and a GPU can be in. */
export const anyHost: fc.Arbitrary<HostModel> = fc.record({
  pfs: fc.tuple(pf(NIC, true), pf(SECOND_NIC, true), pf(NVME, false)),
  functions: fc
    .constantFrom({ driver: 'nouveau', override: null }, { driver: 'vfio-pci', override: 'vfio-pci' })
    .map((state) => [{ address: GPU, ownDriver: 'nouveau', ...state }])
})

const planSettings: fc.Arbitrary<PlanVfSettings> = fc
  .record(
    {
      mac,
      vlan: fc.constantFrom(0, 100, 300),
      trust: fc.boolean(),
      spoofchk: fc.boolean(),
      maxTxRate: fc.constantFrom(0, 200)
    },
    { requiredKeys: [] }
  )
  .chain((settings) =>
    (settings.vlan ?? 0) > 0 ? fc.constantFrom(settings, { ...settings, qos: 3 }) : fc.constant(settings)
  )

/** Any plan that such a host can be brought to. */
export const anyPlan: fc.Arbitrary<Plan> = fc
  .record({
    counts: fc.tuple(...Array.from({ length: 3 }, () => fc.option(fc.integer({ min: 0, max: TOTAL_VFS })))),
    mtu: fc.option(fc.constantFrom(1500, 4000)),
    given: fc.array(fc.constantFrom('web1', 'db1', null), { minLength: 12, maxLength: 12 }),
    settings: fc.array(planSettings, { minLength: 8, maxLength: 8 }),
    gpu: fc.boolean()
  })
  .map(({ counts, mtu, given, settings, gpu }): Plan => {
    const pfs = [...nics, NVME].flatMap((address, place) => {
      const numVfs = counts[place] ?? null
      if (numVfs === null) return []
      return [{ host: 'lab1', address, numVfs, ...(mtu !== null && address !== NVME ? { mtu } : {}) }]
    })
    const slots = pfs.flatMap((entry, place) =>
      Array.from({ length: entry.numVfs }, (_, index) => ({
        pf: entry.address,
        index,
        place: place * 4 + index
      }))
    )
    const vfs = slots.flatMap(({ pf: address, index, place }): PlanVf[] => {
      const chosen = settings[place]
      return address === NVME || chosen === undefined || Object.keys(chosen).length === 0
        ? []
        : [{ host: 'lab1', pf: address, index, settings: chosen }]
    })
    const assignments = slots.flatMap(({ pf: address, index, place }) => {
      const vm = given[place] ?? null
      return vm === null ? [] : [give(address, index, vm)]
    })
    return labPlan({
      pfs,
      vfs,
      assignments: gpu
        ? [...assignments, { function: { kind: 'function', host: 'lab1', address: GPU }, vm: 'db1' }]
        : assignments
    })
  })

/** What a scan of a model host would show. */
export const inventoryOf = (model: HostModel): InventoryHost =>
  testHost([
    ...model.pfs.map((one) =>
      testPf(one.address, {
        ...(one.isNic ? {} : NVME_DRIVE),
        driver: one.driver,
        totalVfs: one.totalVfs,
        interface: { mtu: known(one.mtu), isUp: known(one.isUp) },
        vfs: one.vfs,
        sriov: { driversAutoprobe: known(one.autoprobe) }
      })
    ),
    ...model.functions.map((fn) =>
      testFunction(fn.address, { driver: known(fn.driver), driverOverride: known(fn.override) })
    )
  ])
