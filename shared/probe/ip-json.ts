import * as v from 'valibot'
import { VF_ATTRIBUTES } from '../drivers/vf-attributes.ts'
import { observedSettings } from '../drivers/vf-settings.ts'
import type { SnapshotVf } from '../snapshot/types.ts'
import { parseIpObjects } from './ip-objects.ts'

/** One interface as `ip -j -d addr` shows it. */
export interface IpInterface {
  readonly name: string
  readonly mac: string | null
  readonly mtu: number | null
  readonly isUp: boolean
  readonly hasCarrier: boolean
  readonly master: string | null
  /** With prefix length. */
  readonly addresses: readonly string[]
  readonly vfs: readonly SnapshotVf[]
  /** "ether", "infiniband", "loopback", ...; null = not said. */
  readonly linkType: string | null
  /** "bridge", "macvtap", "openvswitch", ...; null = a device of a driver. */
  readonly kind: string | null
  /** Name of the interface it stands on, where that is in the same namespace. */
  readonly link: string | null
  /** Number of the interface it stands on, which is in another namespace. */
  readonly farLink: number | null
  /** MAC that the device was built with, where it is not the one in use. */
  readonly permanentMac: string | null
  readonly altnames: readonly string[]
  /** How many have asked it to take all packets. */
  readonly promiscuity: number
  readonly hasXdp: boolean
  /** Bus address of the device below, for example "0000:01:00.0"; null = not said (iproute2 before 5.14). */
  readonly parent: string | null
}

/** What `ip -j -d addr` said, and of which interfaces it said something that cannot be read. */
export interface IpAnswer {
  readonly interfaces: readonly IpInterface[]
  readonly broken: readonly { readonly name: string | null; readonly reason: string }[]
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0))

const vfSchema = v.looseObject({ vf: count })

const interfaceSchema = v.looseObject({
  ifname: v.string(),
  flags: v.optional(v.array(v.string()), []),
  mtu: v.optional(count),
  address: v.optional(v.string()),
  master: v.optional(v.string()),
  link_type: v.optional(v.string()),
  linkinfo: v.optional(v.looseObject({ info_kind: v.optional(v.string()) })),
  link: v.optional(v.nullable(v.string())),
  link_index: v.optional(count),
  permaddr: v.optional(v.string()),
  altnames: v.optional(v.array(v.string()), []),
  promiscuity: v.optional(count),
  xdp: v.optional(v.unknown()),
  parentbus: v.optional(v.string()),
  parentdev: v.optional(v.string()),
  addr_info: v.optional(
    v.array(v.looseObject({ local: v.optional(v.string()), prefixlen: v.optional(count) })),
    []
  ),
  vfinfo_list: v.optional(v.array(v.unknown()), [])
})

/**
 * Reads `ip -j -d addr`, in the order of ip. null = this is no such JSON. Entries without a name (ip prints an empty
 * object for an interface that went away meanwhile) are passed over.
 */
export function parseIpJson(text: string): IpAnswer | null {
  const objects = parseIpObjects(text)
  if (objects === null) return null
  const interfaces: IpInterface[] = []
  const broken: { name: string | null; reason: string }[] = []
  for (const object of objects) {
    if (object.kind === 'broken') {
      broken.push({ name: object.name, reason: object.reason })
      continue
    }
    const parsed = v.safeParse(interfaceSchema, object.value)
    if (parsed.success) interfaces.push(interfaceOf(parsed.output))
    else {
      const name = v.safeParse(v.looseObject({ ifname: v.string() }), object.value)
      if (name.success)
        broken.push({ name: name.output.ifname, reason: parsed.issues[0].message.slice(0, 120) })
    }
  }
  return { interfaces, broken }
}

const interfaceOf = (entry: v.InferOutput<typeof interfaceSchema>): IpInterface => ({
  name: entry.ifname,
  mac: macOrNull(entry.address),
  mtu: entry.mtu ?? null,
  isUp: entry.flags.includes('UP'),
  hasCarrier: entry.flags.includes('LOWER_UP'),
  master: entry.master ?? null,
  addresses: entry.addr_info.flatMap(({ local, prefixlen }) =>
    local === undefined || prefixlen === undefined ? [] : [`${local}/${prefixlen}`]
  ),
  vfs: entry.vfinfo_list
    .flatMap((vf) => {
      const parsed = v.safeParse(vfSchema, vf)
      const settings = observedSettings(vf, VF_ATTRIBUTES)
      return parsed.success && settings !== null ? [{ index: parsed.output.vf, ...settings }] : []
    })
    .sort((a, b) => a.index - b.index),
  linkType: entry.link_type ?? null,
  kind: entry.linkinfo?.info_kind ?? null,
  link: entry.link ?? null,
  farLink: entry.link ? null : (entry.link_index ?? null),
  permanentMac: macOrNull(entry.permaddr),
  altnames: entry.altnames,
  promiscuity: entry.promiscuity ?? 0,
  hasXdp: entry.xdp !== undefined,
  parent: entry.parentbus === 'pci' ? (entry.parentdev ?? null) : null
})

const macOrNull = (text: string | undefined): string | null =>
  text !== undefined && /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text) ? text.toLowerCase() : null
