/**
 * `echo N > sriov_numvfs`: VFs appear or go, or the kernel says why not.
 * The rules are `device/sriov/sysfs-numvfs.ts`; the VFs themselves are made here from the capability's registers.
 */
import { pciAddressParts } from '../../pci/address.ts'
import { CONTROL, SRIOV, VF_DISABLE_WAIT_MS, VF_ENABLE_WAIT_MS } from '../device/sriov/capability.ts'
import { refusalLine, writeNumVfs, type NumVfsRefusal } from '../device/sriov/sysfs-numvfs.ts'
import { VfFunction } from '../device/vf-function.ts'
import { addressOf } from '../platform/routing-id.ts'
import type { EmulatedHost } from '../emulated-host.ts'
import { NS_PER_MS } from '../timeline.ts'
import { binarySize, bitNames, hex } from '../words.ts'
import { pullAway } from './surprise-removal.ts'

const SYSFS = 'linux drivers/pci/iov.c, sriov_numvfs_store'
const ENABLE = 'linux drivers/pci/iov.c, sriov_enable'

/** Writes `wanted` to the PF's `sriov_numvfs`. */
export function writeNumVfsAction(machine: EmulatedHost, wanted: number): void {
  const { timeline, sriov, config } = machine
  timeline.tell({
    from: 'host-kernel',
    to: 'pf-driver',
    kind: 'state',
    text: `Somebody writes ${wanted} to sriov_numvfs`,
    detail: `echo ${wanted} > /sys/bus/pci/devices/${config.pf}/sriov_numvfs`,
    source: SYSFS
  })
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > 0xffff)
    return refuse(machine, 'not a number of VFs', 'EINVAL')
  if (wanted === 0 && sriov.vfCount > 0 && isHeld(machine)) return
  const vfs = machine.vfs
  const result = writeNumVfs(sriov, machine.place, wanted, timeline.nowMs)
  if (!result.ok) return tellRefusal(machine, result.error)
  if (result.value.length === 0) {
    timeline.tell({
      from: 'host-kernel',
      kind: 'state',
      text: `There are ${wanted} VFs already: nothing to do`,
      source: SYSFS
    })
    return
  }
  if (wanted === 0) disable(machine, vfs)
  else enable(machine, wanted)
}

/** Xen marks VFs in use and the driver then refuses; vfio does not mark them. */
function isHeld(machine: EmulatedHost): boolean {
  const held = machine.vfs.filter((vf) => machine.users.get(vf.index)?.kind === 'guest')
  if (machine.config.hypervisor !== 'xen' || held.length === 0) return false
  const { errno, line } = machine.nic.whileAssigned
  machine.timeline.print(
    'pf-driver',
    'The PF driver sees that VFs are in use and refuses',
    machine.devLine(line),
    'refused'
  )
  refuse(machine, `${held.length} VFs are assigned to VMs`, errno)
  return true
}

function enable(machine: EmulatedHost, count: number): void {
  const { timeline, sriov, nic, place, config } = machine
  if (nic.made.isBefore) announce(machine, count)
  machine.drivers.vfsCreated(count)
  const registers = (text: string, detail: string): void =>
    timeline.tell({ from: 'host-kernel', to: 'device', kind: 'config', text, detail, source: ENABLE })
  registers(
    'NumVFs is written; offset and stride are read after it, because they may depend on it',
    `NumVFs (${hex(SRIOV.NUM_VFS, 2)}) <- ${count}; First VF Offset = ${sriov.read16(SRIOV.FIRST_VF_OFFSET)}, VF Stride = ${sriov.read16(SRIOV.VF_STRIDE)}`
  )
  registers(
    'VF Enable and VF Memory Space Enable are set',
    `SR-IOV Control (${hex(SRIOV.CONTROL, 2)}) <- ${bitNames(sriov.read16(SRIOV.CONTROL), CONTROL)}`
  )
  timeline.tell({
    from: 'host-kernel',
    kind: 'state',
    text: 'The kernel waits 100 ms; until then VFs may answer with retry status',
    durationNs: VF_ENABLE_WAIT_MS * NS_PER_MS,
    source: 'PCI Express Base 5.0, 9.3.3.3.1'
  })
  const { domain } = pciAddressParts(config.pf)
  machine.vfs = Array.from(
    { length: count },
    (_, index) => new VfFunction(index, sriov.routingId(place.routingId, index), nic.vf)
  )
  for (const vf of machine.vfs) {
    const address = addressOf(domain, vf.routingId)
    const group = machine.groupOf(vf)
    machine.assignments.add({ routingId: vf.routingId, group, driver: null })
    const bars = [0, 3].flatMap((bar) => {
      const at = sriov.vfBarAddress(bar, vf.index)
      return at === null ? [] : [`BAR ${bar} ${hex(Number(at))} (${binarySize(sriov.vfBarBytes(bar))})`]
    })
    timeline.tell({
      from: 'device',
      to: 'host-kernel',
      kind: 'config',
      text: `VF ${vf.index} is at ${address}`,
      detail: `routing id ${hex(vf.routingId, 4)} = PF + offset + ${vf.index} x stride; ${bars.join(', ')}`,
      source: 'PCI Express Base 5.0, 9.2.1.2'
    })
    print(
      machine,
      `The kernel lists VF ${vf.index}`,
      `pci ${address}: [8086:${sriov.variant.vfDeviceId.toString(16)}] type 00 class 0x020000`
    )
    if (group !== null)
      print(
        machine,
        config.hasAcs === false ? 'It joins the IOMMU group of the PF' : 'It gets an IOMMU group of its own',
        `pci ${address}: Adding to iommu group ${group}`
      )
  }
  if (!nic.made.isBefore) announce(machine, count)
  timeline.tell({
    from: 'host-kernel',
    kind: 'state',
    text: 'No driver of the host takes the VFs: they are kept for VMs',
    detail: `/sys/bus/pci/devices/${config.pf}/sriov_drivers_autoprobe = 0`,
    source: 'linux Documentation/ABI/testing/sysfs-bus-pci'
  })
}

/** The PF driver logs that it made room: most do so before anything is enabled on the bus. */
function announce(machine: EmulatedHost, count: number): void {
  const { line, isOfInterface } = machine.nic.made
  const text = line(count)
  print(
    machine,
    'The PF driver has made room for the VFs',
    isOfInterface ? machine.netLine(text) : machine.devLine(text)
  )
}

function disable(machine: EmulatedHost, vfs: readonly VfFunction[]): void {
  const { timeline, sriov } = machine
  pullAway(machine, vfs)
  machine.vfs = []
  machine.drivers.vfsCreated(0)
  const control = bitNames(sriov.read16(SRIOV.CONTROL), CONTROL)
  timeline.tell({
    from: 'host-kernel',
    to: 'device',
    kind: 'config',
    text: 'VF Enable and VF Memory Space Enable are cleared: the VFs are gone',
    detail: `SR-IOV Control (${hex(SRIOV.CONTROL, 2)}) <- ${control}`,
    source: 'linux drivers/pci/iov.c, sriov_disable'
  })
  timeline.tell({
    from: 'host-kernel',
    kind: 'state',
    text: 'The kernel waits a second before anything may touch the bus numbers again',
    durationNs: VF_DISABLE_WAIT_MS * NS_PER_MS,
    source: 'PCI Express Base 5.0, 9.3.3.3.1'
  })
  timeline.tell({
    from: 'host-kernel',
    to: 'device',
    kind: 'config',
    text: 'NumVFs is 0 again',
    detail: `NumVFs (${hex(SRIOV.NUM_VFS, 2)}) <- 0`,
    source: 'linux drivers/pci/iov.c, sriov_disable'
  })
}

function tellRefusal(machine: EmulatedHost, refusal: NumVfsRefusal): void {
  const line = refusalLine(refusal)
  const isFromPci = refusal.kind === 'bus-out-of-range' || refusal.kind === 'no-mmio'
  if (isFromPci && machine.nic.made.isBefore) announce(machine, refusal.wanted)
  if (line !== null)
    machine.timeline.print('host-kernel', 'The kernel logs why', machine.devLine(line), 'refused', ENABLE)
  if (isFromPci && machine.nic.notMade !== null)
    machine.timeline.print(
      'pf-driver',
      'The PF driver gives up',
      machine.devLine(machine.nic.notMade),
      'refused'
    )
  refuse(machine, REASONS[refusal.kind], refusal.errno)
}

const REASONS: Readonly<Record<NumVfsRefusal['kind'], string>> = {
  'no-driver': 'the PF driver cannot create VFs',
  'too-many': 'more VFs than the driver allows',
  exists: 'VFs exist: another number goes through 0',
  'bus-out-of-range': 'the VFs would need a bus number that the bridge above does not forward',
  'no-mmio': 'no memory window is assigned to a VF BAR'
}

function refuse(machine: EmulatedHost, reason: string, errno: string): void {
  machine.timeline.tell({
    from: 'host-kernel',
    kind: 'state',
    text: `The write fails: ${reason}`,
    detail: `errno ${errno}`,
    outcome: 'refused',
    source: SYSFS
  })
}

const print = (machine: EmulatedHost, text: string, line: string): void =>
  machine.timeline.print(line.startsWith('pci ') ? 'host-kernel' : 'pf-driver', text, line)
