import type { InventoryHost } from '../../inventory/types.ts'
import { pciAddressParts, type PciAddress } from '../../pci/address.ts'
import type { Plan, PlanVfSettings, PlanVm } from '../../plan/types.ts'
import { plannedHost, wholeFunctions, type PlannedHost } from '../../planned/planned-host.ts'
import { isNetwork } from '../../planned/planned-pf.ts'
import type { ExportedFile } from '../../provision/types.ts'
import { commandName, vfCommands } from '../../drivers/vf-commands.ts'
import { element, formatXml, type XmlElement } from '../xml.ts'

/** Free PCIe slots for hot-plug: libvirt's q35 default has few, and a second device finds none. */
const SPARE_ROOT_PORTS = 4

/** One function of a VM, ready for its domain file. */
interface Device {
  readonly xml: XmlElement
  readonly losses: readonly string[]
}

/**
 * One libvirt domain file for each VM of the plan on this host, in the plan's order. A NIC's VF goes in as
 * `<interface type='hostdev'>` where that says all the plan says (MAC, one 802.1Q VLAN); else, and for everything
 * that is no NIC, as `<hostdev>`, with the settings left to the script. `losses` names what the file cannot carry,
 * and functions that it had to leave out because their address is not known yet. Sources: libvirt formatdomain, "Host
 * device assignment" and "PCI passthrough for SR-IOV VFs"; a hostdev interface takes no MTU, bandwidth or link state.
 */
export function libvirtXml(plan: Plan, host: InventoryHost): readonly ExportedFile[] {
  const planned = plannedHost(plan, host)
  return planned.vms.map((vm) => {
    const devices = devicesOf(vm, planned, host)
    return {
      name: `${vm.name}.xml`,
      content: formatXml(
        domain(
          vm,
          host,
          devices.flatMap((device) => ('xml' in device ? [device.xml] : []))
        )
      ),
      isExecutable: false,
      losses: devices.flatMap((device) => device.losses)
    }
  })
}

type DeviceOrLoss = Device | { readonly losses: readonly string[] }

function devicesOf(vm: PlanVm, planned: PlannedHost, host: InventoryHost): readonly DeviceOrLoss[] {
  const vfs = planned.pfs.flatMap((pf) =>
    pf.vfs
      .filter((vf) => vf.vm?.id === vm.id)
      .map((vf): DeviceOrLoss => {
        const where = `${pf.address} VF ${vf.index}`
        const address = vf.addressToBe
        if (!address.known)
          return {
            losses: [
              `${where} is left out: its address is not known before it exists, since ${address.reason}. Apply the plan, scan ${host.hostname} again, then export.`
            ]
          }
        const alias = `ua-${pf.address.replace(/[:.]/g, '-')}-vf${vf.index}`
        return isNetwork(pf)
          ? networkVf(where, alias, address.value, vf.settings)
          : { xml: hostdev(alias, address.value), losses: [] }
      })
  )
  const functions = wholeFunctions(planned)
    .filter((one) => one.vm.id === vm.id)
    .map(({ function: { address } }): DeviceOrLoss => ({
      xml: hostdev(`ua-${address.replace(/[:.]/g, '-')}`, address),
      losses: []
    }))
  return [...vfs, ...functions]
}

/** Settings that only the PF driver can be told: the script has to run first. */
function networkVf(where: string, alias: string, address: PciAddress, settings: PlanVfSettings): Device {
  const { mac, vlan, qos, vlanProtocol } = settings
  const hasPlainVlan = (qos ?? 0) === 0 && vlanProtocol !== '802.1ad'
  // Without a MAC, libvirt makes one up and sets it; with a priority, its VLAN would erase it.
  if (mac !== undefined && hasPlainVlan) {
    const carried = new Set(['mac', 'vlan'])
    return {
      xml: element(
        'interface',
        { type: 'hostdev', managed: 'yes' },
        element('mac', { address: mac }),
        element('driver', { name: 'vfio' }),
        element('source', {}, sourceAddress(address, true)),
        ...(vlan !== undefined && vlan > 0 ? [element('vlan', {}, element('tag', { id: vlan }))] : []),
        element('alias', { name: alias })
      ),
      losses: lossesOf(where, settings, carried)
    }
  }
  return { xml: hostdev(alias, address), losses: lossesOf(where, settings, new Set()) }
}

function lossesOf(where: string, settings: PlanVfSettings, carried: ReadonlySet<string>): readonly string[] {
  const left = vfCommands(settings).filter(({ word }) => !carried.has(word))
  if (left.length === 0) return []
  const names = left.map(({ word }) => commandName(word)).join(', ')
  return [`${names} of ${where} cannot be said in libvirt XML: run the script of this plan first.`]
}

/** Devices are given as `0x0000` numbers, as libvirt writes them itself. */
function sourceAddress(address: PciAddress, withType: boolean): XmlElement {
  const parts = pciAddressParts(address)
  const hex = (value: number, width: number): string => `0x${value.toString(16).padStart(width, '0')}`
  return element('address', {
    ...(withType ? { type: 'pci' } : {}),
    domain: hex(parts.domain, 4),
    bus: hex(parts.bus, 2),
    slot: hex(parts.device, 2),
    function: hex(parts.function, 1)
  })
}

const hostdev = (alias: string, address: PciAddress): XmlElement =>
  element(
    'hostdev',
    { mode: 'subsystem', type: 'pci', managed: 'yes' },
    element('driver', { name: 'vfio' }),
    element('source', {}, sourceAddress(address, false)),
    element('alias', { name: alias })
  )

function domain(vm: PlanVm, host: InventoryHost, devices: readonly XmlElement[]): XmlElement {
  const node = vm.numaNode === null ? undefined : host.numaNodes.find((one) => one.node === vm.numaNode)
  const cpus = node !== undefined && /^[0-9,-]+$/.test(node.cpus) ? node.cpus : undefined
  const isArm = host.architecture === 'aarch64'
  const features = [element('acpi'), ...(isArm ? [element('gic', { version: 'host' })] : [element('apic')])]
  return element(
    'domain',
    { type: 'kvm' },
    element('name', {}, vm.name),
    element('memory', { unit: 'MiB' }, `${vm.memoryMiB}`),
    // The vCPUs may run on every CPU of the node: pinning each to one is the scheduler's business, not the plan's.
    element('vcpu', cpus === undefined ? {} : { placement: 'static', cpuset: cpus }, `${vm.vcpus}`),
    ...(node === undefined
      ? []
      : [element('numatune', {}, element('memory', { mode: 'preferred', nodeset: node.node }))]),
    element(
      'os',
      {},
      element(
        'type',
        isArm ? { arch: 'aarch64', machine: 'virt' } : { arch: 'x86_64', machine: 'q35' },
        'hvm'
      )
    ),
    // Without it libvirt turns ACPI off, and a guest without ACPI sees no PCIe hot-plug.
    element('features', {}, ...features),
    element('cpu', { mode: 'host-passthrough' }),
    element(
      'devices',
      {},
      element('controller', { type: 'pci', index: 0, model: 'pcie-root' }),
      ...Array.from({ length: devices.length + SPARE_ROOT_PORTS }, () =>
        element('controller', { type: 'pci', model: 'pcie-root-port' })
      ),
      element('console', { type: 'pty' }),
      ...devices
    )
  )
}
