/** Drivers of drives and GPUs, and drivers that stand in for one. */
import type { PfDriver } from '../pf-driver.ts'
import { ANY_NUMBER, row } from './row.ts'

/** Drivers of drives and GPUs, and drivers that stand in for one. */
export const OTHER_DEVICE_DRIVERS: readonly PfDriver[] = [
  row({
    name: 'nvme',
    vfModules: ['nvme'],
    note:
      'NVMe VFs stay offline until their secondary controllers get queue and interrupt resources ' +
      '("nvme virt-mgmt"); this is not part of the plan.',
    source:
      'nvme/host/pci.c, nvme_driver (Linux 6.1); NVM Express base specification, virtualization enhancements; tried: "Device not ready; CSTS=0x2" before virt-mgmt'
  }),
  row({
    name: 'i915',
    making: {
      kind: 'by-origin',
      inTree: {
        kind: 'elsewhere',
        how: 'The i915 of the kernel has no sriov_configure: a write to sriov_numvfs fails with ENOENT.',
        todo: 'Use the xe driver where it serves this GPU, or the i915 of Intel with SR-IOV (DKMS)'
      },
      outOfTree: ANY_NUMBER
    },
    vfModules: ['i915', 'xe'],
    source: 'gpu/drm/i915/i915_pci.c, i915_pci_driver (Linux 6.1)'
  }),
  row({
    name: 'xe',
    vfModules: ['xe'],
    source:
      'gpu/drm/xe/xe_pci_sriov.c, xe_pci_sriov_configure (read in a later kernel; its limit is sriov_totalvfs)'
  }),
  row({
    name: 'pci-pf-stub',
    source: 'pci/pci-pf-stub.c, pf_stub_driver (Linux 6.1)'
  }),
  row({
    name: 'pci-endpoint-test',
    aliases: ['pci_endpoint_test'],
    source: 'misc/pci_endpoint_test.c, pci_endpoint_test_driver (Linux 6.1)'
  }),
  row({
    name: 'vfio-pci',
    aliases: ['vfio_pci'],
    making: {
      kind: 'conditional',
      on:
        'vfio-pci makes VFs only with its module parameter enable_sriov=1, and each user of such a VF needs the token ' +
        'that the user of the PF has set (vf_token).',
      todo: 'Bind the PF to its own driver, or load vfio-pci with enable_sriov=1 and hand the token on'
    },
    source:
      'vfio/pci/vfio_pci.c, vfio_pci_sriov_configure; vfio_pci_core.c, vfio_pci_validate_vf_token (Linux 6.1)'
  })
]
