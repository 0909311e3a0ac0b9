/**
 * What to do where a host has no IOMMU at work, from what is known of it: the kernel command line, the tables of its
 * firmware, its processor, and whether it is a VM itself. What is already so is not advised.
 * Sources: Documentation/admin-guide/kernel-parameters.txt (iommu=, intel_iommu=, amd_iommu=); iommu_setup in
 * arch/x86/kernel/pci-dma.c (iommu=off holds for Intel and AMD); intel_iommu_setup in drivers/iommu/intel/iommu.c;
 * parse_amd_iommu_options in drivers/iommu/amd/init.c (AMD-Vi is used without being asked).
 */
import type { InventoryHost } from '../inventory/types.ts'

/** What to do, the first step first. */
export function iommuAdvice(host: InventoryHost): readonly string[] {
  if (host.hypervisor === 'xen' && host.iommu.kind !== 'on') {
    return [
      'Hand out devices with Xen’s own tools (xl pci-assignable-add, pci= in the domain): VF Lab reads this host and can ' +
        'make VFs on it, but gives functions to VMs of KVM only',
      'Boot the host without Xen to use it with KVM'
    ]
  }
  const line = host.kernelCommandLine.known ? host.kernelCommandLine.value.split(/\s+/) : null
  const off = (line ?? []).filter(switchesOff)
  const removal = off.map((word) => `Remove ${word} from the kernel command line and reboot`)
  switch (host.iommu.kind) {
    case 'on':
      return []
    case 'absent':
      return [...inFirmware(host), ...removal]
    case 'off-in-kernel':
      return off.length > 0 ? removal : inKernel(host, host.iommu.table, line)
    case 'unread':
      return ['Scan the host as root']
  }
}

/** A word of the command line that leaves the IOMMU unused; options of one word are a list. */
function switchesOff(word: string): boolean {
  const [name = '', value = ''] = word.split('=')
  return ['iommu', 'intel_iommu', 'amd_iommu'].includes(name) && value.split(',').includes('off')
}

/** The firmware describes no IOMMU, so no word on the command line helps. */
function inFirmware(host: InventoryHost): readonly string[] {
  const vm = hypervisorOf(host)
  if (vm !== null) {
    return [
      `Give this machine, a VM of ${vm}, a virtual IOMMU (in QEMU the device intel-iommu or virtio-iommu)`
    ]
  }
  switch (makerOf(host)) {
    case 'intel':
      return ['Switch on VT-d in the BIOS']
    case 'amd':
      return ['Switch on AMD-Vi (IOMMU) in the BIOS']
    case 'arm':
      return ['Switch on the SMMU in the firmware']
    case 'unknown':
      return ['Switch on the IOMMU in the BIOS (VT-d on Intel boards, AMD-Vi on AMD boards)']
  }
}

/** The firmware describes one, and nothing on the command line stands against it. */
function inKernel(
  host: InventoryHost,
  table: 'DMAR' | 'IVRS' | 'IORT',
  line: readonly string[] | null
): readonly string[] {
  switch (table) {
    case 'DMAR': {
      const isAsked = (line ?? []).some(
        (word) =>
          word.startsWith('intel_iommu=') && word.slice('intel_iommu='.length).split(',').includes('on')
      )
      return isAsked
        ? [...inFirmware(host), logAdvice('DMAR', 'CONFIG_INTEL_IOMMU')]
        : ['Boot with intel_iommu=on on the kernel command line']
    }
    case 'IVRS':
      return [...inFirmware(host), logAdvice('AMD-Vi', 'CONFIG_AMD_IOMMU')]
    case 'IORT':
      return [...inFirmware(host), logAdvice('smmu', 'CONFIG_ARM_SMMU_V3')]
  }
}

const logAdvice = (word: string, option: string): string =>
  `Look for ${word} in dmesg: the kernel has refused the IOMMU, or was built without ${option}`

/** Who made the processor, and so the IOMMU; Hygon's are AMD's. */
function makerOf(host: InventoryHost): 'intel' | 'amd' | 'arm' | 'unknown' {
  if (/^(aarch64|arm)/.test(host.architecture)) return 'arm'
  const model = host.cpu.model.known ? host.cpu.model.value : ''
  if (/AMD|EPYC|Opteron|Ryzen|Hygon/i.test(model)) return 'amd'
  return /Intel|Xeon/i.test(model) ? 'intel' : 'unknown'
}

/** The hypervisor that a VM's tables name; null = a machine of its own, as far as they tell. */
function hypervisorOf({ product }: InventoryHost): string | null {
  const name = product.known ? product.value : ''
  return /QEMU|KVM|VMware|VirtualBox|Virtual Machine|OpenStack|Amazon EC2|Google Compute Engine/i.test(name)
    ? name
    : null
}
