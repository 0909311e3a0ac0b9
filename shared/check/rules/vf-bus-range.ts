import { pciAddressParts } from '../../pci/address.ts'
import { vfAddress } from '../../pci/vf-address.ts'
import type { Finding } from '../types.ts'
import { finding } from '../finding.ts'
import { numVfsFix } from '../fix-num-vfs.ts'
import type { RuleContext } from '../context.ts'
import type { PlannedHost } from '../../planned/planned-host.ts'
import type { PlannedPf } from '../../planned/planned-pf.ts'

/** VFs that carry into further bus numbers need a bridge above that forwards these buses. */
export const vfBusRange = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) => host.pfs.flatMap((pf) => findings(host, pf)))

function findings(host: PlannedHost, pf: PlannedPf): readonly Finding[] {
  const { sriov, observed, numVfs } = pf
  // VFs that exist lie within the range. More than totalVfs is another mistake.
  if (!sriov || !observed?.parent || numVfs === sriov.numVfs || numVfs > sriov.totalVfs) return []
  const bridge = host.index.functions.get(observed.parent)
  const buses = bridge?.role.kind === 'bridge' ? bridge.role.buses : null
  const { firstVfOffset: offset, vfStride: stride } = sriov
  // Some devices show an offset of 0 until they have VFs.
  if (!bridge || !buses || !offset.known || !stride.known || offset.value === 0) return []
  const busOf = (index: number): number => {
    const address = vfAddress(pf.address, offset.value, stride.value, index)
    return address.ok ? pciAddressParts(address.value).bus : address.error.bus
  }
  const beyond = Array.from({ length: numVfs }, (_, index) => index).find(
    (index) => busOf(index) > buses.subordinate
  )
  if (beyond === undefined) return []
  return [
    finding({
      rule: 'vf-bus-range',
      severity: 'error',
      subject: { kind: 'pf', host: host.id, address: pf.address },
      message: `numVfs ${numVfs} on ${pf.address} puts VF ${beyond} on bus ${hexBus(busOf(beyond))}, but the bridge ${bridge.address} above forwards buses ${hexBus(buses.secondary)} to ${hexBus(buses.subordinate)} only`,
      why:
        'The routing id of VF n is that of the PF + first offset + n x stride and can carry into the next bus number. The write to ' +
        'sriov_numvfs fails with ENOMEM where the last one lies outside of the range of the bridge (drivers/pci/iov.c).',
      fixes: [
        ...(beyond > 0 ? [numVfsFix(pf, beyond)] : []),
        { label: 'Or let the kernel number the buses: boot with pci=assign-busses, or update the firmware' }
      ]
    })
  ]
}

const hexBus = (bus: number): string => bus.toString(16).padStart(2, '0')
