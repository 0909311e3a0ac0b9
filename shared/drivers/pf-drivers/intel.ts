/** Intel's network drivers. */
import type { PfDriver } from '../pf-driver.ts'
import {
  ALL_ATTRIBUTES,
  depends,
  NO_MIN_RATE,
  NO_OPERATION,
  NO_PRIORITY,
  notInSwitchdev,
  noEffect,
  row,
  USUAL_RATES
} from './row.ts'

/** PCI device ids of the 82576 (igb/e1000_hw.h): igb limits the rates of its VFs only. */
const IDS_OF_82576: ReadonlySet<string> = new Set([
  '10c9',
  '10e6',
  '10e7',
  '10e8',
  '1526',
  '150a',
  '150d',
  '1518'
])

const RATES_ON_82576 = {
  kind: 'refused',
  errno: 'EOPNOTSUPP',
  evenOff: true,
  why: 'It answers EOPNOTSUPP: igb limits rates on the 82576 only (igb_ndo_set_vf_bw).'
} as const

/** Intel's network drivers. */
export const INTEL_DRIVERS: readonly PfDriver[] = [
  row({
    name: 'igb',
    attributes: { ...ALL_ATTRIBUTES, minTxRate: NO_MIN_RATE, linkState: NO_OPERATION },
    onOtherDevices: {
      than: IDS_OF_82576,
      attributes: { minTxRate: RATES_ON_82576, maxTxRate: RATES_ON_82576 }
    },
    // igb_vf_configure clears the MAC; igbvf makes one up when it is loaded.
    withoutMac: 'new-each-start',
    vfModules: ['igbvf'],
    source: 'igb/igb_main.c, igb_netdev_ops, igb_ndo_set_vf_*; tried on an 82576 under Linux 6.1 and 6.12'
  }),
  row({
    name: 'ixgbe',
    attributes: {
      ...ALL_ATTRIBUTES,
      minTxRate: NO_MIN_RATE,
      linkState: { kind: 'taken', only: ['auto', 'disable'] }
    },
    rates: { ...USUAL_RATES, lowest: 11, onlyAtMbps: 10_000 },
    pools: { oneClass: 63, upToFour: 31, upToEight: 15 },
    withoutMac: 'new-each-start',
    vfModules: ['ixgbevf'],
    source:
      'ixgbe/ixgbe_sriov.c, ixgbe_ndo_set_vf_bw, ixgbe_ndo_set_vf_vlan, ixgbe_ndo_set_vf_link_state, ixgbe_pci_sriov_enable (Linux 6.1)'
  }),
  row({
    name: 'i40e',
    attributes: { ...ALL_ATTRIBUTES, minTxRate: NO_MIN_RATE },
    rates: { ...USUAL_RATES, lowest: 50, belowLowest: 'raised', step: 50 },
    creation: { base: null, perVf: 'ctrl.i40eVf', measured: [1, 64] },
    withoutMac: 'new-each-start',
    vfModules: ['iavf'],
    source:
      'i40e/i40e_virtchnl_pf.c, i40e_ndo_set_vf_*; i40e_main.c, i40e_set_bw_limit (Linux 6.1); k8snetworkplumbingwg/sriov-cni#107'
  }),
  row({
    name: 'ice',
    attributes: {
      ...ALL_ATTRIBUTES,
      vlanProtocol: depends(
        'with the right firmware mode',
        'ice needs double VLAN mode, which no reading shows (ice_is_supported_port_vlan_proto).'
      )
    },
    switchdev: {
      trust: notInSwitchdev('trust is forbidden there'),
      vlan: { kind: 'unknown' },
      qos: { kind: 'unknown' },
      spoofchk: { kind: 'unknown' },
      linkState: noEffect('In switchdev mode the link of a VF follows its representor (ice_repr_open).')
    },
    withoutMac: 'new-each-start',
    vfModules: ['iavf'],
    source:
      'ice/ice_sriov.c, ice_set_vf_trust, ice_set_vf_bw, ice_set_vf_port_vlan; ice_repr.c, ice_repr_open (Linux 6.1)'
  }),
  row({
    name: 'fm10k',
    attributes: {
      ...ALL_ATTRIBUTES,
      qos: NO_PRIORITY,
      trust: NO_OPERATION,
      spoofchk: NO_OPERATION,
      minTxRate: noEffect('It passes the minimum rate over (fm10k_ndo_set_vf_bw).'),
      linkState: NO_OPERATION
    },
    rates: { ...USUAL_RATES, needLink: false, upToLink: false },
    withoutMac: null,
    vfModules: ['fm10k'],
    source: 'fm10k/fm10k_iov.c, fm10k_iov_configure and fm10k_ndo_set_vf_* (Linux 6.1)'
  }),
  row({
    name: 'idpf',
    vfModules: ['idpf'],
    source: 'idpf/idpf_main.c, idpf_driver (since Linux 6.7); what it takes of VF attributes was not read'
  })
]
