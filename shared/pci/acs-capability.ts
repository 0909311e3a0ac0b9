/** Access Control Services Extended Capability. Source: PCI Express Base 5.0, 7.7.8 and 6.12; names as there. */
import { EXTENDED_CAPABILITY, findExtendedCapability } from './capabilities.ts'
import type { ConfigSpace } from './config-space.ts'

/** One bit each of the ACS Capability and ACS Control registers. */
interface AcsBits {
  readonly sourceValidation: boolean
  readonly translationBlocking: boolean
  readonly p2pRequestRedirect: boolean
  readonly p2pCompletionRedirect: boolean
  readonly upstreamForwarding: boolean
  readonly p2pEgressControl: boolean
  readonly directTranslatedP2p: boolean
}

/** What a port or function can keep apart, and what it was told to. */
export interface AcsCapability {
  readonly supported: AcsBits
  readonly enabled: AcsBits
}

/** null = no such capability, or config space past 256 bytes was not read. */
export function acsCapability(config: ConfigSpace): AcsCapability | null {
  const offset = findExtendedCapability(config, EXTENDED_CAPABILITY.acs)
  const supported = offset === null ? null : config.u16(offset + 0x04)
  const enabled = offset === null ? null : config.u16(offset + 0x06)
  return supported === null || enabled === null
    ? null
    : { supported: bitsOf(supported), enabled: bitsOf(enabled) }
}

const bitsOf = (register: number): AcsBits => ({
  sourceValidation: (register & (1 << 0)) !== 0,
  translationBlocking: (register & (1 << 1)) !== 0,
  p2pRequestRedirect: (register & (1 << 2)) !== 0,
  p2pCompletionRedirect: (register & (1 << 3)) !== 0,
  upstreamForwarding: (register & (1 << 4)) !== 0,
  p2pEgressControl: (register & (1 << 5)) !== 0,
  directTranslatedP2p: (register & (1 << 6)) !== 0
})

/**
 * Whether a port keeps what lies below it apart from everything else, as Linux demands of it before it makes
 * separate IOMMU groups: source validation, both redirects and upstream forwarding are on. A bit that the port does
 * not support is taken for hard-wired. Sources: REQ_ACS_FLAGS in drivers/iommu/iommu.c, `pci_acs_flags_enabled` in
 * drivers/pci/pci.c.
 */
export function isolates(acs: AcsCapability): boolean {
  const { supported, enabled } = acs
  return (
    (!supported.sourceValidation || enabled.sourceValidation) &&
    (!supported.p2pRequestRedirect || enabled.p2pRequestRedirect) &&
    (!supported.p2pCompletionRedirect || enabled.p2pCompletionRedirect) &&
    (!supported.upstreamForwarding || enabled.upstreamForwarding)
  )
}
