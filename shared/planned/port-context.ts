import type { PortContext } from '../drivers/refusals.ts'
import type { PlannedPf } from './planned-pf.ts'

/** What decides, beside its driver, which attributes the VFs of a PF take. */
export const portContext = ({ observed, sriov, port }: PlannedPf): PortContext => ({
  deviceId: observed?.deviceId ?? null,
  eswitchMode: sriov?.eswitchMode.known === true ? modeOf(sriov.eswitchMode.value) : null,
  linkType: port?.linkType == null ? null : port.linkType === 'infiniband' ? 'infiniband' : 'ethernet'
})

/** A mode that is not known here is none of which the driver's row speaks. */
const modeOf = (mode: string): PortContext['eswitchMode'] =>
  mode === 'switchdev' || mode === 'legacy' ? mode : null
