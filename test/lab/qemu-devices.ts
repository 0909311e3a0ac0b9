/** Options of a QEMU device, in the order in which they are written; `true` and `false` become on and off. */
export type DeviceOptions = Readonly<Record<string, string | number | boolean>>

const optionText = (value: string | number | boolean): string =>
  typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)

/** `-device driver,key=value,...` as QEMU arguments. */
export const device = (driver: string, options: DeviceOptions = {}): string[] => [
  '-device',
  [driver, ...Object.entries(options).map(([key, value]) => `${key}=${optionText(value)}`)].join(',')
]

/** An Intel IOMMU (VT-d) with interrupt remapping: the guest gets a DMAR table and IOMMU groups. */
export const intelIommu = (): string[] => device('intel-iommu', { intremap: true })

/** An Ethernet cable: what one of its ends sends arrives at the others. NICs name an end as their netdev. */
export const cable = (...ends: string[]): string[] =>
  ends.flatMap((end) => ['-netdev', `hubport,id=${end},hubid=1`])

/**
 * A PCI Express root port.
 *
 * `slot` is its chassis and slot number, unique on the machine, and makes its id `port<slot>`. Further options
 * are those of pcie-root-port; `addr` is device.function on its bus.
 */
export const rootPort = (slot: number, options: DeviceOptions = {}): string[] =>
  device('pcie-root-port', { id: `port${slot}`, chassis: slot, slot, ...options })

/**
 * An Intel 82576 (igb) NIC with SR-IOV: 8 VFs in config space, 7 usable through its driver.
 *
 * `bus` is the id of the port it sits behind. The empty romfile keeps the boot firmware from trying it.
 */
export const igb = (bus: string, mac: string, end: string, options: DeviceOptions = {}): string[] =>
  device('igb', { bus, ...options, romfile: '', mac, netdev: end })

/** An empty block device that keeps what is written until the host stops, in a file of QEMU's without a name. */
const emptyDrive = (id: string, size: string): string[] => [
  '-drive',
  `if=none,id=${id},format=raw,snapshot=on,file.driver=null-co,file.size=${size},file.read-zeroes=on`
]

/** An empty virtio drive of 1 GiB; the root disk stays the first one, /dev/vda. `bus` is the id of a port. */
export const drive = (bus: string, id: string): string[] => [
  ...emptyDrive(id, '1G'),
  ...device('virtio-blk-pci', { bus, drive: id, serial: id })
]

/**
 * An NVMe controller with 4 VFs, each with its own queue resources, and two namespaces: 1 is private to one
 * controller at a time and attached to the PF, 2 may be shared and is attached to none. QEMU cannot save a machine
 * that has one.
 */
export const nvmeWithVfs = (bus: string): string[] => [
  ...device('nvme-subsys', { id: 'nvme-subsystem' }),
  ...device('nvme', {
    id: 'nvme',
    bus,
    serial: 'LAB-NVME-1',
    subsys: 'nvme-subsystem',
    sriov_max_vfs: 4,
    sriov_vq_flexible: 8,
    sriov_vi_flexible: 4,
    max_ioqpairs: 26,
    msix_qsize: 26
  }),
  ...emptyDrive('namespace1', '64M'),
  ...device('nvme-ns', { bus: 'nvme', drive: 'namespace1', nsid: 1, shared: false }),
  ...emptyDrive('namespace2', '64M'),
  ...device('nvme-ns', { bus: 'nvme', drive: 'namespace2', nsid: 2, shared: true, detached: true })
]
