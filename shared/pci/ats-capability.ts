/** Address Translation Services Extended Capability. Source: PCI Express Base 5.0, 10.5.1; names as there. */
import { EXTENDED_CAPABILITY, findExtendedCapability } from './capabilities.ts'
import type { ConfigSpace } from './config-space.ts'

export interface AtsCapability {
  /** Invalidate requests it can take before it throttles, 1-32. */
  readonly invalidateQueueDepth: number
  readonly isEnabled: boolean
  /** Smallest translation unit in bytes, 4096 and up. */
  readonly smallestTranslationUnit: number
}

/** null = no such capability, or config space past 256 bytes was not read. */
export function atsCapability(config: ConfigSpace): AtsCapability | null {
  const offset = findExtendedCapability(config, EXTENDED_CAPABILITY.ats)
  const capability = offset === null ? null : config.u16(offset + 0x04)
  const control = offset === null ? null : config.u16(offset + 0x06)
  if (capability === null || control === null) return null
  return {
    // 0 stands for 32.
    invalidateQueueDepth: capability & 0x1f || 32,
    isEnabled: (control & (1 << 15)) !== 0,
    smallestTranslationUnit: 2 ** ((control & 0x1f) + 12)
  }
}
