/** Parts of fake hosts: functions, interfaces and disks as trees, from the few facts that a case is about. */
import type { FakeEntry, FakeHost, FakeTree } from './fake-host.ts'

/** One PCI function; what is left out is that of a port of an 82599. */
export interface FakeFunction {
  readonly address: string
  /** Vendor and device id, "8086:10fb". */
  readonly ids?: string
  readonly classCode?: number
  /** null = none. */
  readonly driver?: string | null
  /** null = in no group. */
  readonly group?: number | null
  /** Addresses of the bridges and functions above it, from the root on. */
  readonly below?: readonly string[]
  /** VFs that exist, in order of index. A PF has SR-IOV when this is given, be it empty. */
  readonly vfs?: readonly (Omit<FakeFunction, 'vfs' | 'below'> & { readonly netdev?: string | null })[]
  readonly totalVfs?: number
  /** Further files of its folder, by name. */
  readonly files?: FakeTree
}

/** The tree of functions and their VFs. */
function functionTree(functions: readonly FakeFunction[]): FakeTree {
  const tree: Record<string, FakeEntry> = {}
  const add = (fn: FakeFunction, pf: FakeFunction | null): void => {
    const folder = folderOf(fn)
    const [vendor, device] = (fn.ids ?? (pf === null ? '8086:10fb' : '8086:10ed')).split(':')
    tree[`sys/bus/pci/devices/${fn.address}`] = { link: `../../../devices/${folder}` }
    const put = (name: string, entry: FakeEntry): void => void (tree[`sys/devices/${folder}/${name}`] = entry)
    put('vendor', `0x${vendor}`)
    put('device', `0x${device}`)
    put('class', `0x${(fn.classCode ?? 0x020000).toString(16).padStart(6, '0')}`)
    put('revision', '0x01')
    put('numa_node', '0')
    put('driver_override', '(null)')
    put('reset_method', 'flr')
    const driver = fn.driver === undefined ? (pf === null ? 'ixgbe' : 'ixgbevf') : fn.driver
    if (driver !== null) put('driver', { link: `/sys/bus/pci/drivers/${driver}` })
    const group = fn.group === undefined ? groupNumber(fn.address) : fn.group
    if (group !== null) put('iommu_group', { link: `/sys/kernel/iommu_groups/${group}` })
    if (pf !== null) put('physfn', { link: `../${pf.address}` })
    if (fn.vfs) {
      put('sriov_totalvfs', String(fn.totalVfs ?? 8))
      put('sriov_numvfs', String(fn.vfs.length))
      put('sriov_offset', '128')
      put('sriov_stride', '2')
      put('sriov_vf_device', '10ed')
      put('sriov_drivers_autoprobe', '1')
      fn.vfs.forEach((vf, index) => {
        put(`virtfn${index}`, { link: `../${vf.address}` })
        add({ ...vf, below: fn.below ?? [] }, fn)
      })
    }
    for (const [name, entry] of Object.entries(fn.files ?? {})) put(name, entry)
  }
  for (const fn of functions) add(fn, null)
  return tree
}

/** Below /sys/devices. */
const folderOf = ({ address, below = [] }: Pick<FakeFunction, 'address' | 'below'>): string =>
  [`pci${(below[0] ?? address).slice(0, 7)}`, ...below, address].join('/')

/** A number of its own for every function. */
const groupNumber = (address: string): number => parseInt(address.slice(5).replace(/[:.]/g, ''), 16)

/** One interface of the host's own namespace. */
export interface FakeInterface {
  readonly name: string
  /** The function it lies on, with the bridges above; left out = virtual. */
  readonly on?: string
  readonly mac?: string
  readonly addresses?: readonly string[]
  readonly master?: string
  /** Interfaces it stands on, as links lower_NAME. */
  readonly lower?: readonly string[]
  readonly isUp?: boolean
  readonly hasCarrier?: boolean
  readonly speed?: number
  /** Kind as ip names it: "bridge", "macvtap". */
  readonly kind?: string
  /** Further attributes of /sys/class/net/NAME, for example `phys_port_name`. */
  readonly files?: FakeTree
  /** Further members of its entry in ip's JSON, for example `vfinfo_list`. */
  readonly ip?: Readonly<Record<string, unknown>>
}

/** The tree of interfaces. The functions below them come from `functionTree`. */
function interfaceTree(interfaces: readonly FakeInterface[]): FakeTree {
  const tree: Record<string, FakeEntry> = {}
  interfaces.forEach((one, at) => {
    const folder =
      one.on === undefined ? `virtual/net/${one.name}` : `${folderOf({ address: one.on })}/net/${one.name}`
    tree[`sys/class/net/${one.name}`] = { link: `../../devices/${folder}` }
    const put = (name: string, entry: FakeEntry): void => void (tree[`sys/devices/${folder}/${name}`] = entry)
    put('address', one.mac ?? macOf(at))
    put('mtu', '1500')
    put('flags', one.isUp === false ? '0x1002' : '0x1003')
    put('ifindex', String(at + 2))
    put('dev_port', '0')
    if (one.isUp !== false) put('carrier', one.hasCarrier === false ? '0' : '1')
    put('speed', String(one.speed ?? 10000))
    if (one.on !== undefined) put('device', { link: `/sys/bus/pci/devices/${one.on}` })
    if (one.master !== undefined) put('master', { link: `/sys/class/net/${one.master}` })
    for (const lower of one.lower ?? []) put(`lower_${lower}`, { link: `/sys/class/net/${lower}` })
    for (const [name, entry] of Object.entries(one.files ?? {})) put(name, entry)
  })
  return tree
}

/** What `ip -j -d addr` says of them. */
export const ipJson = (interfaces: readonly FakeInterface[]): string =>
  JSON.stringify(
    interfaces.map((one, at) => ({
      ifindex: at + 2,
      ifname: one.name,
      flags: [
        'BROADCAST',
        ...(one.isUp === false ? [] : ['UP']),
        ...(one.isUp === false || one.hasCarrier === false ? [] : ['LOWER_UP'])
      ],
      mtu: 1500,
      link_type: 'ether',
      address: one.mac ?? macOf(at),
      ...(one.master === undefined ? {} : { master: one.master }),
      ...(one.kind === undefined ? {} : { linkinfo: { info_kind: one.kind } }),
      addr_info: (one.addresses ?? []).map((address) => ({
        family: address.includes(':') ? 'inet6' : 'inet',
        local: address.split('/')[0],
        prefixlen: Number(address.split('/')[1])
      })),
      ...one.ip
    }))
  )

const macOf = (at: number): string => `02:00:00:00:00:${(at + 1).toString(16).padStart(2, '0')}`

/** One block device. */
export interface FakeDisk {
  readonly name: string
  /** major:minor */
  readonly number: string
  /** Folder below /sys/devices, for example "pci0000:00/0000:01:00.0/nvme/nvme0". */
  readonly in: string
  readonly holders?: readonly string[]
  readonly slaves?: readonly string[]
  readonly files?: FakeTree
}

/** The tree of block devices. */
function diskTree(disks: readonly FakeDisk[]): FakeTree {
  const tree: Record<string, FakeEntry> = {}
  for (const { name, number, in: folder, holders = [], slaves = [], files = {} } of disks) {
    tree[`sys/class/block/${name}`] = { link: `../../devices/${folder}/${name}` }
    const put = (path: string, entry: FakeEntry): void =>
      void (tree[`sys/devices/${folder}/${name}/${path}`] = entry)
    put('dev', number)
    for (const holder of holders) put(`holders/${holder}`, { link: `/sys/class/block/${holder}` })
    for (const slave of slaves) put(`slaves/${slave}`, { link: `/sys/class/block/${slave}` })
    for (const [path, entry] of Object.entries(files)) put(path, entry)
  }
  return tree
}

/** What a case is about. */
export interface FakeParts extends Omit<FakeHost, 'trees'> {
  readonly functions: readonly FakeFunction[]
  readonly interfaces?: readonly FakeInterface[]
  readonly disks?: readonly FakeDisk[]
  readonly files?: FakeTree
}

/** A host of these parts; `ip` answers for the interfaces unless the tools say otherwise. */
export function fakeHost({
  functions,
  interfaces = [],
  disks = [],
  files = {},
  tools,
  ...more
}: FakeParts): FakeHost {
  return {
    trees: [functionTree(functions), interfaceTree(interfaces), diskTree(disks), files],
    tools: { ip: { '-j -d addr': ipJson(interfaces) }, ...tools },
    ...more
  }
}
