/** One object of ip's JSON, or the text of one that cannot be read. */
export type IpObject =
  | { readonly kind: 'read'; readonly value: unknown }
  /** `name`: the interface it speaks of, where that much can be seen. */
  | { readonly kind: 'broken'; readonly name: string | null; readonly reason: string }

/**
 * The objects of a JSON array that ip prints, in its order; null = this is no such array. Where the whole is no JSON
 * (a driver's odd value, an answer that was cut off) each object is read for itself, so that one broken entry never
 * costs the others. Every object of `ip addr` and `ip link` begins with its ifindex.
 */
export function parseIpObjects(text: string): readonly IpObject[] | null {
  const whole = text.trim()
  if (!whole.startsWith('[')) return null
  const all = parsed(whole)
  if (all.kind === 'read') {
    return Array.isArray(all.value) ? all.value.map((value) => ({ kind: 'read', value })) : null
  }
  const parts = whole.slice(1).split(/(?=\{\s*"ifindex":)/)
  const objects = parts.flatMap((part): readonly IpObject[] => {
    const own = part.replace(/[\s,\]]+$/, '')
    if (!own.startsWith('{')) return []
    const one = parsed(own)
    return one.kind === 'read' ? [one] : [{ ...one, name: nameIn(own) }]
  })
  const isOfIp = objects.some((one) => one.kind === 'read' || one.name !== null)
  return isOfIp ? objects : null
}

const nameIn = (text: string): string | null =>
  /"ifname":\s*"([^"\\]{1,64})"/.exec(text.slice(0, 400))?.[1] ?? null

function parsed(text: string): IpObject {
  try {
    return { kind: 'read', value: JSON.parse(text) as unknown }
  } catch (error) {
    return { kind: 'broken', name: null, reason: error instanceof Error ? error.message.slice(0, 120) : '' }
  }
}
