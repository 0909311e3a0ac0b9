import type { CompatData, Device } from './types.ts'

/** The model with this PF id ("vvvv:dddd"); null = not in the data. */
export const deviceByPfId = (data: CompatData, pfId: string): Device | null =>
  data.devices.find((device) => device.pf.includes(pfId)) ?? null

/** Drivers that a guest can run on a VF, by the PF's id or else the VF's. Empty where neither is known. */
export function candidateVfDrivers(data: CompatData, pfId: string, vfId: string | null): readonly string[] {
  const byPf = deviceByPfId(data, pfId)
  if (byPf) return byPf.vfDrivers
  return data.devices.find((device) => vfId !== null && device.vf.includes(vfId))?.vfDrivers ?? []
}
