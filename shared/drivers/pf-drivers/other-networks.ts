/** Network drivers of the other makers. */
import type { PfDriver } from '../pf-driver.ts'
import {
  ALL_ATTRIBUTES,
  depends,
  NO_ATTRIBUTES,
  NO_MIN_RATE,
  NO_OPERATION,
  NO_PRIORITY,
  refused,
  row,
  TAKEN,
  USUAL_RATES
} from './row.ts'

const BY_FIRMWARE = depends(
  'with a firmware that has it',
  'nfp_net_sriov_check asks the capabilities of the loaded firmware, which no reading shows.'
)

/** Network drivers of the other makers. */
export const OTHER_NETWORK_DRIVERS: readonly PfDriver[] = [
  row({
    name: 'cxgb4',
    attributes: {
      ...ALL_ATTRIBUTES,
      qos: refused('EPROTONOSUPPORT', 'it sets no VLAN priority'),
      trust: NO_OPERATION,
      spoofchk: NO_OPERATION,
      minTxRate: NO_MIN_RATE
    },
    vfModules: ['cxgb4vf'],
    note: 'cxgb4 makes a management interface (mgmtpf...) together with the VFs; attributes are set through that one.',
    source:
      'chelsio/cxgb4/cxgb4_main.c, cxgb4_iov_configure (needs ARI above it), cxgb4_mgmt_netdev_ops, cxgb4_mgmt_set_vf_* (Linux 6.1)'
  }),
  row({
    name: 'enic',
    making: {
      kind: 'elsewhere',
      how: 'The number of VFs is part of the adapter policy; enic enables them when it is loaded (enic_probe).',
      todo: 'Change the dynamic or SR-IOV connection policy in Cisco UCS Manager or CIMC, then reboot'
    },
    attributes: { ...NO_ATTRIBUTES, mac: TAKEN },
    vfModules: ['enic'],
    source: 'cisco/enic/enic_main.c, enic_probe and enic_netdev_ops (Linux 6.1)'
  }),
  row({
    name: 'fsl_enetc',
    aliases: ['fsl-enetc'],
    attributes: {
      ...NO_ATTRIBUTES,
      mac: TAKEN,
      vlan: depends(
        'on silicon without the erratum of VLAN isolation',
        'enetc_pf_set_vf_vlan answers EOPNOTSUPP with ENETC_ERR_VLAN_ISOL.'
      ),
      qos: TAKEN,
      vlanProtocol: refused('EPROTONOSUPPORT', 'it takes 802.1Q only'),
      spoofchk: TAKEN
    },
    vfModules: ['fsl_enetc_vf'],
    source:
      'freescale/enetc/enetc_pf.c, enetc_sriov_configure, enetc_ndev_ops, enetc_pf_set_vf_vlan (Linux 6.1)'
  }),
  row({
    name: 'funeth',
    attributes: {
      ...NO_ATTRIBUTES,
      mac: TAKEN,
      vlan: TAKEN,
      qos: TAKEN,
      vlanProtocol: TAKEN,
      minTxRate: NO_MIN_RATE,
      maxTxRate: TAKEN
    },
    rates: { ...USUAL_RATES, needLink: false, upToLink: false },
    vfModules: ['funeth'],
    source:
      'fungible/funeth/funeth_main.c, funeth_sriov_configure, fun_set_vf_vlan, fun_set_vf_rate (Linux 6.1)'
  }),
  row({
    name: 'hns3',
    attributes: { ...ALL_ATTRIBUTES, minTxRate: NO_MIN_RATE },
    // The limit is the fastest speed of the port, not that of its link.
    rates: { ...USUAL_RATES, needLink: false, upToLink: false },
    vfModules: ['hns3'],
    source:
      'hisilicon/hns3/hns3pf/hclge_main.c, hclge_set_vf_vlan_filter, hclge_vf_rate_param_check; hns3_enet.c, hns3_pci_sriov_configure (Linux 6.1)'
  }),
  row({
    name: 'hinic',
    attributes: {
      ...ALL_ATTRIBUTES,
      spoofchk: depends(
        'with a firmware that has it',
        'hinic_ndo_set_vf_spoofchk answers EOPNOTSUPP with an old firmware.'
      )
    },
    vfModules: ['hinic'],
    source: 'huawei/hinic/hinic_sriov.c, hinic_ndo_set_vf_* (rates need the link: EPERM) (Linux 6.1)'
  }),
  row({
    name: 'nfp',
    attributes: {
      mac: BY_FIRMWARE,
      vlan: BY_FIRMWARE,
      qos: BY_FIRMWARE,
      vlanProtocol: BY_FIRMWARE,
      trust: BY_FIRMWARE,
      spoofchk: BY_FIRMWARE,
      minTxRate: BY_FIRMWARE,
      maxTxRate: BY_FIRMWARE,
      linkState: BY_FIRMWARE
    },
    switchdev: {},
    rates: { ...USUAL_RATES, needLink: false, upToLink: false },
    withoutMac: 'new-each-start',
    vfModules: ['nfp'],
    source:
      'netronome/nfp: nfp_main.c, nfp_pcie_sriov_enable (the firmware can limit the number: EINVAL); nfp_net_sriov.c, nfp_app_set_vf_*; nfp_netvf_main.c, nfp_netvf_get_mac_addr (Linux 6.1)'
  }),
  row({
    name: 'ionic',
    attributes: { ...ALL_ATTRIBUTES, qos: NO_PRIORITY, minTxRate: NO_MIN_RATE },
    rates: { ...USUAL_RATES, needLink: false, upToLink: false },
    vfModules: ['ionic'],
    source: 'pensando/ionic: ionic_bus_pci.c, ionic_sriov_configure; ionic_lif.c, ionic_set_vf_* (Linux 6.1)'
  }),
  row({
    name: 'sfc',
    attributes: {
      ...ALL_ATTRIBUTES,
      qos: NO_PRIORITY,
      trust: NO_OPERATION,
      spoofchk: depends(
        'with a firmware that has it',
        'efx_ef10_sriov_set_vf_spoofchk asks for TX_MAC_SECURITY_FILTERING.'
      ),
      minTxRate: NO_OPERATION,
      maxTxRate: NO_OPERATION
    },
    vfModules: ['sfc'],
    note: 'sfc cannot change the VLAN of a VF whose driver is loaded in a guest: unload it first.',
    source: 'sfc/ef10_sriov.c, efx_ef10_sriov_configure and efx_ef10_sriov_set_vf_*; sfc/sriov.c (Linux 6.1)'
  }),
  row({
    name: 'sfc_ef100',
    attributes: NO_ATTRIBUTES,
    switchdev: {},
    vfModules: ['sfc_ef100'],
    source:
      'sfc/ef100_sriov.c, efx_ef100_sriov_configure; ef100_nic.c, ef100_pf_nic_type without VF operations (Linux 6.1)'
  }),
  row({
    name: 'sfc_siena',
    aliases: ['sfc-siena'],
    making: {
      kind: 'elsewhere',
      how: 'sfc-siena takes every write to sriov_numvfs and makes nothing: its VFs come from its module parameter max_vfs.',
      todo: 'Set "options sfc-siena max_vfs=N" in /etc/modprobe.d and reload the driver'
    },
    attributes: {
      ...ALL_ATTRIBUTES,
      vlanProtocol: { kind: 'unknown' },
      qos: { kind: 'unknown' },
      trust: NO_OPERATION,
      minTxRate: NO_OPERATION,
      maxTxRate: NO_OPERATION,
      linkState: NO_OPERATION
    },
    vfModules: ['sfc'],
    source:
      'sfc/siena/siena_sriov.c, efx_siena_sriov_configure and max_vfs; siena.c, siena_a0_nic_type (Linux 6.1)'
  }),
  row({
    name: 'ena',
    attributes: NO_ATTRIBUTES,
    vfModules: ['ena'],
    source: 'amazon/ena/ena_netdev.c, ena_pci_driver and ena_netdev_ops (Linux 6.1)'
  }),
  row({
    name: 'virtio-pci',
    aliases: ['virtio_pci', 'virtio_net'],
    making: {
      kind: 'conditional',
      on: 'virtio-pci makes VFs only where the device offers VIRTIO_F_SR_IOV, which no reading shows.',
      todo: 'Try it with one VF first'
    },
    attributes: NO_ATTRIBUTES,
    vfModules: ['virtio_pci'],
    source: 'drivers/virtio/virtio_pci_common.c, virtio_pci_sriov_configure (Linux 6.1)'
  })
]
