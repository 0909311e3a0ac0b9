/**
 * Brings a secondary controller online for every VM that wants a VF, by the commands that an administrator sends
 * (nvme virt-mgmt), one VM after the other. What the controller refuses is the VM's answer.
 */
import {
  ACTION,
  RESOURCE,
  STATUS,
  statusText,
  virtualizationManagement,
  type Status
} from '../../emulate/nvme/admin-command.ts'
import { CC, REGISTER } from '../../emulate/nvme/controller.ts'
import { LEAST_VI, NvmeSubsystem, PRIMARY } from '../../emulate/nvme/subsystem.ts'

/** Resources that a controller has for its VFs. */
export interface VfResources {
  readonly totalVfs: number
  readonly flexibleQueues: number
  readonly flexibleInterrupts: number
  readonly queuesPerVf?: number
  readonly interruptsPerVf?: number
}

/** What became of a VM's VF. */
export interface VfOutcome {
  readonly isOnline: boolean
  /** For example "online with 4 I/O queues" or "stays offline: Invalid Resource Identifier (122h)". */
  readonly text: string
}

/** Queue pairs of the primary controller itself; more than enough for its admin queue and some I/O. */
const PRIVATE = 2

/** Outcomes for VMs that want so many I/O queues each, in their order. */
export function bringOnline(resources: VfResources, ioQueues: readonly number[]): readonly VfOutcome[] {
  const { totalVfs, flexibleQueues, flexibleInterrupts } = resources
  const nvme = new NvmeSubsystem({
    sriov: {
      totalVfs,
      vfDeviceId: 0,
      placement: () => ({ offset: 1, stride: 1 }),
      supportedPageSizes: 1,
      vfBarBytes: [16384, 0, 0, 0, 0, 0],
      is64Bit: [true, false, false, false, false, false]
    },
    vq: {
      private: PRIVATE,
      flexible: flexibleQueues,
      secondaryMaximum: resources.queuesPerVf ?? flexibleQueues,
      primaryAtPowerOn: 0
    },
    vi: {
      private: PRIVATE,
      flexible: flexibleInterrupts,
      secondaryMaximum: resources.interruptsPerVf ?? flexibleInterrupts,
      primaryAtPowerOn: 0
    },
    namespaces: []
  })
  nvme.write(PRIMARY, REGISTER.CC, CC.EN)
  nvme.setNumVfs(Math.min(totalVfs, ioQueues.length), 0)
  const send = (action: number, controller: number, resource?: number, number?: number): Status =>
    nvme.admin(PRIMARY, virtualizationManagement(action, controller, resource, number)).status
  return ioQueues.map((queues, vf): VfOutcome => {
    const controller = vf + 1
    if (controller > totalVfs)
      return { isOnline: false, text: `has no VF: the controller has ${totalVfs} of them` }
    const steps: readonly (readonly [string, () => Status])[] = [
      // One queue pair more: the admin queue counts.
      ['queues', () => send(ACTION.SECONDARY_ASSIGN, controller, RESOURCE.VQ, queues + 1)],
      [
        'interrupts',
        () => send(ACTION.SECONDARY_ASSIGN, controller, RESOURCE.VI, Math.max(LEAST_VI, queues))
      ],
      ['online', () => send(ACTION.SECONDARY_ONLINE, controller)]
    ]
    for (const [what, step] of steps) {
      const status = step()
      if (status !== STATUS.SUCCESS)
        return { isOnline: false, text: `stays offline (${what}): ${statusText(status)}` }
    }
    return { isOnline: true, text: `online with ${queues} I/O ${queues === 1 ? 'queue' : 'queues'}` }
  })
}
