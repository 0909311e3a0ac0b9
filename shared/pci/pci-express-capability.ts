/** PCI Express Capability. Source: PCI Express Base 5.0, 7.5.3; names of registers and fields as there. */
import { CAPABILITY, findCapability } from './capabilities.ts'
import type { ConfigSpace } from './config-space.ts'

/** Device/Port Type, 7.5.3.2. */
export type PortType =
  | 'endpoint'
  | 'legacy-endpoint'
  | 'root-port'
  | 'upstream-port'
  | 'downstream-port'
  | 'pcie-to-pci-bridge'
  | 'pci-to-pcie-bridge'
  | 'integrated-endpoint'
  | 'root-complex-event-collector'
  | 'reserved'

/** Port type, limits of payload and reads, reset and link of a function. */
export interface PciExpressCapability {
  readonly portType: PortType
  /** Bytes, 128-4096. */
  readonly maxPayloadSizeSupported: number
  /** Bytes, 128-4096. */
  readonly maxPayloadSize: number
  /** Bytes, 128-4096. */
  readonly maxReadRequestSize: number
  readonly isFlrCapable: boolean
  /** GT/s per lane; null = a code this table does not know. Links of integrated endpoints do not exist. */
  readonly maxLinkSpeedGTps: number | null
  readonly maxLinkWidth: number
  readonly currentLinkSpeedGTps: number | null
  /** Negotiated lanes; 0 = the link is down, or a VF, whose field is reserved. */
  readonly currentLinkWidth: number
  readonly isAriForwardingSupported: boolean
  readonly isAriForwardingEnabled: boolean
}

const PORT_TYPES: Readonly<Record<number, PortType>> = {
  0: 'endpoint',
  1: 'legacy-endpoint',
  4: 'root-port',
  5: 'upstream-port',
  6: 'downstream-port',
  7: 'pcie-to-pci-bridge',
  8: 'pci-to-pcie-bridge',
  9: 'integrated-endpoint',
  10: 'root-complex-event-collector'
}

/** Supported Link Speeds Vector bit, as Max Link Speed and Current Link Speed name it, 7.5.3.18. */
const LINK_SPEEDS_GTPS: Readonly<Record<number, number>> = { 1: 2.5, 2: 5, 3: 8, 4: 16, 5: 32, 6: 64 }

/** null = not a PCI Express function, or config space was not read so far. */
export function pciExpressCapability(config: ConfigSpace): PciExpressCapability | null {
  const offset = findCapability(config, CAPABILITY.pciExpress)
  if (offset === null) return null
  const capabilitiesRegister = config.u16(offset + 0x02)
  const deviceCapabilities = config.u32(offset + 0x04)
  const deviceControl = config.u16(offset + 0x08)
  const linkCapabilities = config.u32(offset + 0x0c)
  const linkStatus = config.u16(offset + 0x12)
  if (
    capabilitiesRegister === null ||
    deviceCapabilities === null ||
    deviceControl === null ||
    linkCapabilities === null ||
    linkStatus === null
  ) {
    return null
  }
  // Version 1 of the capability ends before the second set of registers.
  const hasSecondSet = (capabilitiesRegister & 0xf) >= 2
  const deviceCapabilities2 = hasSecondSet ? (config.u32(offset + 0x24) ?? 0) : 0
  const deviceControl2 = hasSecondSet ? (config.u16(offset + 0x28) ?? 0) : 0
  return {
    portType: PORT_TYPES[(capabilitiesRegister >> 4) & 0xf] ?? 'reserved',
    maxPayloadSizeSupported: 128 << (deviceCapabilities & 0x7),
    maxPayloadSize: 128 << ((deviceControl >> 5) & 0x7),
    maxReadRequestSize: 128 << ((deviceControl >> 12) & 0x7),
    isFlrCapable: (deviceCapabilities & (1 << 28)) !== 0,
    maxLinkSpeedGTps: LINK_SPEEDS_GTPS[linkCapabilities & 0xf] ?? null,
    maxLinkWidth: (linkCapabilities >> 4) & 0x3f,
    currentLinkSpeedGTps: LINK_SPEEDS_GTPS[linkStatus & 0xf] ?? null,
    currentLinkWidth: (linkStatus >> 4) & 0x3f,
    isAriForwardingSupported: (deviceCapabilities2 & (1 << 5)) !== 0,
    isAriForwardingEnabled: (deviceControl2 & (1 << 5)) !== 0
  }
}
