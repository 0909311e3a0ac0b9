import { pfDriver } from '../drivers/pf-drivers.ts'
import { classOf, isPciBridge } from '../pci/class-code.ts'
import type { ConfigSpace } from '../pci/config-space.ts'
import { pciExpressCapability, type PciExpressCapability } from '../pci/pci-express-capability.ts'
import { addressRanges } from '../pci/bars.ts'
import { configHeader } from '../pci/header.ts'
import { msiXCapability } from '../pci/msi-x-capability.ts'
import { srIovCapability, type SrIovCapability } from '../pci/sr-iov-capability.ts'
import { known, readOr, unknown, type Reading } from '../reading.ts'
import { portsOf, representedBy } from './ports.ts'
import { noVfSettings } from './vf-list-gaps.ts'
import type { PciAddress } from '../pci/address.ts'
import type { HostSnapshot, SnapshotFunction, SnapshotInterface, SnapshotSriov } from '../snapshot/types.ts'
import type {
  FunctionRole,
  FunctionUsage,
  InventoryFunction,
  InventoryInterface,
  InventorySriov,
  PcieLink,
  VfSettings
} from './types.ts'

/** What lies around a function: found once for all functions of a host. */
export interface SnapshotIndex {
  readonly functions: ReadonlyMap<PciAddress, SnapshotFunction>
  readonly interfaces: ReadonlyMap<PciAddress, readonly SnapshotInterface[]>
  /** Modes of bonds, by name. */
  readonly bondModes: ReadonlyMap<string, string>
  readonly eswitchModes: ReadonlyMap<PciAddress, Reading<string>>
}

/** The functions of a snapshot, and the interfaces on top of each, by address. */
export function snapshotIndex(
  snapshot: Pick<HostSnapshot, 'functions' | 'interfaces' | 'eswitchModes'>
): SnapshotIndex {
  const interfaces = new Map<PciAddress, SnapshotInterface[]>()
  for (const one of snapshot.interfaces) {
    if (one.function === null) continue
    const list = interfaces.get(one.function)
    if (list) list.push(one)
    else interfaces.set(one.function, [one])
  }
  return {
    functions: new Map(snapshot.functions.map((fn) => [fn.address, fn])),
    interfaces,
    bondModes: new Map(
      snapshot.interfaces.flatMap(({ name, bondMode }) =>
        bondMode === null ? [] : [[name, bondMode] as const]
      )
    ),
    eswitchModes: new Map(snapshot.eswitchModes.map(({ function: fn, mode }) => [fn, mode]))
  }
}

/** One function of a snapshot, with what its config space adds (null = not read). */
export function inventoryFunction(
  fn: SnapshotFunction,
  around: SnapshotIndex,
  config: ConfigSpace | null,
  usage: FunctionUsage
): InventoryFunction {
  return {
    address: fn.address,
    vendorId: fn.vendorId,
    deviceId: fn.deviceId,
    subsystemVendorId: fn.subsystemVendorId,
    subsystemDeviceId: fn.subsystemDeviceId,
    vendorName: fn.vendorName,
    deviceName: fn.deviceName,
    classCode: fn.classCode,
    class: classOf(fn.classCode),
    parent: fn.parent,
    role: roleOf(fn, around, config),
    driver: fn.driver,
    driverOverride: fn.driverOverride,
    iommuGroup: fn.iommuGroup,
    numaNode: fn.numaNode,
    link: linkOf(fn, config),
    resetMethods: fn.resetMethods,
    msixVectors: msixVectorsOf(config),
    interfaces: interfacesOf(fn, around),
    usage
  }
}

function roleOf(fn: SnapshotFunction, around: SnapshotIndex, config: ConfigSpace | null): FunctionRole {
  if (fn.physfn !== null) {
    const pf = around.functions.get(fn.physfn)
    const index = pf?.sriov?.vfs.find(({ address }) => address === fn.address)?.index
    if (index !== undefined) return { kind: 'vf', pf: fn.physfn, index }
  }
  if (fn.sriov) return { kind: 'pf', sriov: sriovOf(fn, fn.sriov, around, config) }
  // Host and ISA bridges too: nothing with a bridge's class goes to a VM.
  if (classOf(fn.classCode) !== 'bridge') return { kind: 'plain' }
  return { kind: 'bridge', buses: config === null ? null : (configHeader(config)?.buses ?? null) }
}

function sriovOf(
  fn: SnapshotFunction,
  sriov: SnapshotSriov,
  around: SnapshotIndex,
  config: ConfigSpace | null
): InventorySriov {
  const capability = config === null ? null : srIovCapability(config)
  const vfDeviceId = capability?.vfDeviceId.toString(16).padStart(4, '0')
  return {
    totalVfs: sriov.totalVfs,
    hardwareTotalVfs: capability ? known(capability.totalVfs) : unknown(noCapability(config)),
    numVfs: sriov.numVfs,
    firstVfOffset: sriov.offset.known || !capability ? sriov.offset : known(capability.firstVfOffset),
    vfStride: sriov.stride.known || !capability ? sriov.stride : known(capability.vfStride),
    vfDeviceId: sriov.vfDeviceId.known || vfDeviceId === undefined ? sriov.vfDeviceId : known(vfDeviceId),
    driversAutoprobe: sriov.driversAutoprobe,
    eswitchMode: eswitchModeOf(fn, around),
    vfs: sriov.vfs.map(({ address }) => address),
    unassignedVfBars: capability ? known(unassignedVfBars(fn, capability)) : unknown(noCapability(config)),
    vfSettings: vfSettingsOf(fn, sriov, around)
  }
}

/**
 * What devlink says; where it was not asked or did not answer, representors say it: drivers make them in switchdev mode
 * only. That there are none says nothing. Source: Documentation/networking/representors.rst.
 */
function eswitchModeOf(fn: SnapshotFunction, around: SnapshotIndex): Reading<string> {
  const asked = around.eswitchModes.get(fn.address)
  if (asked?.known) return asked
  const hasRepresentors = interfacesOf(fn, around).some((one) => representedBy(one) !== null)
  if (hasRepresentors) return known('switchdev')
  return asked ?? unknown('devlink was not asked, or is not installed')
}

/**
 * Bases in the capability say nothing: they keep what firmware wrote there. The kernel's resources do; one that it
 * could not place has no line in sysfs, or begins at 0. Source: sriov_enable in drivers/pci/iov.c.
 */
function unassignedVfBars(fn: SnapshotFunction, { vfBars }: SrIovCapability): readonly number[] {
  const placed = new Set(
    addressRanges(fn.resources).flatMap(({ use, index, start }) =>
      use === 'vf-bar' && start > 0n ? [index] : []
    )
  )
  return vfBars.flatMap(({ index }) => (placed.has(index) ? [] : [index]))
}

/** A capability list that was cut off behind 64 bytes looks like one without MSI-X. */
function msixVectorsOf(config: ConfigSpace | null): Reading<number | null> {
  if (config === null || config.length <= 64) return unknown('config space past 64 bytes could not be read')
  return known(msiXCapability(config)?.tableSize ?? null)
}

const noCapability = (config: ConfigSpace | null): string =>
  config === null || config.length <= 256
    ? 'config space past 256 bytes could not be read'
    : 'config space shows no SR-IOV capability'

/** A PF without a network interface (bound to vfio-pci, say) has no driver to ask. */
function vfSettingsOf(
  fn: SnapshotFunction,
  sriov: SnapshotSriov,
  around: SnapshotIndex
): Reading<readonly VfSettings[]> {
  if (classOf(fn.classCode) !== 'network' || sriov.numVfs === 0) return known([])
  // Each port lists all VFs (mlx4 has two ports on one function): those of the first are the settings.
  const interfaces = around.interfaces.get(fn.address) ?? []
  const ports = portsOf({ interfaces: interfacesOf(fn, around) })
  const listing = ports.flatMap(({ name }) => interfaces.find((one) => one.name === name) ?? [])
  const [first] = listing
  if (!first) return unknown('the PF has no network interface')
  if (!first.vfs.known) return first.vfs
  const noVlan = pfDriver(readOr(fn.driver, null))?.noVlan ?? []
  const settings = readOr(listing.find(({ vfs }) => readOr(vfs, []).length > 0)?.vfs ?? first.vfs, [])
    .filter(({ index }) => index < sriov.numVfs)
    .map((vf) => (noVlan.includes(vf.vlan) ? { ...vf, vlan: 0, qos: 0 } : vf))
  return settings.length > 0 ? known(settings) : unknown(noVfSettings(sriov.numVfs))
}

/** VFs use the link of their PF. Where sysfs says "Unknown" (a kernel before 4.13 shows nothing) config space is asked. */
function linkOf(fn: SnapshotFunction, config: ConfigSpace | null): Reading<PcieLink | null> {
  if (fn.physfn !== null) return known(null)
  const express = config === null ? null : pciExpressCapability(config)
  if (!fn.link && !express) {
    // Conventional PCI has no link; with 64 bytes of config space and no attributes that is the likely reading too.
    return known(null)
  }
  if (express && express.maxLinkWidth === 0) return known(null)
  const speedGTps = fn.link?.currentSpeedGTps ?? express?.currentLinkSpeedGTps
  const width = fn.link?.currentWidth ?? express?.currentLinkWidth
  const maxSpeedGTps = fn.link?.maxSpeedGTps ?? express?.maxLinkSpeedGTps
  const maxWidth = fn.link?.maxWidth ?? express?.maxLinkWidth
  if (!speedGTps || !width || !maxSpeedGTps || !maxWidth) {
    return isPciBridge(fn.classCode)
      ? unknown('the link is down: nothing is plugged in')
      : unknown('the kernel reports no speed or width of the link')
  }
  return known({
    speedGTps,
    width,
    maxSpeedGTps,
    maxWidth,
    maxPayloadBytes: registerOf(express, 'maxPayloadSize'),
    maxReadRequestBytes: registerOf(express, 'maxReadRequestSize')
  })
}

const registerOf = (
  express: PciExpressCapability | null,
  field: 'maxPayloadSize' | 'maxReadRequestSize'
): Reading<number> =>
  express ? known(express[field]) : unknown('config space past 64 bytes could not be read')

const interfacesOf = (fn: SnapshotFunction, around: SnapshotIndex): readonly InventoryInterface[] =>
  (around.interfaces.get(fn.address) ?? []).map((one) => ({
    name: one.name,
    mac: one.mac,
    mtu: one.mtu,
    isUp: one.isUp,
    hasCarrier: one.hasCarrier,
    speedMbps: one.speedMbps,
    addresses: readOr(one.addresses, []),
    master: one.master,
    linkType: one.linkType,
    permanentMac: one.permanentMac,
    devPort: one.devPort,
    physPortName: one.physPortName,
    physSwitchId: one.physSwitchId,
    bondMode: one.master === null ? null : (around.bondModes.get(one.master) ?? null),
    firmware: one.firmware
  }))
