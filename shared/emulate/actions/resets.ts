/** Resets of a VF and of the PF, and the link of the port. */
import { DEVICE_CONTROL, DEVICE_CONTROL_BITS, PCIE_CAPABILITY } from '../device/pf-config-space.ts'
import { FLR_WAIT_MS } from '../device/flr.ts'
import { CONTROL, SRIOV, VF_ENABLE_WAIT_MS } from '../device/sriov/capability.ts'
import type { EmulatedHost } from '../emulated-host.ts'
import { NS_PER_MS } from '../timeline.ts'
import { bitNames, hex } from '../words.ts'
import { bringUp } from './bind-vf-driver.ts'
import { resetFunction } from './reset-function.ts'

const BARS = [0, 1, 2, 3, 4, 5]

/** FLR of VF `index`; its driver then starts over. */
export function vfFlr(machine: EmulatedHost, index: number): void {
  const vf = machine.vf(index)
  const user = machine.users.get(index)
  if (user !== undefined) machine.drivers.stop(vf)
  resetFunction(
    machine,
    vf,
    user?.kind === 'guest'
      ? `VM ${user.guest.id} resets its VF, and the hypervisor passes it on`
      : `Somebody writes 1 to the reset file of VF ${index}`
  )
  if (user === undefined) return
  machine.timeline.tell({
    from: machine.partyOf(vf),
    kind: 'state',
    text: 'The VF driver starts over: it must reset, agree on a version and set everything up again',
    source: `linux drivers/net/ethernet/intel/${machine.nic.vfDriver}`
  })
  bringUp(machine, vf)
}

/** FLR of the PF: every VF is gone with it, until Linux writes the SR-IOV registers back. */
export function pfFlr(machine: EmulatedHost): void {
  const { timeline, sriov, pf, vfs, config } = machine
  const source = 'PCI Express Base 5.0, 9.2.2.1'
  const saved = {
    numVfs: sriov.vfCount,
    control: sriov.read16(SRIOV.CONTROL),
    pageSize: sriov.read32(SRIOV.SYSTEM_PAGE_SIZE),
    bars: BARS.map((bar) => sriov.read32(SRIOV.VF_BAR0 + 4 * bar))
  }
  timeline.tell({
    from: 'host-kernel',
    to: 'device',
    kind: 'config',
    text: 'Somebody writes 1 to the reset file of the PF: the kernel saves its registers and resets it',
    detail: `${config.pf}: Device Control (${hex(PCIE_CAPABILITY + DEVICE_CONTROL, 2)}) <- ${bitNames(DEVICE_CONTROL_BITS.INITIATE_FLR, DEVICE_CONTROL_BITS)}`,
    source: 'linux drivers/pci/pci.c, pcie_flr'
  })
  pf.write16(PCIE_CAPABILITY + DEVICE_CONTROL, DEVICE_CONTROL_BITS.INITIATE_FLR, timeline.nowMs)
  timeline.tell({
    from: 'device',
    kind: 'state',
    text: saved.numVfs === 0 ? 'The PF is reset' : `VF Enable is cleared: all ${saved.numVfs} VFs are gone`,
    detail: `SR-IOV Control = ${hex(sriov.read16(SRIOV.CONTROL), 4)}, NumVFs = ${sriov.read16(SRIOV.NUM_VFS)}`,
    outcome: saved.numVfs === 0 ? 'done' : 'lost',
    source
  })
  for (const vf of vfs) {
    const user = machine.users.get(vf.index)
    vf.reset()
    machine.drivers.stop(vf)
    if (user?.kind === 'guest')
      timeline.tell({
        from: 'device',
        to: 'guest',
        kind: 'state',
        text: `VM ${user.guest.id} has lost VF ${vf.index}: its registers read all ones`,
        detail: 'reads are answered with Unsupported Request',
        outcome: 'lost',
        source
      })
  }
  timeline.tell({
    from: 'host-kernel',
    kind: 'state',
    text: 'The kernel leaves the PF alone for 100 ms',
    durationNs: FLR_WAIT_MS * NS_PER_MS,
    source: 'PCI Express Base 5.0, 6.6.2'
  })
  sriov.write32(SRIOV.SYSTEM_PAGE_SIZE, saved.pageSize)
  for (const bar of BARS) sriov.write32(SRIOV.VF_BAR0 + 4 * bar, saved.bars[bar] ?? 0)
  sriov.write16(SRIOV.CONTROL, saved.control & CONTROL.ARI_CAPABLE_HIERARCHY, timeline.nowMs)
  if (saved.numVfs === 0) return
  sriov.write16(SRIOV.NUM_VFS, saved.numVfs, timeline.nowMs)
  sriov.write16(SRIOV.CONTROL, saved.control, timeline.nowMs)
  timeline.tell({
    from: 'host-kernel',
    to: 'device',
    kind: 'config',
    text: 'The kernel writes the SR-IOV registers back: VFs answer again, but they are blank',
    detail: `NumVFs <- ${saved.numVfs}, SR-IOV Control <- ${bitNames(saved.control, CONTROL)}; no bus mastering, no MSI-X, no queues in any VF`,
    source: 'linux drivers/pci/iov.c, sriov_restore_state'
  })
  timeline.tell({
    from: 'host-kernel',
    kind: 'state',
    text: 'It waits 100 ms for the VFs',
    durationNs: VF_ENABLE_WAIT_MS * NS_PER_MS,
    source: 'PCI Express Base 5.0, 9.3.3.3.1'
  })
  machine.drivers.pfReset()
}

/** The port's link goes up or down. */
export function setLink(machine: EmulatedHost, isUp: boolean): void {
  if (machine.isLinkUp === isUp) {
    machine.timeline.tell({
      from: 'wire',
      kind: 'state',
      text: `The link is ${isUp ? 'up' : 'down'} already`
    })
    return
  }
  machine.isLinkUp = isUp
  machine.timeline.tell({
    from: 'wire',
    to: 'device',
    kind: 'state',
    text: isUp ? 'The cable carries again' : 'The other end of the cable is gone',
    detail: `LINKS.LinkUp = ${isUp ? 1 : 0}`,
    outcome: isUp ? 'done' : 'lost'
  })
  machine.drivers.linkChanged(isUp)
}
