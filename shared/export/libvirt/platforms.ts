import { element, type XmlElement } from '../xml.ts'

/** What a libvirt domain needs to start on hosts of one architecture, with PCIe slots for assigned devices. */
export interface Platform {
  readonly os: XmlElement
  readonly features: readonly XmlElement[]
}

const os = (arch: string, machine: string, attributes: Readonly<Record<string, string>> = {}): XmlElement =>
  element('os', attributes, element('type', { arch, machine }, 'hvm'))

/**
 * By `uname -m`. ACPI is named because libvirt turns it off where it is not, and a guest without ACPI sees no PCIe
 * hot-plug. The "virt" machine has no other firmware than UEFI from which a disk could boot, and takes the interrupt
 * controller of the host. Other architectures have other machines and PCI roots, and no host of them was tried.
 * Source: libvirt formatdomain, "Operating system booting" and "Hypervisor features".
 */
const PLATFORMS: ReadonlyMap<string, Platform> = new Map([
  ['x86_64', { os: os('x86_64', 'q35'), features: [element('acpi'), element('apic')] }],
  [
    'aarch64',
    {
      os: os('aarch64', 'virt', { firmware: 'efi' }),
      features: [element('acpi'), element('gic', { version: 'host' })]
    }
  ]
])

/** The platform of a host's domains; null = domains for this architecture are not written. */
export const platformOf = (architecture: string): Platform | null => PLATFORMS.get(architecture) ?? null

/** For messages: the architectures for which domains are written. */
export const WRITTEN_ARCHITECTURES: readonly string[] = [...PLATFORMS.keys()]
