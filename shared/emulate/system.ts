/** Composes a system from its blocks and hands every action to the file that carries it out. */
import { assign, guestAddress, unplug, useOnHost } from './actions/assign.ts'
import { dma } from './actions/dma.ts'
import { request } from './actions/request.ts'
import { pfFlr, setLink, vfFlr } from './actions/resets.ts'
import { send } from './actions/send.ts'
import { setPolicy } from './actions/set-policy.ts'
import { writeNumVfsAction } from './actions/write-numvfs.ts'
import { I40ePair } from './drivers/i40e-pair.ts'
import type { DriverPair } from './driver-pair.ts'
import { igbFamily } from './drivers/igb-family.ts'
import { ixgbeFamily } from './drivers/ixgbe-family.ts'
import { MailboxPair } from './drivers/mailbox-pair.ts'
import { EmulatedHost } from './emulated-host.ts'
import type { System, SystemAction, SystemConfig, SystemStep, SystemView, VfView } from './types.ts'

/**
 * A host with a PF that has no VFs yet. Throws a RangeError for a configuration that no machine can have. The same
 * configuration and actions always give the same steps.
 */
export function createSystem(config: SystemConfig): System {
  const machine = new EmulatedHost(config, makeDrivers)
  return {
    config,
    get view(): SystemView {
      return viewOf(machine)
    },
    do(action: SystemAction): readonly SystemStep[] {
      try {
        carryOut(machine, action)
      } catch (error) {
        // What was told before a caller's mistake showed belongs to no action.
        machine.timeline.take()
        throw error
      }
      return machine.timeline.take()
    },
    readConfig(vf: number | null, offset: number): number {
      if (vf === null) return machine.pf.read16(offset)
      return machine.vfs[vf]?.config.read16(offset) ?? 0xffff
    }
  }
}

function makeDrivers(machine: EmulatedHost): DriverPair {
  switch (machine.config.nic) {
    case '82576':
      return new MailboxPair(machine, igbFamily)
    case '82599':
      return new MailboxPair(machine, ixgbeFamily)
    case 'xl710':
      return new I40ePair(machine)
  }
}

function carryOut(machine: EmulatedHost, action: SystemAction): void {
  switch (action.kind) {
    case 'write-numvfs':
      return writeNumVfsAction(machine, action.numVfs)
    case 'assign':
      return assign(machine, action.vf, action.vm)
    case 'unplug':
      return unplug(machine, action.vf)
    case 'use-on-host':
      return useOnHost(machine, action.vf)
    case 'vf-flr':
      return vfFlr(machine, action.vf)
    case 'pf-flr':
      return pfFlr(machine)
    case 'request':
      return request(machine, action.vf, action.request)
    case 'set-policy':
      return setPolicy(machine, action.vf, action.change)
    case 'send':
      return send(machine, action)
    case 'dma':
      return dma(machine, action.vf, action.operation, action.target)
    case 'set-link':
      return setLink(machine, action.isUp)
  }
}

const BARS = [0, 1, 2, 3, 4, 5]

function viewOf(machine: EmulatedHost): SystemView {
  const { timeline, sriov, iommu } = machine
  return {
    atNs: timeline.nowNs,
    numVfs: sriov.vfCount,
    totalVfs: machine.place.driverMaxVfs,
    isVfEnabled: sriov.isVfEnabled,
    isLinkUp: machine.isLinkUp,
    vfs: machine.vfs.map((vf): VfView => {
      const user = machine.users.get(vf.index)
      const { mac, version, isReady, policy } = machine.drivers.status(vf)
      return {
        index: vf.index,
        address: machine.addressOf(vf),
        vm: user?.kind === 'guest' ? user.guest.id : null,
        isUsedByHost: user?.kind === 'host',
        guestAddress: user?.kind === 'guest' ? guestAddress(user.slot) : null,
        state: isReady ? 'ready' : user === undefined ? 'no-driver' : 'blank',
        bars: BARS.flatMap((bar) => {
          const address = sriov.vfBarAddress(bar, vf.index)
          return address === null ? [] : [{ bar, address: Number(address), bytes: sriov.vfBarBytes(bar) }]
        }),
        isBusMaster: vf.config.isBusMaster,
        mac,
        portVlan: policy.portVlan,
        isTrusted: policy.isTrusted,
        isSpoofChecked: policy.isSpoofChecked,
        maxMbps: policy.maxMbps,
        minMbps: policy.minMbps,
        mailboxVersion: version,
        isMsixEnabled: vf.msix.isEnabled,
        sentFrames: vf.counters.sent,
        receivedFrames: vf.counters.received,
        spoofedFrames: vf.counters.spoofed
      }
    }),
    faults: [...machine.faults],
    iotlb:
      iommu === null
        ? null
        : {
            entries: iommu.iotlb.size,
            capacity: iommu.iotlb.capacity,
            hits: iommu.iotlb.counters.hits,
            misses: iommu.iotlb.counters.misses
          },
    log: [...timeline.log]
  }
}
