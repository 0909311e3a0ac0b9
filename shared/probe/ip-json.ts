import * as v from 'valibot'
import { VF_ATTRIBUTES } from '../drivers/vf-attributes.ts'
import { observedSettings } from '../drivers/vf-settings.ts'
import type { SnapshotVf } from '../snapshot/types.ts'

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
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0))

const vfSchema = v.looseObject({ vf: count })

const interfaceSchema = v.looseObject({
  ifname: v.string(),
  flags: v.optional(v.array(v.string()), []),
  mtu: v.optional(count),
  address: v.optional(v.string()),
  master: v.optional(v.string()),
  addr_info: v.optional(
    v.array(v.looseObject({ local: v.optional(v.string()), prefixlen: v.optional(count) })),
    []
  ),
  vfinfo_list: v.optional(v.array(v.unknown()), [])
})

/**
 * Reads `ip -j -d addr`, in the order of ip. null = this is no such JSON. Entries of another form (ip prints an
 * empty object for an interface that went away meanwhile) are passed over.
 */
export function parseIpJson(text: string): readonly IpInterface[] | null {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return null
  }
  if (!Array.isArray(json)) return null
  return json.flatMap((entry) => {
    const parsed = v.safeParse(interfaceSchema, entry)
    return parsed.success ? [interfaceOf(parsed.output)] : []
  })
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
    .sort((a, b) => a.index - b.index)
})

const macOrNull = (text: string | undefined): string | null =>
  text !== undefined && /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text) ? text.toLowerCase() : null
