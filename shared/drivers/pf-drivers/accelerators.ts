/** Drivers of accelerators: QAT, cryptography, compression, FPGA. Their VFs have no attributes of a NIC. */
import type { PfDriver, VfMaking } from '../pf-driver.ts'
import { row } from './row.ts'

/** adf_sriov_configure passes the number over: the hardware has all VFs or none. */
const ALL_OR_NONE: VfMaking = { kind: 'numvfs', counts: 'all' }

const QAT_SOURCE = 'crypto/qat (crypto/intel/qat since 6.4)/qat_common/adf_sriov.c, adf_sriov_configure'

const QAT_STAYS =
  'In Linux 6.1 the QAT driver answers EINVAL to 0 while it has VFs; later kernels remove them (adf_do_disable_sriov).'

const qat = (name: string, module: string, vfModules: readonly string[], since: string): PfDriver =>
  row({
    name,
    aliases: [module],
    making: ALL_OR_NONE,
    cannotRemove: QAT_STAYS,
    vfModules,
    source: `${QAT_SOURCE} (${since})`
  })

/** Drivers of accelerators. */
export const ACCELERATOR_DRIVERS: readonly PfDriver[] = [
  qat('c6xx', 'qat_c62x', ['qat_c62xvf'], 'Linux 6.1'),
  qat('c3xxx', 'qat_c3xxx', ['qat_c3xxxvf'], 'Linux 6.1'),
  qat('dh895xcc', 'qat_dh895xcc', ['qat_dh895xccvf'], 'Linux 6.1'),
  qat('4xxx', 'qat_4xxx', [], 'Linux 6.1'),
  qat('420xx', 'qat_420xx', [], 'since Linux 6.8'),
  row({
    name: 'CNN55XX',
    aliases: ['n5pf'],
    making: { kind: 'numvfs', counts: [16, 32, 64, 128] },
    source: 'crypto/cavium/nitrox/nitrox_sriov.c, num_vfs_valid and nitrox_sriov_configure (Linux 6.1)'
  }),
  row({
    name: 'hisi_hpre',
    vfModules: ['hisi_hpre'],
    source:
      'crypto/hisilicon/qm.c, hisi_qm_sriov_enable and hisi_qm_sriov_disable (EBUSY while a task uses a VF) (Linux 6.1)'
  }),
  row({
    name: 'hisi_sec2',
    vfModules: ['hisi_sec2'],
    source: 'crypto/hisilicon/sec2/sec_main.c; qm.c, hisi_qm_sriov_enable (Linux 6.1)'
  }),
  row({
    name: 'hisi_zip',
    vfModules: ['hisi_zip'],
    source: 'crypto/hisilicon/zip/zip_main.c; qm.c, hisi_qm_sriov_enable (Linux 6.1)'
  }),
  row({
    name: 'octeontx-cpt',
    vfModules: ['octeontx_cptvf'],
    source: 'crypto/marvell/octeontx/otx_cptpf_main.c, otx_cpt_sriov_configure (Linux 6.1)'
  }),
  row({
    name: 'rvu_cptpf',
    vfModules: ['rvu_cptvf'],
    source: 'crypto/marvell/octeontx2/otx2_cptpf_main.c, otx2_cptpf_sriov_configure (Linux 6.1)'
  }),
  row({
    name: 'dfl-pci',
    making: {
      kind: 'conditional',
      on: 'dfl-pci gives ports of the FPGA to VFs: each has to be released from the PF first (DFL_FPGA_FME_PORT_RELEASE).',
      todo: 'Release as many ports as VFs are wanted'
    },
    vfModules: ['dfl_pci'],
    source: 'fpga/dfl-pci.c, cci_pci_sriov_configure; fpga/dfl.c, dfl_fpga_cdev_config_ports_vf (Linux 6.1)'
  }),
  row({
    name: 'genwqe',
    vfModules: ['genwqe'],
    source: 'misc/genwqe/card_base.c, genwqe_sriov_configure (Linux 6.1)'
  })
]
