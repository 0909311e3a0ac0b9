import { commandName, vfCommands } from '../../drivers/vf-commands.ts'
import type { InventoryFunction } from '../../inventory/types.ts'
import { pciAddressParts, type PciAddress } from '../../pci/address.ts'
import { wholeFunctions, type PlannedHost } from '../../planned/planned-host.ts'
import { isNetwork, type PlannedPf, type PlannedVf } from '../../planned/planned-pf.ts'
import type { PlanVfSettings, PlanVm } from '../../plan/types.ts'
import { element, type XmlElement } from '../xml.ts'

/** A function of a VM in a domain. */
export interface Device {
  /** null = it had to be left out, for the reason among the losses. */
  readonly xml: XmlElement | null
  /** What the domain cannot say about it, one sentence each. */
  readonly losses: readonly string[]
}

/** The functions of a VM, VFs first, each in order of address. */
export function devicesOf(vm: PlanVm, planned: PlannedHost, hostname: string): readonly Device[] {
  const vfs = planned.pfs.flatMap((pf) =>
    pf.vfs.filter((vf) => vf.vm?.id === vm.id).map((vf) => vfDevice(pf, vf, hostname))
  )
  const functions = wholeFunctions(planned)
    .filter((one) => one.vm.id === vm.id)
    .map(({ function: { address }, observed }): Device => ({
      xml: hostdev(`ua-${plain(address)}`, address, keepsDriver(observed)),
      losses: []
    }))
  return [...vfs, ...functions]
}

function vfDevice(pf: PlannedPf, vf: PlannedVf, hostname: string): Device {
  const where = `${pf.address} VF ${vf.index}`
  const { addressToBe: address } = vf
  if (!address.known)
    return {
      xml: null,
      losses: [
        `${where} is left out: its address is not known before it exists, since ${address.reason}. Apply the plan, scan ${hostname} again, then export.`
      ]
    }
  const alias = `ua-${plain(pf.address)}-vf${vf.index}`
  // VFs that are made anew come back without the driver that they have today.
  const isKept = !pf.isRecreated && keepsDriver(vf.observed)
  return isNetwork(pf)
    ? networkVf(where, alias, address.value, vf.settings, isKept)
    : { xml: hostdev(alias, address.value, isKept), losses: [] }
}

const plain = (address: PciAddress): string => address.replace(/[:.]/g, '-')

/**
 * Whether a function is on a driver of its own for VFIO. With managed='yes' libvirt would bind it to plain vfio-pci,
 * which takes live migration from the VM. By name, as the kernel's drivers/vfio/pci has it: mlx5_vfio_pci,
 * hisi_acc_vfio_pci, nvgrace_gpu_vfio_pci.
 */
const keepsDriver = (fn: InventoryFunction | null): boolean =>
  fn?.driver.known === true && fn.driver.value !== null && /[a-z0-9][-_]vfio[-_]pci$/.test(fn.driver.value)

/** Settings that only the PF driver can be told: the script has to run first. */
function networkVf(
  where: string,
  alias: string,
  address: PciAddress,
  settings: PlanVfSettings,
  isKept: boolean
): Device {
  const { mac, vlan, qos, vlanProtocol } = settings
  const hasPlainVlan = (qos ?? 0) === 0 && vlanProtocol !== '802.1ad'
  // Without a MAC, libvirt makes one up and sets it; with a priority, its VLAN would erase it.
  if (mac !== undefined && hasPlainVlan) {
    const carried = new Set(['mac', 'vlan'])
    return {
      xml: element(
        'interface',
        { type: 'hostdev', managed: isKept ? 'no' : 'yes' },
        element('mac', { address: mac }),
        element('driver', { name: 'vfio' }),
        element('source', {}, sourceAddress(address, true)),
        ...(vlan !== undefined && vlan > 0 ? [element('vlan', {}, element('tag', { id: vlan }))] : []),
        element('alias', { name: alias })
      ),
      losses: lossesOf(where, settings, carried)
    }
  }
  const noMac =
    mac === undefined
      ? [
          `No MAC is planned for ${where}: unless the host holds one for it, the guest has another at each start. Plan a MAC.`
        ]
      : []
  return {
    xml: hostdev(alias, address, isKept),
    losses: [...lossesOf(where, settings, new Set()), ...noMac]
  }
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

const hostdev = (alias: string, address: PciAddress, isKept: boolean): XmlElement =>
  element(
    'hostdev',
    { mode: 'subsystem', type: 'pci', managed: isKept ? 'no' : 'yes' },
    element('driver', { name: 'vfio' }),
    element('source', {}, sourceAddress(address, false)),
    element('alias', { name: alias })
  )
