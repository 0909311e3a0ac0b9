/**
 * Image flavours. `base`: a Debian host. `virt`: the same with libvirt. `tiny`: busybox and dropbear only,
 * without pciutils, ethtool, sudo and systemd.
 */
export type Flavour = 'base' | 'virt' | 'tiny'

/** What a virtual host is made of. */
export interface Topology {
  /** What users and tests call it. */
  readonly name: string
  /** One line: what makes it different from the others. */
  readonly summary: string
  /** SR-IOV devices and what surrounds them, one line each, with the PCI addresses the guest gives them. */
  readonly devices: readonly string[]
  readonly flavour: Flavour
  /** Memory of the guest in MiB. */
  readonly memoryMib: number
  /** Added to the guest's kernel command line. */
  readonly kernelOptions: string
  /** Whether a running host can be frozen and restored; QEMU has devices that cannot. */
  readonly isSavable: boolean
  /** QEMU arguments of the devices above. */
  readonly qemuArguments: readonly string[]
}

const MEMORY_MIB: Readonly<Record<Flavour, number>> = { base: 512, virt: 1536, tiny: 160 }

type Definition = Pick<Topology, 'name' | 'summary' | 'devices' | 'qemuArguments'> & Partial<Topology>

/** A topology from what is particular to it: else a savable `base` host with its IOMMU on in passthrough mode. */
export const topology = (definition: Definition): Topology => {
  const flavour = definition.flavour ?? 'base'
  return {
    flavour,
    memoryMib: MEMORY_MIB[flavour],
    kernelOptions: 'intel_iommu=on iommu=pt',
    isSavable: true,
    ...definition
  }
}
