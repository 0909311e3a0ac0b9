/** Drivers of NVIDIA's adapters (Mellanox) and GPUs. */
import type { PfDriver } from '../pf-driver.ts'
import { ALL_ATTRIBUTES, depends, NO_OPERATION, notInSwitchdev, refused, row, USUAL_RATES } from './row.ts'

const BY_REPRESENTOR = 'the representor of the VF decides (tc, bridge, OVS)'

/** Drivers of NVIDIA's adapters and GPUs. */
export const NVIDIA_DRIVERS: readonly PfDriver[] = [
  row({
    name: 'mlx5_core',
    aliases: ['mlx5', 'mlx5e_rep', 'mlx5_core.eth'],
    attributes: {
      ...ALL_ATTRIBUTES,
      // esw_qos_set_vport_max_rate asks for a capability of the device that all but the oldest have.
      minTxRate: { kind: 'taken' }
    },
    switchdev: {
      vlan: refused('EOPNOTSUPP', `in switchdev mode ${BY_REPRESENTOR}`),
      qos: refused('EOPNOTSUPP', `in switchdev mode ${BY_REPRESENTOR}`),
      trust: notInSwitchdev(BY_REPRESENTOR),
      spoofchk: notInSwitchdev(BY_REPRESENTOR),
      linkState: notInSwitchdev('the link of a VF follows its representor'),
      minTxRate: depends(
        'with a kernel that has it there',
        'In switchdev mode rates belong to devlink; Linux 6.1 takes them on the uplink too (mlx5_eswitch_set_vport_rate), other releases were not read.'
      ),
      maxTxRate: depends(
        'with a kernel that has it there',
        'In switchdev mode rates belong to devlink; Linux 6.1 takes them on the uplink too (mlx5_eswitch_set_vport_rate), other releases were not read.'
      )
    },
    rates: { ...USUAL_RATES, needLink: false },
    creation: { base: 'ctrl.mlx5Base', perVf: 'ctrl.mlx5Vf', measured: [4, 16] },
    // mlx5e_set_netdev_dev_addr: a VF whose vport has a zero address makes one up.
    withoutMac: 'new-each-start',
    // esw_acl_ingress_lgcy_setup lets pass only the address of the vport: zero lets nothing pass.
    spoofchkWithoutMac: 'drops-all',
    vfModules: ['mlx5_core'],
    note: 'A MAC set on a VF of mlx5_core is seen by its driver when it is loaded the next time.',
    source:
      'mellanox/mlx5/core: en_main.c, mlx5e_set_vf_vlan, mlx5e_set_netdev_dev_addr; esw/legacy.c, mlx5_eswitch_set_vport_*; eswitch.c, mlx5_eswitch_set_vport_state (Linux 6.1)'
  }),
  row({
    name: 'mlx4_core',
    aliases: ['mlx4_en', 'mlx4'],
    making: {
      kind: 'elsewhere',
      how: 'mlx4_core has no sriov_configure: its VFs come from its module parameter num_vfs.',
      todo: 'Set "options mlx4_core num_vfs=N" in /etc/modprobe.d and reload the driver'
    },
    attributes: {
      ...ALL_ATTRIBUTES,
      vlanProtocol: depends('where device and VF support it', 'mlx4_set_vf_vlan asks both for VST QinQ.'),
      trust: NO_OPERATION,
      minTxRate: refused('EPROTONOSUPPORT', 'it cannot guarantee a rate'),
      maxTxRate: depends(
        'on devices with QoS per VF, for a VF with a VLAN',
        'mlx4_set_vf_rate keeps the rate until the VF has a port VLAN, and asks for a capability of the device.'
      )
    },
    rates: { ...USUAL_RATES, needLink: false, upToLink: false },
    withoutMac: 'new-each-start',
    // mlx4_set_vf_spoofchk answers EPERM to "on" without a valid MAC.
    spoofchkWithoutMac: 'refused',
    noVlan: [4095],
    vfModules: ['mlx4_core'],
    source:
      'mellanox/mlx4: main.c, mlx4_driver (no sriov_configure) and num_vfs; cmd.c, mlx4_set_vf_* and mlx4_get_vf_config, MLX4_VGT; en_netdev.c, mlx4_en_get_hw_addr (Linux 6.1)'
  }),
  row({
    name: 'nvidia',
    making: {
      kind: 'elsewhere',
      how: 'The driver of NVIDIA vGPU enables the VFs of a GPU with its own tool, all at once.',
      todo: 'Run "/usr/lib/nvidia/sriov-manage -e ADDRESS" on the host, then scan again'
    },
    vfModules: ['nvidia'],
    source:
      'NVIDIA Virtual GPU Software User Guide, "Preparing the virtual function for an NVIDIA vGPU that supports SR-IOV"'
  })
]
