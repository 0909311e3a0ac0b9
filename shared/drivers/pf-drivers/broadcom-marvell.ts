/** Network drivers of Broadcom, Marvell (QLogic, Cavium) and Emulex. */
import type { PfDriver } from '../pf-driver.ts'
import {
  ALL_ATTRIBUTES,
  depends,
  NO_MIN_RATE,
  NO_OPERATION,
  NO_PRIORITY,
  noEffect,
  row,
  TAKEN,
  USUAL_RATES
} from './row.ts'

const FIRMWARE_DECIDES = 'with a firmware that has it'

/** Network drivers of Broadcom, Marvell and Emulex. */
export const BROADCOM_MARVELL_DRIVERS: readonly PfDriver[] = [
  row({
    name: 'bnxt_en',
    aliases: ['bnxt'],
    needsPfUp: true,
    attributes: {
      ...ALL_ATTRIBUTES,
      qos: NO_PRIORITY,
      vlanProtocol: depends(
        'with the right firmware mode',
        'Linux 6.1 answers EPROTONOSUPPORT; later kernels ask the firmware for a capability that no reading shows.'
      )
    },
    // Its representors have no operations of their own, and bnxt_set_vf_* do not ask for the mode.
    switchdev: {},
    withoutMac: 'new-each-start',
    vfModules: ['bnxt_en'],
    source:
      'broadcom/bnxt/bnxt_sriov.c, bnxt_sriov_configure (answers 0 and makes nothing while the interface is down), bnxt_set_vf_*; bnxt.c, bnxt_init_mac_addr (Linux 6.1)'
  }),
  row({
    name: 'bnx2x',
    needsPfUp: true,
    attributes: {
      ...ALL_ATTRIBUTES,
      qos: noEffect('It takes the VLAN and passes the priority over (bnx2x_set_vf_vlan).'),
      trust: NO_OPERATION,
      minTxRate: NO_OPERATION,
      maxTxRate: NO_OPERATION
    },
    vfModules: ['bnx2x'],
    source:
      'broadcom/bnx2x/bnx2x_sriov.c, bnx2x_sriov_configure (EINVAL while the PF is down), bnx2x_set_vf_* (Linux 6.1)'
  }),
  row({
    name: 'qede',
    aliases: ['qed'],
    attributes: {
      ...ALL_ATTRIBUTES,
      qos: noEffect('It takes the VLAN and passes the priority over (qede_set_vf_vlan).')
    },
    rates: { ...USUAL_RATES, needLink: false, upToLink: false },
    vfModules: ['qede'],
    note: 'qede passes a rate of 0 over: a limit that was set stays until the VFs are made anew.',
    source: 'qlogic/qede/qede_main.c, qede_set_vf_vlan; qlogic/qed/qed_sriov.c, qed_set_vf_rate (Linux 6.1)'
  }),
  row({
    name: 'qlcnic',
    attributes: {
      ...ALL_ATTRIBUTES,
      trust: NO_OPERATION,
      linkState: NO_OPERATION
    },
    rates: { ...USUAL_RATES, needLink: false, upToLink: false },
    vfModules: ['qlcnic'],
    note: 'qlcnic refuses MAC, VLAN and spoof check of a VF whose driver is loaded: unload it first.',
    noVlan: [4095],
    source:
      'qlogic/qlcnic/qlcnic_sriov_pf.c, qlcnic_sriov_set_vf_* (QLC_GUEST_VLAN_MODE is VLAN 4095, QLC_BC_VF_STATE refuses) (Linux 6.1)'
  }),
  row({
    name: 'LiquidIO',
    aliases: ['liquidio'],
    attributes: {
      ...ALL_ATTRIBUTES,
      trust: depends(
        'for one VF, with firmware 1.7.1 or later',
        'liquidio_set_vf_trust answers EPERM for a second VF and EOPNOTSUPP with older firmware.'
      ),
      spoofchk: depends(FIRMWARE_DECIDES, 'liquidio_set_vf_spoofchk asks for LIQUIDIO_SPOOFCHK_CAP.'),
      minTxRate: NO_OPERATION,
      maxTxRate: NO_OPERATION
    },
    vfModules: ['liquidio_vf'],
    source: 'cavium/liquidio/lio_main.c, lionetdevops and liquidio_set_vf_* (Linux 6.1)'
  }),
  row({
    name: 'rvu_nicpf',
    aliases: ['octeontx2'],
    attributes: {
      mac: TAKEN,
      vlan: depends(
        'where the device has entries for it',
        'otx2_set_vf_vlan asks for OTX2_FLAG_VF_VLAN_SUPPORT.'
      ),
      qos: NO_PRIORITY,
      vlanProtocol: ALL_ATTRIBUTES.vlanProtocol ?? TAKEN,
      trust: TAKEN,
      spoofchk: NO_OPERATION,
      minTxRate: NO_OPERATION,
      maxTxRate: NO_OPERATION,
      linkState: NO_OPERATION
    },
    vfModules: ['rvu_nicvf'],
    note: 'rvu_nicpf answers "try again" to VF attributes while the interface of the PF is down.',
    source: 'marvell/octeontx2/nic/otx2_pf.c, otx2_set_vf_mac, otx2_set_vf_vlan, otx2_netdev_ops (Linux 6.1)'
  }),
  row({
    name: 'be2net',
    attributes: {
      ...ALL_ATTRIBUTES,
      trust: NO_OPERATION,
      spoofchk: depends(
        'on Skyhawk and later chips',
        'be_set_vf_spoofchk answers EOPNOTSUPP on BE2 and BE3.'
      ),
      minTxRate: NO_MIN_RATE
    },
    rates: { ...USUAL_RATES, lowest: 100 },
    vfModules: ['be2net'],
    source:
      'emulex/benet/be_main.c, be_set_vf_tx_rate (100 Mbit/s or more; whole percents of the link on Skyhawk), be_set_vf_spoofchk, be_netdev_ops (Linux 6.1)'
  })
]
