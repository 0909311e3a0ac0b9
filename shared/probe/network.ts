import { known, unknown, type Reading } from '../reading.ts'
import type { SnapshotInterface } from '../snapshot/types.ts'
import { parseIpJson, type IpInterface } from './ip-json.ts'
import { functionsOnPath, targetName, type Listing } from './links.ts'
import { firstLine, parsePathLines, type PathValues } from './path-lines.ts'
import { sectionOf, type ProbeOutput } from './sections.ts'

const CLASS = '/sys/class/net/'
/** Source: include/uapi/linux/if.h */
const IFF_UP = 0x1

/** All interfaces, in order of name: sysfs knows them all, `ip` adds addresses and VF settings, ethtool the firmware. */
export function parseInterfaces(output: ProbeOutput, links: Listing): readonly SnapshotInterface[] {
  const net = sectionOf(output, 'net')
  const failed = net.notes.find((note) => note.kind === 'failed')
  const hasJson = !net.notes.some((note) => note.kind === 'no-json' || note.kind === 'missing')
  const answer = hasJson ? parseIpJson(net.lines.join('\n')) : null
  const byName = new Map((answer?.interfaces ?? []).map((one) => [one.name, one]))
  const textAddresses = answer ? null : parseIpText(net.lines)
  const broken = new Map((answer?.broken ?? []).map(({ name, reason }) => [name, reason]))
  // What ip said when it failed decides; else why this interface, or all of them, are missing.
  const noVfs = (name: string): string =>
    hasJson && failed?.kind === 'failed' && failed.reason !== ''
      ? `ip: ${failed.reason}`
      : broken.has(name)
        ? `what ip prints for it cannot be read: ${broken.get(name) ?? ''}`
        : answer
          ? 'ip does not list this interface'
          : 'ip prints no JSON on this host'
  const files = parsePathLines(sectionOf(output, 'net-files').lines)
  const lower = lowerInterfaces(links)
  const firmware = parseEthtool(sectionOf(output, 'firmware').lines)
  const hasEthtool = !sectionOf(output, 'firmware').notes.some((note) => note.kind === 'missing')

  return [...links.targets]
    .filter(([name]) => name.startsWith(CLASS) && !name.slice(CLASS.length).includes('/'))
    .map(([path, target]) => {
      const name = path.slice(CLASS.length)
      const fn = functionsOnPath(target).at(-1) ?? null
      const tool = firmware.get(name)
      return {
        name,
        function: fn,
        ...fileFacts(name, files, byName.get(name) ?? null),
        addresses: addressesOf(name, byName.get(name), textAddresses, noVfs),
        master: byName.get(name)?.master ?? targetName(links, `${path}/master`),
        lower: lowerOf(lower.get(name) ?? [], byName.get(name)?.link ?? null),
        vfs: vfsOf(byName.get(name), failed !== undefined, () => noVfs(name)),
        ...portFacts(name, files, byName.get(name) ?? null),
        driver: tool?.driver ?? null,
        driverVersion: tool?.version ?? null,
        firmware: firmwareOf(tool, hasEthtool, fn !== null && links.targets.has(`${fn}/physfn`))
      }
    })
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

/** What each interface stands on, from its links `lower_NAME`, in order of name. */
function lowerInterfaces(links: Listing): ReadonlyMap<string, readonly string[]> {
  const lower = new Map<string, string[]>()
  for (const path of links.targets.keys()) {
    const [, name, below] = /^\/sys\/class\/net\/([^/]+)\/lower_([^/]+)$/.exec(path) ?? []
    if (name === undefined || below === undefined) continue
    const list = lower.get(name)
    if (list) list.push(below)
    else lower.set(name, [below])
  }
  for (const list of lower.values()) list.sort()
  return lower
}

/** What ip names as the interface below is a lower one too: busybox and old kernels show no links. */
const lowerOf = (links: readonly string[], link: string | null): readonly string[] =>
  link === null || links.includes(link) ? links : [...links, link].sort()

/** Where ip failed, its second, shorter answer knows no VFs: none listed is then no reading. */
const vfsOf = (
  one: IpInterface | undefined,
  isPartial: boolean,
  why: () => string
): SnapshotInterface['vfs'] => (one && !(isPartial && one.vfs.length === 0) ? known(one.vfs) : unknown(why()))

type PortFacts = Pick<
  SnapshotInterface,
  | 'ifindex'
  | 'linkType'
  | 'kind'
  | 'permanentMac'
  | 'altnames'
  | 'devPort'
  | 'physPortName'
  | 'physSwitchId'
  | 'bondMode'
  | 'promiscuity'
  | 'hasXdp'
>

/** Source: ARPHRD_ETHER, ARPHRD_INFINIBAND and ARPHRD_LOOPBACK in include/uapi/linux/if_arp.h. */
const LINK_TYPES: Readonly<Record<string, string>> = { 1: 'ether', 32: 'infiniband', 772: 'loopback' }

/** Which port of which switch an interface is, and what it is made as. */
function portFacts(name: string, files: PathValues, ip: IpInterface | null): PortFacts {
  const number = (file: string): number | null => {
    const text = firstLine(files, `${name}/${file}`)
    return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null
  }
  return {
    ifindex: number('ifindex'),
    linkType: ip?.linkType ?? LINK_TYPES[number('type') ?? ''] ?? null,
    kind: ip?.kind ?? null,
    permanentMac: ip?.permanentMac ?? null,
    altnames: ip?.altnames ?? [],
    devPort: number('dev_port'),
    physPortName: firstLine(files, `${name}/phys_port_name`),
    physSwitchId: firstLine(files, `${name}/phys_switch_id`),
    bondMode: firstLine(files, `${name}/bonding/mode`)?.split(' ')[0] ?? null,
    promiscuity: ip?.promiscuity ?? 0,
    hasXdp: ip?.hasXdp ?? false
  }
}

/** Six bytes: the 20 of an InfiniBand interface are no MAC address. */
const macOf = (text: string | null): string | null =>
  text !== null && /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text) ? text.toLowerCase() : null

type FileFacts = Pick<SnapshotInterface, 'mac' | 'mtu' | 'isUp' | 'hasCarrier' | 'speedMbps'>

function fileFacts(name: string, files: PathValues, ip: IpInterface | null): FileFacts {
  const flags = firstLine(files, `${name}/flags`)
  const isUp = ip?.isUp ?? (flags === null ? null : (Number(flags) & IFF_UP) !== 0)
  const carrier = firstLine(files, `${name}/carrier`)
  const speed = Number(firstLine(files, `${name}/speed`) ?? NaN)
  const mtu = ip?.mtu ?? Number(firstLine(files, `${name}/mtu`) ?? NaN)
  // The kernel refuses to read `carrier` and `speed` of an interface that is down (EINVAL).
  const hasCarrier = ip?.hasCarrier ?? (carrier === null ? (isUp === false ? false : null) : carrier === '1')
  return {
    mac: readingOf(ip?.mac ?? macOf(firstLine(files, `${name}/address`)), 'it has no MAC address'),
    mtu: readingOf(Number.isInteger(mtu) ? mtu : null, 'sysfs shows no mtu'),
    isUp: readingOf(isUp, 'sysfs shows no flags'),
    hasCarrier: readingOf(hasCarrier, 'sysfs shows no carrier'),
    speedMbps:
      speed > 0
        ? known(speed)
        : unknown(hasCarrier === false ? 'the link is down' : 'the driver reports no speed')
  }
}

const readingOf = <T>(value: T | null, reason: string): Reading<T> =>
  value === null ? unknown(reason) : known(value)

function addressesOf(
  name: string,
  ip: IpInterface | undefined,
  text: ReadonlyMap<string, readonly string[]> | null,
  why: (name: string) => string
): Reading<readonly string[]> {
  if (ip) return known(ip.addresses)
  if (text && text.size > 0) return known(text.get(name) ?? [])
  return unknown(text ? 'ip was not to be had' : why(name))
}

const TEXT_ADDRESS = /^\d+: +([^\s:@]+)[^ ]* .*\binet6? ([0-9a-f.:]+\/\d{1,3})\b/

/** Reads `ip -o addr` of busybox: `2: eth0    inet 10.0.2.15/24 brd ...`. */
export function parseIpText(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const addresses = new Map<string, string[]>()
  for (const line of lines) {
    const [, name, address] = TEXT_ADDRESS.exec(line) ?? []
    if (name === undefined || address === undefined) continue
    const list = addresses.get(name)
    if (list) list.push(address)
    else addresses.set(name, [address])
  }
  return addresses
}

function firmwareOf(tool: Ethtool | undefined, hasEthtool: boolean, isVf: boolean): Reading<string> {
  if (tool?.firmware) return known(tool.firmware)
  if (isVf) return unknown('a VF runs the firmware of its PF')
  return unknown(hasEthtool ? 'the driver reports none' : 'ethtool is not installed')
}

interface Ethtool {
  readonly driver: string | null
  readonly version: string | null
  readonly firmware: string | null
}

/** Reads `ethtool -i` of several interfaces, each behind a line `interface:NAME`. */
export function parseEthtool(lines: readonly string[]): ReadonlyMap<string, Ethtool> {
  const found = new Map<string, Ethtool>()
  let name: string | null = null
  for (const line of lines) {
    if (line.startsWith('interface:')) {
      name = line.slice('interface:'.length)
      found.set(name, { driver: null, version: null, firmware: null })
      continue
    }
    const [, key, value = ''] = /^(driver|version|firmware-version): *(.*)$/.exec(line) ?? []
    const before = name === null ? undefined : found.get(name)
    if (name === null || key === undefined || !before) continue
    const text = value.trim() === '' || value.trim() === 'N/A' ? null : value.trim()
    found.set(name, { ...before, [key === 'firmware-version' ? 'firmware' : key]: text })
  }
  return found
}

/**
 * Interfaces of the default routes: of the main table in /proc/net/route and /proc/net/ipv6_route, of all tables as
 * `ip -o route` prints them, with several next hops on one line. `lo` only rejects. In order of name.
 */
export function parseDefaultRoutes(lines: readonly string[]): readonly string[] {
  const names = new Set<string>()
  for (const line of lines) {
    const v4 = /^\/proc\/net\/route:(\S+)\s00000000\s/.exec(line)?.[1]
    const v6 = /^\/proc\/net\/ipv6_route:0{32} 00 .* (\S+)\s*$/.exec(line)?.[1]
    const fromIp = line.startsWith('default ')
      ? [...line.matchAll(/ dev ([^\s\\]{1,15})/g)].map(([, dev]) => dev)
      : []
    for (const name of [v4, v6, ...fromIp]) if (name !== undefined && name !== 'lo') names.add(name)
  }
  return [...names].sort()
}
