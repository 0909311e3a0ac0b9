import { comparePciAddresses, isPciAddress, type PciAddress } from '../pci/address.ts'
import { known, unknown, type Reading } from '../reading.ts'
import type { SnapshotFunction, SnapshotLink, SnapshotResource, SnapshotSriov } from '../snapshot/types.ts'
import { parseConfigDump } from './config-dump.ts'
import { functionsOnPath, targetName, type Listing } from './links.ts'
import { parseNames } from './names.ts'
import { firstLine, parsePathLines, type PathValues } from './path-lines.ts'
import { sectionOf, type ProbeOutput } from './sections.ts'

/** All PCI functions that show vendor, device and class, in order of address. */
export function parseFunctions(output: ProbeOutput, links: Listing): readonly SnapshotFunction[] {
  const files = parsePathLines(sectionOf(output, 'pci').lines)
  const addresses = [...new Set([...files.keys()].map((path) => path.slice(0, path.indexOf('/'))))]
    .filter(isPciAddress)
    .sort()
  const context: Context = {
    files,
    links,
    names: parseNames(sectionOf(output, 'names').lines),
    resources: parseResources(sectionOf(output, 'resources').lines),
    config: parseConfigDump(sectionOf(output, 'config').lines, addresses),
    vfioDevices: vfioDevices(links),
    vfs: vfLinks(links),
    hasLinks: addresses.some((address) => links.targets.has(address)),
    hasResetMethods: [...files.keys()].some((path) => path.endsWith('/reset_method')),
    hasNuma: [...files.keys()].some((path) => path.endsWith('/numa_node'))
  }
  return addresses
    .flatMap((address) => functionOf(address, context))
    .sort((a, b) => comparePciAddresses(a.address, b.address))
}

interface Context {
  readonly files: PathValues
  readonly links: Listing
  readonly names: ReturnType<typeof parseNames>
  readonly resources: ReadonlyMap<PciAddress, readonly SnapshotResource[]>
  readonly config: ReadonlyMap<PciAddress, string>
  readonly vfioDevices: ReadonlyMap<PciAddress, number>
  readonly vfs: ReadonlyMap<string, readonly VfLink[]>
  readonly hasLinks: boolean
  readonly hasResetMethods: boolean
  readonly hasNuma: boolean
}

const NO_LINKS = 'the probe could not list the links of /sys/bus/pci/devices'

function functionOf(address: PciAddress, context: Context): SnapshotFunction[] {
  const { files, links } = context
  const read = (name: string): string | null => firstLine(files, `${address}/${name}`)
  const linked = <T>(link: string, of: (name: string | null) => T): Reading<T> =>
    context.hasLinks ? known(of(targetName(links, `${address}/${link}`))) : unknown(NO_LINKS)
  const vendorId = hexId(read('vendor'))
  const deviceId = hexId(read('device'))
  const classCode = Number(read('class') ?? NaN)
  if (vendorId === null || deviceId === null || !Number.isInteger(classCode)) return []

  const revision = Number(read('revision') ?? NaN)
  const physfn = targetName(links, `${address}/physfn`)
  const override = read('driver_override')
  const resets = read('reset_method')
  return [
    {
      address,
      vendorId,
      deviceId,
      subsystemVendorId: readingOf(hexId(read('subsystem_vendor'))),
      subsystemDeviceId: readingOf(hexId(read('subsystem_device'))),
      classCode,
      revision: readingOf(Number.isInteger(revision) ? revision : null),
      vendorName: context.names.get(address)?.vendor ?? null,
      deviceName: context.names.get(address)?.device ?? null,
      parent: functionsOnPath(links.targets.get(address) ?? '').at(-2) ?? null,
      driver: linked('driver', (name) => name),
      bootVga: bootVgaOf(firstLine(files, `${address}/boot_vga`)),
      driverOverride: files.has(`${address}/driver_override`)
        ? known(override === '(null)' ? null : override)
        : unknown('sysfs shows no driver_override'),
      iommuGroup: linked('iommu_group', (name) =>
        name !== null && /^\d+$/.test(name) ? Number(name) : null
      ),
      numaNode: context.hasNuma ? numaNodeOf(read('numa_node')) : unknown('this kernel shows no NUMA nodes'),
      resetMethods: context.hasResetMethods
        ? known(resets?.split(/\s+/) ?? [])
        : unknown('a kernel before 5.15 does not list reset methods'),
      link: linkOf(read),
      sriov: sriovOf(read, context.vfs.get(address) ?? []),
      physfn: physfn !== null && isPciAddress(physfn) ? physfn : null,
      vfioDevice: context.vfioDevices.get(address) ?? null,
      resources: context.resources.get(address) ?? [],
      configSpace: readingOf(context.config.get(address) ?? null, 'the config space could not be read')
    }
  ]
}

const readingOf = <T>(value: T | null, reason = 'sysfs does not show it'): Reading<T> =>
  value === null ? unknown(reason) : known(value)

/** `0x8086` or `10ca` as four digits. */
function hexId(text: string | null): string | null {
  const digits = /^(?:0x)?([0-9a-f]{1,4})$/i.exec(text ?? '')?.[1]
  return digits === undefined ? null : digits.toLowerCase().padStart(4, '0')
}

const wholeNumber = (text: string | null): number | null =>
  text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null

/** TotalVFs and NumVFs are registers of 16 bits: more is no count. */
function vfCount(text: string | null): number | null {
  const count = wholeNumber(text)
  return count !== null && count <= 0xffff ? count : null
}

function numaNodeOf(text: string | null): Reading<number | null> {
  if (text === '-1') return known(null)
  return readingOf(wholeNumber(text))
}

/** "8.0 GT/s PCIe", on older kernels "8 GT/s", "Unknown" or "Unknown speed" where there is no link. */
function linkOf(read: (name: string) => string | null): SnapshotLink | null {
  const speed = (name: string): number | null => {
    const digits = /^(\d+(?:\.\d+)?) GT\/s/.exec(read(name) ?? '')?.[1]
    return digits === undefined ? null : Number(digits)
  }
  // 255 stands for "unknown" in the kernel (PCIE_LNK_WIDTH_UNKNOWN).
  const width = (name: string): number | null => {
    const lanes = wholeNumber(read(name))
    return lanes === null || lanes === 0 || lanes > 32 ? null : lanes
  }
  const link = {
    currentSpeedGTps: speed('current_link_speed'),
    currentWidth: width('current_link_width'),
    maxSpeedGTps: speed('max_link_speed'),
    maxWidth: width('max_link_width')
  }
  return Object.values(link).every((value) => value === null) ? null : link
}

function sriovOf(read: (name: string) => string | null, links: readonly VfLink[]): SnapshotSriov | null {
  const totalVfs = vfCount(read('sriov_totalvfs'))
  const numVfs = vfCount(read('sriov_numvfs'))
  if (totalVfs === null || numVfs === null) return null
  const autoprobe = read('sriov_drivers_autoprobe')
  return {
    totalVfs,
    numVfs,
    offset: readingOf(wholeNumber(read('sriov_offset'))),
    stride: readingOf(wholeNumber(read('sriov_stride'))),
    vfDeviceId: readingOf(hexId(read('sriov_vf_device'))),
    driversAutoprobe: readingOf(autoprobe === null ? null : autoprobe === '1'),
    vfs: links.filter(({ index }) => index < numVfs)
  }
}

type VfLink = SnapshotSriov['vfs'][number]

/** Links `ADDRESS/virtfnN`, by PF, in order of index. One pass: 65,535 of them may be claimed by every PF. */
function vfLinks(links: Listing): ReadonlyMap<string, readonly VfLink[]> {
  const found = new Map<string, VfLink[]>()
  for (const [path, target] of links.targets) {
    const [, pf, index] = /^([0-9a-f:.]{12,16})\/virtfn(\d{1,5})$/.exec(path) ?? []
    const address = target.slice(target.lastIndexOf('/') + 1)
    if (pf === undefined || !isPciAddress(address)) continue
    const list = found.get(pf)
    if (list) list.push({ index: Number(index), address })
    else found.set(pf, [{ index: Number(index), address }])
  }
  for (const list of found.values()) list.sort((a, b) => a.index - b.index)
  return found
}

/** `ADDRESS/resource:LINE:START END FLAGS`; line 1 is resource 0. */
function parseResources(lines: readonly string[]): ReadonlyMap<PciAddress, readonly SnapshotResource[]> {
  const resources = new Map<PciAddress, SnapshotResource[]>()
  for (const line of lines) {
    const [, address = '', number, start, end, flags] =
      /^([0-9a-f:.]+)\/resource:([1-9]\d?):(0x[0-9a-f]{1,16}) (0x[0-9a-f]{1,16}) (0x[0-9a-f]{1,16})$/.exec(
        line
      ) ?? []
    if (!isPciAddress(address) || start === undefined || end === undefined || flags === undefined) continue
    const resource = { index: Number(number) - 1, start, end, flags }
    const list = resources.get(address)
    if (list) list.push(resource)
    else resources.set(address, [resource])
  }
  return resources
}

/** Folders `ADDRESS/vfio-dev/vfioN`. */
function vfioDevices(links: Listing): ReadonlyMap<PciAddress, number> {
  const devices = new Map<PciAddress, number>()
  for (const path of links.plain) {
    const [, address = '', number] = /^([0-9a-f:.]+)\/vfio-dev\/vfio(\d{1,9})$/.exec(path) ?? []
    if (isPciAddress(address)) devices.set(address, Number(number))
  }
  return devices
}

/** `boot_vga` is there for graphics functions only. Source: boot_vga_show in drivers/pci/pci-sysfs.c. */
const bootVgaOf = (text: string | null): boolean | null => (text === null ? null : text === '1')
