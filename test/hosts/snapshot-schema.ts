import * as v from 'valibot'
import { isPciAddress, type PciAddress } from '#shared/pci/address.ts'
import type { Reading } from '#shared/reading.ts'
import type { HostSnapshot } from '#shared/snapshot/types.ts'

const text = v.string()
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const optionalText = v.nullable(text)
const hexId = v.pipe(text, v.regex(/^[0-9a-f]{4}$/))
const hexNumber = v.pipe(text, v.regex(/^0x[0-9a-f]{1,16}$/))
const address = v.custom<PciAddress>(
  (value) => typeof value === 'string' && isPciAddress(value),
  'not a PCI address'
)
const optionalAddress = v.nullable(address)

const reading = <T>(value: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, Reading<T>> =>
  v.variant('known', [
    v.object({ known: v.literal(true), value }),
    v.object({ known: v.literal(false), reason: text })
  ])

const link = v.object({
  currentSpeedGTps: v.nullable(v.number()),
  currentWidth: v.nullable(count),
  maxSpeedGTps: v.nullable(v.number()),
  maxWidth: v.nullable(count)
})
const sriov = v.object({
  totalVfs: count,
  numVfs: count,
  offset: reading(count),
  stride: reading(count),
  vfDeviceId: reading(hexId),
  driversAutoprobe: reading(v.boolean()),
  vfs: v.array(v.object({ index: count, address }))
})
const hostFunction = v.object({
  address,
  vendorId: hexId,
  deviceId: hexId,
  subsystemVendorId: reading(hexId),
  subsystemDeviceId: reading(hexId),
  classCode: v.pipe(count, v.maxValue(0xff_ffff)),
  revision: reading(count),
  vendorName: optionalText,
  deviceName: optionalText,
  parent: optionalAddress,
  driver: reading(optionalText),
  driverOverride: reading(optionalText),
  bootVga: v.nullable(v.boolean()),
  iommuGroup: reading(v.nullable(count)),
  numaNode: reading(v.nullable(count)),
  resetMethods: reading(v.array(text)),
  link: v.nullable(link),
  sriov: v.nullable(sriov),
  physfn: optionalAddress,
  vfioDevice: v.nullable(count),
  resources: v.array(v.object({ index: count, start: hexNumber, end: hexNumber, flags: hexNumber })),
  configSpace: reading(v.pipe(text, v.regex(/^([0-9a-f]{2})*$/)))
})
const vf = v.object({
  index: count,
  mac: optionalText,
  vlan: count,
  qos: count,
  vlanProtocol: v.picklist(['802.1Q', '802.1ad']),
  spoofchk: v.nullable(v.boolean()),
  trust: v.nullable(v.boolean()),
  minTxRate: count,
  maxTxRate: count,
  linkState: v.nullable(v.picklist(['auto', 'enable', 'disable']))
})
const netInterface = v.object({
  name: text,
  function: optionalAddress,
  mac: reading(text),
  mtu: reading(count),
  isUp: reading(v.boolean()),
  hasCarrier: reading(v.boolean()),
  speedMbps: reading(count),
  addresses: reading(v.array(text)),
  master: optionalText,
  lower: v.array(text),
  ifindex: v.nullable(count),
  linkType: optionalText,
  kind: optionalText,
  permanentMac: optionalText,
  altnames: v.array(text),
  devPort: v.nullable(count),
  physPortName: optionalText,
  physSwitchId: optionalText,
  bondMode: optionalText,
  promiscuity: count,
  hasXdp: v.boolean(),
  vfs: reading(v.array(vf)),
  driver: optionalText,
  driverVersion: optionalText,
  firmware: reading(text)
})

/** What every snapshot looks like at run time, however damaged the capture: the judge of the parsers' property tests. */
export const snapshotSchema: v.GenericSchema<unknown, HostSnapshot> = v.object({
  takenAt: v.pipe(text, v.isoTimestamp()),
  machine: v.object({
    hostname: text,
    kernelRelease: text,
    architecture: text,
    osName: reading(text),
    kernelCommandLine: reading(text),
    product: reading(text),
    machineId: reading(text),
    productSerial: reading(text),
    productUuid: reading(text),
    hypervisor: optionalText,
    bios: reading(text),
    clock: reading(text)
  }),
  reader: v.object({ user: text, uid: count, isSudo: v.boolean(), sessionAddress: reading(text) }),
  cpu: v.object({
    model: reading(text),
    online: reading(text),
    currentMhz: reading(v.number()),
    ratedMhz: reading(v.number())
  }),
  numaNodes: v.array(v.object({ node: count, cpus: text, memoryKiB: reading(count) })),
  iommu: v.object({
    acpiTables: reading(v.array(text)),
    units: v.array(text),
    reservedRegions: v.array(
      v.object({ group: count, regions: v.array(v.object({ start: text, end: text, type: text })) })
    ),
    groupTypes: v.array(v.object({ group: count, type: text }))
  }),
  functions: v.array(hostFunction),
  interfaces: v.array(netInterface),
  modules: v.array(
    v.object({
      name: text,
      version: optionalText,
      isOutOfTree: v.boolean(),
      isLoaded: v.boolean(),
      isVfDriver: v.boolean()
    })
  ),
  driverModules: v.array(v.object({ driver: text, module: text })),
  defaultRouteInterfaces: v.array(text),
  disks: v.array(
    v.object({
      name: text,
      number: optionalText,
      functions: v.array(address),
      partOf: optionalText,
      mapperName: optionalText,
      mapperUuid: optionalText,
      madeOf: v.array(text),
      holders: v.array(text),
      pathOf: optionalText,
      subsystem: optionalText,
      content: reading(
        v.object({ fileSystem: optionalText, label: optionalText, partitionTable: optionalText })
      )
    })
  ),
  mounts: v.array(v.object({ mountpoint: text, number: optionalText, type: text, source: text })),
  storage: v.object({
    nvmeSubsystems: v.array(v.object({ name: text, controllers: v.array(address) })),
    zfsPools: reading(v.array(v.object({ name: text, disks: reading(v.array(text)) }))),
    fileSystems: v.array(
      v.object({ kind: v.picklist(['btrfs', 'bcachefs']), uuid: text, disks: v.array(text) })
    ),
    backings: v.array(v.object({ by: text, path: text }))
  }),
  vfioUsers: reading(
    v.array(
      v.object({
        pid: count,
        command: text,
        vm: optionalText,
        holds: v.object({ kind: v.picklist(['group', 'device']), number: count })
      })
    )
  ),
  nodeHolders: reading(v.array(v.object({ pid: count, command: text, node: text }))),
  framebuffers: v.array(v.object({ name: text, functions: v.array(address) })),
  deviceNodes: v.array(v.object({ node: text, function: address })),
  namespaces: reading(
    v.array(
      v.object({
        inode: count,
        name: optionalText,
        pid: v.nullable(count),
        command: optionalText,
        cgroup: optionalText,
        interfaces: reading(
          v.array(
            v.object({
              name: text,
              function: optionalAddress,
              kind: optionalText,
              farLink: v.nullable(count)
            })
          )
        )
      })
    )
  ),
  ovsBridges: reading(
    v.nullable(v.array(v.object({ name: text, ports: v.array(text), joined: v.array(text) })))
  ),
  rdmaDevices: v.array(
    v.object({
      name: text,
      function: optionalAddress,
      nodeGuid: optionalText,
      connections: reading(v.number())
    })
  ),
  eswitchModes: v.array(v.object({ function: address, mode: reading(text) })),
  tools: v.record(text, v.boolean()),
  gaps: v.array(v.object({ what: text, reason: text }))
})
