/**
 * SR-IOV as the kernel behaves towards a program that writes to sysfs and calls `ip link set`, small enough to reason about
 * and to test steps against. Modelled: NumVFs locked while not zero, what is lost when VFs go, which driver a VF
 * gets, the refusals of igb. Left out: time, failures of hardware, IOMMU groups, everything inside guests. Each rule
 * was seen on kernels 6.1 and 6.12 with igb, unless the line says otherwise.
 */
import { needsCarrier, pfDriver } from '../../../drivers/pf-drivers.ts'
import { PLAIN_PORT, settingRefusals } from '../../../drivers/refusals.ts'
import { freshVfSettings } from '../../../inventory/test-host.ts'
import type { VfSettings } from '../../../inventory/types.ts'
import type { PciAddress } from '../../../pci/address.ts'
import type { PlanVfSettings } from '../../../plan/types.ts'
import { err, ok, type Result } from '../../../result.ts'
import { parseCommand, type VfWord } from '../../../drivers/vf-commands.ts'
import type { ObservedVfSettings } from '../../../drivers/vf-settings.ts'

/** Something with a driver. */
export interface ModelDevice {
  readonly driver: string | null
  /** `driver_override`; null = none, which sysfs shows as "(null)". */
  readonly override: string | null
}

export interface ModelVf extends ModelDevice {
  readonly settings: VfSettings
}

export interface ModelPf extends ModelDevice {
  readonly address: PciAddress
  readonly isNic: boolean
  readonly totalVfs: number
  readonly autoprobe: boolean
  /** The driver that the host has for VFs; null = none is installed. */
  readonly vfDriver: string | null
  readonly mtu: number
  readonly isUp: boolean
  readonly hasCable: boolean
  /** NumVFs is their number. */
  readonly vfs: readonly ModelVf[]
}

/** A function without VFs. */
interface ModelFunction extends ModelDevice {
  readonly address: PciAddress
  readonly ownDriver: string | null
}

export interface HostModel {
  readonly pfs: readonly ModelPf[]
  readonly functions: readonly ModelFunction[]
}

/** The kernel's answer where it refuses. */
export type Errno = 'EBUSY' | 'ERANGE' | 'EPERM' | 'EINVAL' | 'EOPNOTSUPP' | 'EPROTONOSUPPORT' | 'ENODEV'

/** Writing `sriov_numvfs`. VFs that go take their settings and overrides with them. */
export function writeNumVfs(pf: ModelPf, count: number): Result<ModelPf, Errno> {
  if (count > pf.totalVfs) return err('ERANGE')
  if (count === pf.vfs.length) return ok(pf)
  if (count > 0 && pf.vfs.length > 0) return err('EBUSY')
  // bnxt_en, by its source: the write succeeds and changes nothing.
  if (pfDriver(pf.driver)?.needsPfUp === true && !pf.isUp) return ok(pf)
  return ok({
    ...pf,
    vfs: Array.from({ length: count }, (_, index) =>
      probe({ driver: null, override: null, settings: freshVfSettings(index) }, pf)
    )
  })
}

/**
 * Writing a VF's address to `drivers_probe`: an override decides alone and works although probing is off; else the
 * host's own driver takes it, if probing is on.
 */
export function probe<T extends ModelDevice>(
  device: T,
  host: { readonly autoprobe: boolean; readonly vfDriver: string | null }
): T {
  if (device.driver !== null) return device
  if (device.override !== null) return { ...device, driver: device.override }
  return { ...device, driver: host.autoprobe ? host.vfDriver : null }
}

/** Writing `driver/unbind`. */
export const unbind = <T extends ModelDevice>(device: T): T => ({ ...device, driver: null })

/** Writing `driver_override`: nothing happens until the next probe. */
export const setOverride = <T extends ModelDevice>(device: T, override: string | null): T => ({
  ...device,
  override
})

/** `ip link set PF vf N WORD VALUE`, value in the words of a step. */
export function setVfAttribute(
  pf: ModelPf,
  index: number,
  word: VfWord,
  value: string
): Result<ModelPf, Errno> {
  const vf = pf.vfs[index]
  if (vf === undefined) return err('EINVAL')
  // The MAC "none" is no MAC; the call sets what belongs together.
  const change = parseCommand({ word, value }) as Partial<ObservedVfSettings>
  const row = pfDriver(pf.driver)
  const refusals = row === null ? [] : settingRefusals(row, change as PlanVfSettings, PLAIN_PORT)
  const errno = refusals.find((one) => one.certainty === 'certain')?.errno ?? null
  if (errno !== null) return err(errno)
  const hasCarrier = pf.isUp && pf.hasCable
  if (!hasCarrier && needsCarrier(pf.driver, word)) return err('EINVAL')
  return ok({ ...pf, vfs: pf.vfs.with(index, { ...vf, settings: { ...vf.settings, ...change } }) })
}

/** The host with one PF changed by an operation that can be refused; ENODEV where there is no such PF. */
export function onPf(
  host: HostModel,
  address: PciAddress,
  operation: (pf: ModelPf) => Result<ModelPf, Errno>
): Result<HostModel, Errno> {
  const place = host.pfs.findIndex((pf) => pf.address === address)
  const pf = host.pfs[place]
  if (pf === undefined) return err('ENODEV')
  const changed = operation(pf)
  return changed.ok ? ok({ ...host, pfs: host.pfs.with(place, changed.value) }) : changed
}

/** A PF with one VF changed; ENODEV where there is no such VF. */
export function onVf(
  pf: ModelPf,
  index: number,
  operation: (vf: ModelVf) => ModelVf
): Result<ModelPf, Errno> {
  const vf = pf.vfs[index]
  return vf === undefined ? err('ENODEV') : ok({ ...pf, vfs: pf.vfs.with(index, operation(vf)) })
}
