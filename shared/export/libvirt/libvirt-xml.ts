import type { InventoryHost } from '../../inventory/types.ts'
import type { Plan, PlanVm } from '../../plan/types.ts'
import { plannedHost, type PlannedHost } from '../../planned/planned-host.ts'
import type { ExportedFile } from '../../provision/types.ts'
import { element, formatXml, type XmlElement } from '../xml.ts'
import { devicesOf } from './devices.ts'
import type { Platform } from './platforms.ts'

/** Free PCIe slots for hot-plug: libvirt's q35 default has few, and a second device finds none. */
const SPARE_ROOT_PORTS = 4

/** Two hyphens may not stand in a comment of XML. */
const HEAD = `<!-- Made by VF Lab. A fragment: the plan has no disk and no medium to boot from. Add a disk before the domain is
     defined, or take the devices over into the domain that the VM has already. -->
`

/**
 * One libvirt domain file for each VM of the plan on this host, in the plan's order. A NIC's VF goes in as
 * `<interface type='hostdev'>` where that says all the plan says (MAC, one 802.1Q VLAN); else, and for everything
 * that is no NIC, as `<hostdev>`, with the settings left to the script. `losses` names what the file cannot carry,
 * and functions that it had to leave out because their address is not known yet. Sources: libvirt formatdomain, "Host
 * device assignment" and "PCI passthrough for SR-IOV VFs"; a hostdev interface takes no MTU, bandwidth or link state.
 */
export function libvirtXml(plan: Plan, host: InventoryHost, platform: Platform): readonly ExportedFile[] {
  const planned = plannedHost(plan, host)
  return planned.vms.map((vm) => {
    const devices = devicesOf(vm, planned, host.hostname)
    const xml = devices.flatMap((device) => device.xml ?? [])
    return {
      name: `${vm.name}.xml`,
      content: HEAD + formatXml(domain(vm, host, platform, xml)),
      isExecutable: false,
      losses: [
        ...devices.flatMap((device) => device.losses),
        ...vmLosses(vm, host),
        ...portLosses(vm, planned)
      ]
    }
  })
}

/** What the plan says of a VM and a domain cannot say. */
function vmLosses(vm: PlanVm, host: InventoryHost): readonly string[] {
  const isNodeMissing = vm.numaNode !== null && !host.numaNodes.some(({ node }) => node === vm.numaNode)
  return [
    ...(vm.guestDriver === undefined
      ? []
      : [
          `The driver ${vm.guestDriver.name} in the guest of ${vm.name} cannot be said in libvirt XML: install it there.`
        ]),
    ...(isNodeMissing
      ? [`NUMA node ${vm.numaNode} of ${vm.name} is not on ${host.hostname}: the VM may lie anywhere.`]
      : [])
  ]
}

/** What the plan says of the ports behind a VM's VFs: libvirt neither makes VFs nor sets up their PF. */
const portLosses = (vm: PlanVm, { pfs }: PlannedHost): readonly string[] =>
  pfs
    .filter((pf) => pf.entry !== null && pf.vfs.some((vf) => vf.vm?.id === vm.id))
    .map(({ address, numVfs, entry }) => {
      const mtu = entry?.mtu === undefined ? '' : ` and MTU ${entry.mtu}`
      return `numVfs ${numVfs}${mtu} of ${address} cannot be said in libvirt XML: run the script of this plan first.`
    })

function domain(
  vm: PlanVm,
  host: InventoryHost,
  platform: Platform,
  devices: readonly XmlElement[]
): XmlElement {
  const node = vm.numaNode === null ? undefined : host.numaNodes.find((one) => one.node === vm.numaNode)
  const cpus = node !== undefined && /^[0-9,-]+$/.test(node.cpus) ? node.cpus : undefined
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
    platform.os,
    element('features', {}, ...platform.features),
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
