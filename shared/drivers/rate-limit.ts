/**
 * What a PF driver makes of a VF's rate limit: whether it takes it, and to what it rounds it. The plan's findings and
 * the simulator ask here, so that they agree; the rules with their sources are the rows of `pf-drivers/`.
 *
 * Left out: accuracy of the shaper, bursts, a link that changes its speed (igb and ixgbe then clear the limit).
 * Checked: row 73.
 */
import { err, ok, type Result } from '../result.ts'
import type { Errno } from './pf-driver.ts'
import { pfDriver } from './pf-drivers.ts'
import { PLAIN_PORT, supportOf } from './refusals.ts'

/** Why a driver refuses a limit; `errno` as Linux gives it. `driver` is its name as it was asked for. */
export type RateRefusal =
  | { readonly kind: 'min-not-supported'; readonly driver: string; readonly errno: Errno }
  | {
      readonly kind: 'max-not-supported'
      readonly driver: string
      readonly errno: Errno
      readonly why: string
    }
  | {
      readonly kind: 'max-out-of-range'
      readonly driver: string
      readonly lowest: number
      /** null = the driver sets no upper end. */
      readonly highest: number | null
      readonly errno: Errno
    }
  | { readonly kind: 'min-above-max'; readonly driver: string; readonly errno: Errno }
  | {
      readonly kind: 'link-speed'
      readonly driver: string
      readonly needsMbps: number
      readonly errno: Errno
    }

/** Limits in Mbit/s; 0 = none. */
export interface RateLimits {
  readonly maxMbps: number
  readonly minMbps: number
}

/**
 * The limits that are in force after asking for `wanted` on a link of `linkMbps`, or why they are refused. `deviceId`
 * of the PF (four hex digits) matters where the devices of one driver differ; null = one that limits rates. A driver of
 * which nothing is known is taken to do as it is told.
 */
export function effectiveRates(
  driver: string,
  wanted: RateLimits,
  linkMbps: number,
  deviceId: string | null = null
): Result<RateLimits, RateRefusal> {
  const row = pfDriver(driver)
  const { maxMbps, minMbps } = wanted
  if (row === null || (maxMbps === 0 && minMbps === 0)) return ok(wanted)
  const port = { ...PLAIN_PORT, deviceId }
  const max = supportOf(row, 'maxTxRate', port)
  if (maxMbps > 0 && max.kind === 'refused' && max.errno !== null)
    return err({ kind: 'max-not-supported', driver, errno: max.errno, why: max.why })
  const min = supportOf(row, 'minTxRate', port)
  if (minMbps > 0 && min.kind === 'refused' && min.errno !== null)
    return err({ kind: 'min-not-supported', driver, errno: min.errno })
  if (maxMbps === 0) return ok(wanted)
  const { lowest, belowLowest, step, onlyAtMbps, upToLink } = row.rates
  if (onlyAtMbps !== null && linkMbps !== onlyAtMbps)
    return err({ kind: 'link-speed', driver, needsMbps: onlyAtMbps, errno: 'EINVAL' })
  const highest = upToLink ? linkMbps : null
  if ((maxMbps < lowest && belowLowest === 'refused') || (highest !== null && maxMbps > highest))
    return err({ kind: 'max-out-of-range', driver, lowest, highest, errno: 'EINVAL' })
  if (minMbps > maxMbps) return err({ kind: 'min-above-max', driver, errno: 'EINVAL' })
  return ok({ maxMbps: Math.max(lowest, Math.floor(maxMbps / step) * step), minMbps })
}

/** A refusal in a sentence without its full stop. */
export function explainRateRefusal(refusal: RateRefusal): string {
  const { driver } = refusal
  switch (refusal.kind) {
    case 'min-not-supported':
      return `${driver} has no guaranteed rate (min_tx_rate)`
    case 'max-not-supported':
      return `${driver} does not limit rates here: ${refusal.why.replace(/\.$/, '')}`
    case 'max-out-of-range':
      return refusal.highest === null
        ? `${driver} takes max_tx_rate from ${refusal.lowest} Mb/s`
        : `${driver} takes max_tx_rate from ${refusal.lowest} to ${refusal.highest} Mb/s on this link`
    case 'min-above-max':
      return `min_tx_rate is above max_tx_rate (${driver})`
    case 'link-speed':
      return `${driver} limits rates only on a link of ${refusal.needsMbps} Mb/s`
  }
}
