import type { PciAddress } from '../pci/address.ts'
import { readOr } from '../reading.ts'
import type { HostSnapshot, SnapshotDisk, SnapshotInterface } from '../snapshot/types.ts'
import type { FunctionUse } from './types.ts'

/** What the uses of functions are seen from. */
export type UseReadings = Pick<
  HostSnapshot,
  'functions' | 'vfioUsers' | 'disks' | 'mounts' | 'interfaces' | 'reader' | 'defaultRouteInterfaces'
>

/**
 * Who uses which function: VMs and other holders of VFIO devices, mounted disks, addressed and enslaved interfaces,
 * and the way the management traffic takes. Functions nobody uses are missing.
 */
export function functionUses(snapshot: UseReadings): ReadonlyMap<PciAddress, readonly FunctionUse[]> {
  const uses = new Map<PciAddress, FunctionUse[]>()
  const add = (address: PciAddress, use: FunctionUse): void => {
    uses.set(address, [...(uses.get(address) ?? []), use])
  }
  addVfioUsers(snapshot, add)
  addMounts(snapshot, add)
  addInterfaces(snapshot, add)
  return uses
}

type Add = (address: PciAddress, use: FunctionUse) => void

/** A holder of a group holds every function of it that is bound to VFIO. */
function addVfioUsers(snapshot: UseReadings, add: Add): void {
  const seen = new Set<string>()
  for (const { pid, command, vm, holds } of readOr(snapshot.vfioUsers, [])) {
    for (const fn of snapshot.functions) {
      const isHeld =
        holds.kind === 'device'
          ? fn.vfioDevice === holds.number
          : readOr(fn.iommuGroup, null) === holds.number && /vfio/.test(readOr(fn.driver, null) ?? '')
      const key = `${fn.address} ${pid}`
      if (!isHeld || seen.has(key)) continue
      seen.add(key)
      add(fn.address, vm === null ? { kind: 'vfio', pid, command } : { kind: 'vm', vm, pid })
    }
  }
}

function addMounts(snapshot: UseReadings, add: Add): void {
  const mountpoints = new Map<PciAddress, Set<string>>()
  for (const { mountpoint, number, source } of snapshot.mounts) {
    const disk = snapshot.disks.find(
      (one) =>
        (number !== null && one.number === number) ||
        source === `/dev/${one.name}` ||
        (one.mapperName !== null && source === `/dev/mapper/${one.mapperName}`)
    )
    for (const address of disk ? functionsBelow(disk, snapshot.disks) : []) {
      mountpoints.set(address, (mountpoints.get(address) ?? new Set()).add(mountpoint))
    }
  }
  for (const [address, points] of mountpoints)
    add(address, { kind: 'mounted', mountpoints: [...points].sort() })
}

/** Functions under a disk, through LVM, RAID and dm-crypt. */
function functionsBelow(
  disk: SnapshotDisk,
  disks: readonly SnapshotDisk[],
  seen = new Set<string>()
): readonly PciAddress[] {
  if (seen.has(disk.name)) return []
  seen.add(disk.name)
  if (disk.function !== null) return [disk.function]
  return disk.madeOf.flatMap((name) => {
    const part = disks.find((one) => one.name === name)
    return part ? functionsBelow(part, disks, seen) : []
  })
}

function addInterfaces(snapshot: UseReadings, add: Add): void {
  const session = snapshot.reader.sessionAddress.known ? snapshot.reader.sessionAddress.value : null
  const management = new Set<PciAddress>()
  const index = indexOf(snapshot.interfaces)
  for (const one of snapshot.interfaces) {
    const addresses = readOr(one.addresses, []).filter((address) => !isLinkLocal(address))
    const below = interfacesBelow(one, index)
    const carriesSession = session !== null && addresses.some((address) => address.split('/')[0] === session)
    const carriesDefault = snapshot.defaultRouteInterfaces.includes(one.name)
    for (const lower of below) {
      if (lower.function === null) continue
      if (addresses.length > 0) add(lower.function, { kind: 'addressed', interface: one.name, addresses })
      if ((carriesSession || carriesDefault) && !management.has(lower.function)) {
        management.add(lower.function)
        add(lower.function, { kind: 'management', interface: one.name })
      }
    }
    if (one.function !== null && one.master !== null) {
      add(one.function, { kind: 'enslaved', interface: one.name, master: one.master })
    }
  }
}

/** Every interface gets such an address by itself: it says nothing about use. */
const isLinkLocal = (address: string): boolean => /^fe[89ab][0-9a-f]:/i.test(address)

/** Interfaces by name, and by the one that owns them. */
interface InterfaceIndex {
  readonly byName: ReadonlyMap<string, SnapshotInterface>
  readonly byMaster: ReadonlyMap<string, readonly SnapshotInterface[]>
}

function indexOf(interfaces: readonly SnapshotInterface[]): InterfaceIndex {
  const byMaster = new Map<string, SnapshotInterface[]>()
  for (const one of interfaces) {
    if (one.master !== null) byMaster.set(one.master, [...(byMaster.get(one.master) ?? []), one])
  }
  return { byName: new Map(interfaces.map((one) => [one.name, one])), byMaster }
}

/** The interface itself and all that carry it: ports of a bridge or bond, the NIC under a VLAN. Each once. */
function interfacesBelow(
  top: SnapshotInterface,
  index: InterfaceIndex,
  seen = new Set<string>()
): readonly SnapshotInterface[] {
  if (seen.has(top.name)) return []
  seen.add(top.name)
  const lower = [
    ...top.lower.flatMap((name) => index.byName.get(name) ?? []),
    ...(index.byMaster.get(top.name) ?? [])
  ]
  return [top, ...lower.flatMap((one) => interfacesBelow(one, index, seen))]
}
