/**
 * Why functions share an IOMMU group. Linux puts functions together when one could reach the other's memory without
 * passing the IOMMU. Source: `pci_device_group` in drivers/iommu/iommu.c.
 */
import { comparePciAddresses, pciAddressParts, type PciAddress } from '../pci/address.ts'
import { isolates, type AcsCapability } from '../pci/acs-capability.ts'
import type { PortType } from '../pci/pci-express-capability.ts'

/** What joins members of a group. */
export type GroupReason =
  /** A conventional PCI bus below `bridge`: its devices cannot be told apart by the IOMMU. */
  | { readonly kind: 'conventional-pci'; readonly bridge: PciAddress }
  /** A root port or switch port without ACS: what lies below it may talk past the IOMMU. */
  | { readonly kind: 'bridge-without-acs'; readonly bridge: PciAddress }
  /** Functions of one device that do not promise to keep apart. `device` is its lowest function. */
  | { readonly kind: 'multifunction-without-acs'; readonly device: PciAddress }

/** A member, with what its config space says; null = not there, or not read. */
export interface GroupNode {
  readonly address: PciAddress
  readonly parent: PciAddress | null
  readonly isPciBridge: boolean
  /** VFs sit on the slots of their device, but are kept apart by the PF. */
  readonly isVf: boolean
  readonly portType: PortType | null
  readonly acs: AcsCapability | null
  /** Whether config space was read far enough to say that there is no ACS. */
  readonly isExtendedSpaceRead: boolean
}

/** The reasons, in order of address; empty for a single member, and where config space was not readable. */
export function groupReasons(members: readonly GroupNode[]): readonly GroupReason[] {
  if (members.length < 2) return []
  const inGroup = new Map(members.map((member) => [member.address, member]))
  const reasons: GroupReason[] = []
  for (const bridge of members.filter((member) => member.isPciBridge)) {
    const hasChildren = members.some((member) => member.parent === bridge.address)
    if (!hasChildren) continue
    if (isConventional(bridge)) reasons.push({ kind: 'conventional-pci', bridge: bridge.address })
    else if (lacksIsolation(bridge)) reasons.push({ kind: 'bridge-without-acs', bridge: bridge.address })
  }
  for (const device of devicesOf(members)) {
    const first = inGroup.get(device[0] ?? ('' as PciAddress))
    const isJoined = device.every((address) => {
      const member = inGroup.get(address)
      return member !== undefined && lacksIsolation(member)
    })
    if (first && device.length > 1 && isJoined) {
      reasons.push({ kind: 'multifunction-without-acs', device: first.address })
    }
  }
  return reasons.sort((a, b) => comparePciAddresses(placeOf(a), placeOf(b)))
}

const placeOf = (reason: GroupReason): PciAddress => ('bridge' in reason ? reason.bridge : reason.device)

/** A bridge that is no PCI Express port, or whose lower side is conventional PCI. */
const isConventional = (bridge: GroupNode): boolean =>
  bridge.portType === 'pcie-to-pci-bridge' || (bridge.portType === null && bridge.isExtendedSpaceRead)

const lacksIsolation = (node: GroupNode): boolean =>
  node.acs === null ? node.isExtendedSpaceRead : !isolates(node.acs)

/** Members by device (same domain, bus and device number), VFs left out; each in order of function. */
function devicesOf(members: readonly GroupNode[]): readonly (readonly PciAddress[])[] {
  const devices = new Map<string, PciAddress[]>()
  for (const { address, isVf } of members) {
    if (isVf) continue
    const { domain, bus, device } = pciAddressParts(address)
    const key = `${domain}:${bus}:${device}`
    devices.set(key, [...(devices.get(key) ?? []), address].sort(comparePciAddresses))
  }
  return [...devices.values()]
}

/** The reason in words: what, where and what can be done. */
export function explainGroupReason(reason: GroupReason): string {
  switch (reason.kind) {
    case 'conventional-pci':
      return `The devices lie on a conventional PCI bus behind ${reason.bridge}; the IOMMU cannot tell them apart. Only another slot helps.`
    case 'bridge-without-acs':
      return `The port ${reason.bridge} has no Access Control Services (ACS), so what lies below it shares its group. Another slot, or ACS in the BIOS, helps.`
    case 'multifunction-without-acs':
      return `The functions of device ${reason.device} do not have Access Control Services (ACS) between them, so they share a group.`
  }
}
