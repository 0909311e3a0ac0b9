/** Alternative Routing-ID Interpretation Extended Capability. Source: PCI Express Base 5.0, 7.8.7 and 6.13. */
import { EXTENDED_CAPABILITY, findExtendedCapability } from './capabilities.ts'
import type { ConfigSpace } from './config-space.ts'

export interface AriCapability {
  /** Function number (0-255) of the next function of the device; 0 = the last one. */
  readonly nextFunctionNumber: number
}

/** null = no such capability, or config space past 256 bytes was not read. */
export function ariCapability(config: ConfigSpace): AriCapability | null {
  const offset = findExtendedCapability(config, EXTENDED_CAPABILITY.ari)
  const register = offset === null ? null : config.u16(offset + 0x04)
  return register === null ? null : { nextFunctionNumber: register >> 8 }
}
