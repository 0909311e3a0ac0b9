/** Published facts of the control plane and of egress scheduling. */
import type { PciAddress } from '../../../pci/address.ts'
import type { MechanismScenario } from '../../scenario/scenario.ts'
import { one, row, says, type CalibrationRow } from './row.ts'

/** PF 05:00.0 of row 64. */
const PF_05 = '0000:05:00.0' as PciAddress
const routing = (firstVfOffset: number, vf: number): MechanismScenario => ({
  kind: 'routing-id',
  pf: PF_05,
  firstVfOffset,
  vfStride: 2,
  vf,
  lastBus: null
})

const limitI40e = (maxMbps: number): MechanismScenario => ({
  kind: 'rate-limit',
  driver: 'i40e',
  linkMbps: 10000,
  maxMbps,
  minMbps: 0
})

const creation = (driver: 'i40e' | 'mlx5', vfs: number): MechanismScenario => ({
  kind: 'vf-creation',
  driver,
  vfs
})

/** Rows 64 to 76. */
export const controlRows: readonly CalibrationRow[] = [
  row(
    64,
    'ctrl',
    'routing ids of VF 0 and 1 of 05:00.0, without and with ARI',
    'linux drivers/pci/iov.c',
    says(routing(384, 0), 'address', '0000:06:10.0'),
    says(routing(128, 0), 'address', '0000:05:10.0'),
    says(routing(384, 1), 'address', '0000:06:10.2'),
    says(routing(128, 1), 'address', '0000:05:10.2')
  ),
  row(
    66,
    'ctrl',
    'ixgbe, 40 VFs with 4 traffic classes',
    'linux ixgbe_sriov.c',
    says(
      { kind: 'vf-limit', driver: 'ixgbe', vfs: 40, trafficClasses: 4, macvlans: 0 },
      'verdict',
      'refused: at most 31 (EPERM)'
    )
  ),
  row(
    67,
    'ctrl',
    'ConnectX-6 Lx, creation of 4, 8 and 16 VFs',
    'sriov-network-operator issue 1015',
    one(creation('mlx5', 4), 'seconds', 1.6, 0.1),
    one(creation('mlx5', 8), 'seconds', 2.6, 0.1),
    one(creation('mlx5', 16), 'seconds', 4.5, 0.1)
  ),
  row(
    69,
    'ctrl',
    'i40e, creation of 64 VFs',
    'nmstate PR 1704',
    one(creation('i40e', 64), 'seconds', 22, 0.2)
  ),
  row(
    70,
    'ctrl',
    'a VF after FLR is ready after 100 ms at the earliest',
    'PCIe 3.1 section 6.6.2',
    one({ kind: 'flr', function: 'vf' }, 'readyMs', 100, 0)
  ),
  row(
    72,
    'ctrl',
    'ixgbe PF of API 1.4, VF of 1.1 asks for the RSS table',
    'linux ixgbe_sriov.c',
    says({ kind: 'mailbox', pfApi: '1.4', vfApi: '1.1', request: 'GET_RETA' }, 'reply', 'NACK (EOPNOTSUPP)')
  ),
  row(
    73,
    'switch',
    'i40e, limits of 120 and 30 Mb/s',
    'linux i40e.h',
    one(limitI40e(120), 'maxMbps', 100, 0),
    one(limitI40e(30), 'maxMbps', 50, 0)
  ),
  row(
    76,
    'switch',
    'weights 1:10:89 on 7.27 Gb/s',
    'DTS, ice DCF QoS test plan',
    ...[0.072, 0.72, 6.48].map((published, i) =>
      one({ kind: 'egress-shares', gbps: 7.27, weights: [1, 10, 89] }, `gbps${i}`, published, 0.03)
    )
  )
]
