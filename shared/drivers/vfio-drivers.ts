/** Drivers by which functions are handed to guests, and the devices that vfio-pci does not take. */

/** Vendor and device, eight lower-case hex digits with a colon, as in "8086:37c9". */
export type DeviceIds = string

/** Devices that vfio-pci refuses to bind. */
interface Denied {
  readonly ids: readonly DeviceIds[]
  /** First release that refuses them, major and minor. */
  readonly since: readonly [major: number, minor: number]
  /** Whether older releases took it over in their updates, so that the release does not tell. */
  readonly isInUpdates: boolean
}

/** Source: drivers/vfio/pci/vfio_pci.c, vfio_pci_dev_in_denylist (Linux 6.1.192 has both kinds). */
const DENYLIST: readonly Denied[] = [
  {
    // QAT: DH895xCC, C62x, C3xxx, D15xx and their VFs.
    ids: ['0435', '0443', '37c8', '37c9', '19e2', '19e3', '6f54', '6f55'].map((device) => `8086:${device}`),
    since: [5, 9],
    isInUpdates: false
  },
  {
    // DSA and IAX of Sapphire Rapids.
    ids: ['8086:0b25', '8086:0cfe'],
    since: [6, 10],
    isInUpdates: true
  }
]

/** Since when vfio-pci refuses the device, on a kernel of this release (`uname -r`); null = it does not. */
export function deniedByVfio(ids: DeviceIds, kernel: string): string | null {
  const denied = DENYLIST.find((one) => one.ids.includes(ids))
  if (denied === undefined) return null
  const [major, minor] = denied.since
  const [, kernelMajor, kernelMinor] = /^(\d+)\.(\d+)/.exec(kernel) ?? []
  const isOlder =
    kernelMajor !== undefined &&
    (Number(kernelMajor) < major || (Number(kernelMajor) === major && Number(kernelMinor) < minor))
  if (isOlder && !denied.isInUpdates) return null
  return `Linux ${major}.${minor}${denied.isInUpdates ? ' and in updates of older releases' : ''}`
}

/** The parameter of vfio-pci that lifts the denylist. */
export const DENYLIST_PARAMETER = 'disable_denylist'

/** A driver that takes the place of vfio-pci for some devices: it can do more, for example move a running guest. */
interface VfioVariant {
  readonly name: string
  readonly source: string
}

const VARIANTS: readonly VfioVariant[] = [
  { name: 'mlx5_vfio_pci', source: 'drivers/vfio/pci/mlx5/main.c (since Linux 5.18)' },
  { name: 'hisi_acc_vfio_pci', source: 'drivers/vfio/pci/hisilicon/hisi_acc_vfio_pci.c (since Linux 5.18)' },
  { name: 'pds_vfio_pci', source: 'drivers/vfio/pci/pds/pci_drv.c (since Linux 6.6)' },
  { name: 'virtio_vfio_pci', source: 'drivers/vfio/pci/virtio/main.c (since Linux 6.8)' },
  { name: 'nvgrace_gpu_vfio_pci', source: 'drivers/vfio/pci/nvgrace-gpu/main.c (since Linux 6.9)' },
  { name: 'qat_vfio_pci', source: 'drivers/vfio/pci/qat/main.c (since Linux 6.10)' },
  { name: 'xe_vfio_pci', source: 'drivers/vfio/pci/xe/main.c (in later kernels)' },
  { name: 'ism_vfio_pci', source: 'drivers/vfio/pci/ism/main.c (in later kernels)' },
  { name: 'nvidia_vgpu_vfio', source: 'NVIDIA Virtual GPU Software User Guide (out of tree)' }
]

/** sysfs shows "-" or "_" as the driver was named: both are one driver. */
const asModule = (name: string): string => name.replaceAll('-', '_')

const VARIANT_NAMES: ReadonlySet<string> = new Set(VARIANTS.map(({ name }) => name))

/** Whether a function on this driver can be given to a guest as it is, plain vfio-pci left out. */
export const isVfioVariant = (driver: string | null): boolean =>
  driver !== null && VARIANT_NAMES.has(asModule(driver))

/** Whether a function on this driver is ready for a guest: on vfio-pci or one of its variants. */
export const isVfioDriver = (driver: string | null): boolean =>
  driver !== null && (asModule(driver) === 'vfio_pci' || isVfioVariant(driver))
