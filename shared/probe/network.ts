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
  const hasJson = !net.notes.some((note) => note.kind !== 'timeout')
  const fromIp = hasJson ? parseIpJson(net.lines.join('\n')) : null
  const byName = new Map((fromIp ?? []).map((one) => [one.name, one]))
  const textAddresses = fromIp ? null : parseIpText(net.lines)
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
        addresses: addressesOf(name, byName.get(name), textAddresses),
        master: byName.get(name)?.master ?? targetName(links, `${path}/master`),
        lower: lower.get(name) ?? [],
        vfs: vfsOf(name, fromIp === null ? null : byName),
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
    if (name !== undefined && below !== undefined) lower.set(name, [...(lower.get(name) ?? []), below].sort())
  }
  return lower
}

/** An interface with more VFs than fit into a message of the kernel may be missing from what ip prints. */
function vfsOf(name: string, fromIp: ReadonlyMap<string, IpInterface> | null): SnapshotInterface['vfs'] {
  if (fromIp === null) return unknown('ip prints no JSON on this host')
  const one = fromIp.get(name)
  return one ? known(one.vfs) : unknown('ip does not list this interface')
}

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
    mac: readingOf(ip?.mac ?? firstLine(files, `${name}/address`), 'it has no MAC address'),
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
  text: ReadonlyMap<string, readonly string[]> | null
): Reading<readonly string[]> {
  if (ip) return known(ip.addresses)
  if (text && text.size > 0) return known(text.get(name) ?? [])
  return unknown('ip was not to be had')
}

const TEXT_ADDRESS = /^\d+: +([^\s:@]+)[^ ]* .*\binet6? ([0-9a-f.:]+\/\d{1,3})\b/

/** Reads `ip -o addr` of busybox: `2: eth0    inet 10.0.2.15/24 brd ...`. */
export function parseIpText(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const addresses = new Map<string, string[]>()
  for (const line of lines) {
    const [, name, address] = TEXT_ADDRESS.exec(line) ?? []
    if (name === undefined || address === undefined) continue
    addresses.set(name, [...(addresses.get(name) ?? []), address])
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

/** Interfaces of the default routes in /proc/net/route and /proc/net/ipv6_route; `lo` only rejects. In order of name. */
export function parseDefaultRoutes(lines: readonly string[]): readonly string[] {
  const names = new Set<string>()
  for (const line of lines) {
    const v4 = /^\/proc\/net\/route:(\S+)\s00000000\s/.exec(line)?.[1]
    const v6 = /^\/proc\/net\/ipv6_route:0{32} 00 .* (\S+)\s*$/.exec(line)?.[1]
    const name = v4 ?? v6
    if (name !== undefined && name !== 'lo') names.add(name)
  }
  return [...names].sort()
}
