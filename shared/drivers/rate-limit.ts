/**
 * What a PF driver makes of a VF's rate limit: whether it takes it, and to what it rounds it. What it takes is
 * known in one place, `plan/driver-knobs.ts`, with its sources.
 *
 * Left out: accuracy of the shaper, bursts, a link that changes its speed (igb and ixgbe then clear the limit).
 * Checked: row 73.
 */
import { knobsOf } from './driver-knobs.ts'
import { err, ok, type Result } from '../result.ts'
import type { NicDriver } from './nic-driver.ts'

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
      readonly kind: 'device'
      readonly driver: NicDriver
      readonly device: string
      readonly errno: 'EOPNOTSUPP'
    }
  | {
      readonly kind: 'link-speed'
      readonly driver: NicDriver
      readonly needsMbps: number
      readonly errno: 'EINVAL'
    }

/** Devices of igb with SR-IOV, by whether the driver limits their VFs: igb_ndo_set_vf_bw looks for the 82576. */
export type IgbDevice = '82576' | 'i350'

/** PCI device ids of the 82576 (linux igb/e1000_hw.h). */
const IDS_OF_82576: ReadonlySet<string> = new Set([
  '10c9',
  '10e6',
  '10e7',
  '10e8',
  '1526',
  '150a',
  '150d',
  '1518'
])

/** Which of igb's devices has this PCI device id (four lower-case hex digits). */
export const igbDevice = (deviceId: string): IgbDevice => (IDS_OF_82576.has(deviceId) ? '82576' : 'i350')

/** Limits in Mbit/s; 0 = none. */
export interface RateLimits {
  readonly maxMbps: number
  readonly minMbps: number
}

/**
 * The limits that are in force after asking for `wanted` on a link of `linkMbps`, or why they are refused. `device`
 * matters to igb alone.
 */
export function effectiveRates(
  driver: NicDriver,
  wanted: RateLimits,
  linkMbps: number,
  device: IgbDevice = '82576'
): Result<RateLimits, RateRefusal> {
  if (driver === 'igb' && device !== '82576')
    return err({ kind: 'device', driver, device, errno: 'EOPNOTSUPP' })
  // The module of mlx5 has another name than its model here.
  const knobs = knobsOf(driver === 'mlx5' ? 'mlx5_core' : driver)
  if (knobs === null) return ok(wanted)
  const { lowestMaxTxRate: lowest, rateStepMbps: step, onlyAtMbps } = knobs
  const { maxMbps, minMbps } = wanted
  if (minMbps > 0 && !knobs.hasMinTxRate) return err({ kind: 'min-not-supported', driver, errno: 'EINVAL' })
  if (maxMbps === 0) return ok(wanted)
  if (onlyAtMbps !== null && linkMbps !== onlyAtMbps)
    return err({ kind: 'link-speed', driver, needsMbps: onlyAtMbps, errno: 'EINVAL' })
  if ((maxMbps < lowest && knobs.belowLowest === 'refused') || maxMbps > linkMbps)
    return err({ kind: 'max-out-of-range', driver, lowest, highest: linkMbps, errno: 'EINVAL' })
  if (minMbps > maxMbps) return err({ kind: 'min-above-max', driver, errno: 'EINVAL' })
  return ok({ maxMbps: Math.max(lowest, Math.floor(maxMbps / step) * step), minMbps })
}

/** A refusal in a sentence. */
export function explainRateRefusal(refusal: RateRefusal): string {
  switch (refusal.kind) {
    case 'min-not-supported':
      return `${refusal.driver} has no guaranteed rate (min_tx_rate)`
    case 'max-out-of-range':
      return `${refusal.driver} takes max_tx_rate from ${refusal.lowest} to ${refusal.highest} Mb/s on this link`
    case 'device':
      return `${refusal.driver} limits rates on the 82576 alone, and this is an ${refusal.device.toUpperCase()}`
    case 'min-above-max':
      return `min_tx_rate is above max_tx_rate (${refusal.driver})`
    case 'link-speed':
      return `${refusal.driver} limits rates only on a link of ${refusal.needsMbps} Mb/s`
  }
}
