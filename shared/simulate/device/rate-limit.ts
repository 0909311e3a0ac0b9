/**
 * What a PF driver makes of a VF's rate limit: which values it takes, and to what it rounds them.
 *
 * Source: linux drivers/net/ethernet/intel/{igb,ixgbe,i40e,ice}, mellanox/mlx5 (eswitch QoS); igb also tried on
 * the virtual lab host. Left out: accuracy of the shaper, bursts, a link that changes its speed (ixgbe then
 * clears the limit). Checked: row 73.
 */
import { err, ok, type Result } from '../../result.ts'
import type { NicDriver } from '../calibration/nic-presets.ts'

/** Why a driver refuses a limit; `errno` as Linux gives it. */
export type RateRefusal =
  | { readonly kind: 'min-not-supported'; readonly driver: NicDriver; readonly errno: 'EINVAL' }
  | {
      readonly kind: 'max-out-of-range'
      readonly driver: NicDriver
      readonly lowest: number
      readonly highest: number
      readonly errno: 'EINVAL'
    }
  | { readonly kind: 'min-above-max'; readonly driver: NicDriver; readonly errno: 'EINVAL' }
  | {
      readonly kind: 'link-speed'
      readonly driver: NicDriver
      readonly needsMbps: number
      readonly errno: 'EINVAL'
    }

interface RateRule {
  /** Smallest limit other than 0, Mbit/s. */
  readonly lowest: number
  /** Limits are multiples of this, rounded down but not below one step, Mbit/s. */
  readonly stepMbps: number
  readonly supportsMin: boolean
  /** Link speed without which the driver refuses any limit; null = any. */
  readonly needsLinkMbps: number | null
}

const RULES: Readonly<Record<NicDriver, RateRule>> = {
  igb: { lowest: 1, stepMbps: 1, supportsMin: false, needsLinkMbps: 1000 },
  // "rate limit cannot be less than 10Mbs": 10 itself is refused too.
  ixgbe: { lowest: 11, stepMbps: 1, supportsMin: false, needsLinkMbps: 10000 },
  // I40E_BW_CREDIT_DIVISOR: credits of 50 Mbit/s, integer division, at least one.
  i40e: { lowest: 1, stepMbps: 50, supportsMin: false, needsLinkMbps: null },
  ice: { lowest: 1, stepMbps: 1, supportsMin: true, needsLinkMbps: null },
  mlx5: { lowest: 1, stepMbps: 1, supportsMin: true, needsLinkMbps: null }
}

/** Limits in Mbit/s; 0 = none. */
export interface RateLimits {
  readonly maxMbps: number
  readonly minMbps: number
}

/** Whether a driver offers guaranteed rates. */
export const supportsMinRate = (driver: NicDriver): boolean => RULES[driver].supportsMin

/** The limits that are in force after asking for `wanted` on a link of `linkMbps`, or why they are refused. */
export function effectiveRates(
  driver: NicDriver,
  wanted: RateLimits,
  linkMbps: number
): Result<RateLimits, RateRefusal> {
  const rule = RULES[driver]
  const { maxMbps, minMbps } = wanted
  if (minMbps > 0 && !rule.supportsMin) return err({ kind: 'min-not-supported', driver, errno: 'EINVAL' })
  if (maxMbps === 0) return ok(wanted)
  if (rule.needsLinkMbps !== null && linkMbps !== rule.needsLinkMbps)
    return err({ kind: 'link-speed', driver, needsMbps: rule.needsLinkMbps, errno: 'EINVAL' })
  if (maxMbps < rule.lowest || maxMbps > linkMbps)
    return err({ kind: 'max-out-of-range', driver, lowest: rule.lowest, highest: linkMbps, errno: 'EINVAL' })
  if (minMbps > maxMbps) return err({ kind: 'min-above-max', driver, errno: 'EINVAL' })
  const rounded = Math.max(rule.stepMbps, Math.floor(maxMbps / rule.stepMbps) * rule.stepMbps)
  return ok({ maxMbps: rounded, minMbps })
}

/** A refusal in a sentence. */
export function explainRateRefusal(refusal: RateRefusal): string {
  switch (refusal.kind) {
    case 'min-not-supported':
      return `${refusal.driver} has no guaranteed rate (min_tx_rate): EINVAL`
    case 'max-out-of-range':
      return `${refusal.driver} takes max_tx_rate from ${refusal.lowest} to ${refusal.highest} Mb/s on this link`
    case 'min-above-max':
      return `min_tx_rate is above max_tx_rate (${refusal.driver})`
    case 'link-speed':
      return `${refusal.driver} limits rates only on a link of ${refusal.needsMbps} Mb/s`
  }
}
