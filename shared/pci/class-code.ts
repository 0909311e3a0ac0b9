/** Class codes. Source: PCI Code and ID Assignment Specification 1.15, chapter 1. */

/** Base class and subclass, 16 bits. */
const subclassOf = (classCode: number): number => (classCode >>> 8) & 0xffff
const baseClassOf = (classCode: number): number => (classCode >>> 16) & 0xff

/** What a function is good for, as far as its 24-bit class code says. */
export function classOf(
  classCode: number
): 'network' | 'nvme' | 'storage' | 'display' | 'accelerator' | 'bridge' | 'other' {
  const subclass = subclassOf(classCode)
  if (subclass === 0x0108) return 'nvme'
  // InfiniBand on a serial bus: older adapters.
  if (subclass === 0x0c06) return 'network'
  // Co-processor: compression and crypto engines such as QAT.
  if (subclass === 0x0b40) return 'accelerator'
  switch (baseClassOf(classCode)) {
    case 0x01:
      return 'storage'
    case 0x02:
      return 'network'
    case 0x03:
      return 'display'
    case 0x06:
      return 'bridge'
    case 0x10:
    case 0x12:
      return 'accelerator'
    default:
      return 'other'
  }
}

const SUBCLASS_NAMES: Readonly<Record<number, string>> = {
  0x0100: 'SCSI controller',
  0x0101: 'IDE controller',
  0x0104: 'RAID controller',
  0x0106: 'SATA controller',
  0x0107: 'SAS controller',
  0x0108: 'NVMe controller',
  0x0200: 'Ethernet controller',
  0x0207: 'InfiniBand controller',
  0x0280: 'Network controller',
  0x0300: 'VGA controller',
  0x0302: '3D controller',
  0x0380: 'Display controller',
  0x0403: 'Audio device',
  0x0500: 'RAM',
  0x0600: 'Host bridge',
  0x0601: 'ISA bridge',
  0x0604: 'PCI bridge',
  0x0607: 'CardBus bridge',
  0x0700: 'Serial controller',
  0x0800: 'Interrupt controller',
  0x0806: 'IOMMU',
  0x0880: 'System peripheral',
  0x0b40: 'Co-processor',
  0x0c03: 'USB controller',
  0x0c05: 'SMBus',
  0x0c06: 'InfiniBand controller',
  0x1000: 'Encryption controller',
  0x1180: 'Signal processing controller',
  0x1200: 'Processing accelerator'
}

const BASE_CLASS_NAMES: Readonly<Record<number, string>> = {
  0x01: 'Storage controller',
  0x02: 'Network controller',
  0x03: 'Display controller',
  0x04: 'Multimedia device',
  0x05: 'Memory controller',
  0x06: 'Bridge',
  0x07: 'Communication controller',
  0x08: 'System peripheral',
  0x0b: 'Processor',
  0x0c: 'Serial bus controller',
  0x0d: 'Wireless controller',
  0x10: 'Encryption controller',
  0x11: 'Signal processing controller',
  0x12: 'Processing accelerator'
}

/** The kind of function in words, for people; the number where the class is not known. */
export const className = (classCode: number): string =>
  SUBCLASS_NAMES[subclassOf(classCode)] ??
  BASE_CLASS_NAMES[baseClassOf(classCode)] ??
  `class ${subclassOf(classCode).toString(16).padStart(4, '0')}`

/** PCI-to-PCI bridges, root ports and switch ports: they have a bus behind them. */
export const isPciBridge = (classCode: number): boolean => subclassOf(classCode) === 0x0604
