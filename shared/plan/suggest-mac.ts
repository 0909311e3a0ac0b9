/**
 * MAC addresses for VFs. Many drivers start VFs with none, the guest then invents one at every boot, and switch
 * ports, DHCP leases and licences that go by MAC break. A suggestion depends only on where the VF is, so that
 * planning the same VF twice, on two machines, gives the same address.
 */
import { functionKey, vfFunction } from './function-key.ts'
import type { Plan, VfPlace } from './types.ts'

/** 32-bit FNV-1a over UTF-16 code units: spreads well, is no secret. Source: Fowler/Noll/Vo, offset and prime. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

/**
 * `02:pp:pp:pp:pp:ii`: locally administered and unicast (IEEE 802 bits 1 and 0 of the first octet are 1 and 0),
 * a hash of host and PF, and the VF index, so that the VFs of one PF are neighbours. `attempt` picks another
 * address for the same VF.
 */
function macFor(place: VfPlace, attempt: number): string {
  const page = Math.floor(place.index / 256)
  const hash = fnv1a(`${place.host}/${place.pf}/${page}/${attempt}`).toString(16).padStart(8, '0')
  const last = (place.index % 256).toString(16).padStart(2, '0')
  return ['02', hash.slice(0, 2), hash.slice(2, 4), hash.slice(4, 6), hash.slice(6, 8), last].join(':')
}

/**
 * The address for a VF, the same every time, but none that another VF of the plan has, nor one of `taken` (lower
 * case). Two PFs share a prefix with a chance of 1 in 2^32.
 */
export function suggestFreeMac(plan: Plan, place: VfPlace, taken: ReadonlySet<string> = new Set()): string {
  const own = functionKey(vfFunction(place))
  const planned = new Set(
    plan.vfs.flatMap((vf) =>
      vf.settings.mac !== undefined && functionKey(vfFunction(vf)) !== own ? [vf.settings.mac] : []
    )
  )
  let attempt = 0
  while (planned.has(macFor(place, attempt)) || taken.has(macFor(place, attempt))) attempt += 1
  return macFor(place, attempt)
}
