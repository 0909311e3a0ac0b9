import { describeUse } from '../inventory/usage/describe-usage.ts'
import type { FunctionUse } from '../inventory/types.ts'
import { listed } from '../listed.ts'
import type { Blocks, Severity } from './types.ts'

/** What it means that a function is taken from one of its uses. */
export interface UseLoss {
  readonly severity: Severity
  /** Left out where the severity decides. */
  readonly blocks?: Blocks
  /** A sentence without its end: " when it goes to web1" follows. */
  readonly message: string
  readonly why: string
  readonly fix: string
  /** Tells uses of one kind and function apart. */
  readonly detail: string
}

const ALWAYS: Blocks = { kind: 'always' }
const TAKE_INTERFACES: Blocks = { kind: 'consent', consent: 'take-interfaces' }
const TAKE_DRIVES: Blocks = { kind: 'consent', consent: 'take-drives' }

/** The loss of one use of the function that is called `name`. */
export function lossOfUse(name: string, use: FunctionUse): UseLoss {
  switch (use.kind) {
    case 'vm':
      return {
        severity: 'error',
        message: `The running VM ${use.vm} (pid ${use.pid}) loses ${name}`,
        why: 'The kernel does not protect it: the write returns 0 and the device is pulled out of the VM.',
        fix: `Detach ${name} from ${use.vm}, or shut ${use.vm} down`,
        detail: String(use.pid)
      }
    case 'vfio':
      return {
        severity: 'error',
        message: `${use.command} (pid ${use.pid}) loses ${name}`,
        why: 'The process holds the VFIO device, and the kernel does not protect it.',
        fix: `Stop ${use.command}`,
        detail: String(use.pid)
      }
    case 'process':
      return {
        severity: 'error',
        message: `${use.command} (pid ${use.pid}) loses ${name}, of which it has ${use.node} open,`,
        why: 'A process that has the device node open works with the device; it fails when the device goes.',
        fix: `Stop ${use.command}`,
        detail: `${use.pid} ${use.node}`
      }
    case 'binder':
      return {
        severity: 'error',
        message: `${name} is kept by ${use.driver} (${use.what}) and is lost to it`,
        why: 'Such a driver holds devices for guests that cannot be seen from here.',
        fix: `Detach ${name} from its guest, and release it from ${use.driver}`,
        detail: use.driver
      }
    case 'mounted':
      return {
        severity: 'error',
        blocks: ALWAYS,
        message: `File systems at ${listed(use.mountpoints)} lie on ${name} and are lost`,
        why: 'Taking the device away under a mounted file system loses data that was not written yet.',
        fix: `Unmount ${listed(use.mountpoints)}`,
        detail: use.mountpoints.join(' ')
      }
    case 'built-upon':
      return {
        severity: 'error',
        message: `${use.by} is built upon ${use.disk} of ${name} and loses it`,
        why: 'A volume, array or encrypted disk fails when a part of it goes, mounted or not.',
        fix: `Take ${use.disk} out of ${use.by}, or stop ${use.by}`,
        detail: `${use.disk} ${use.by}`
      }
    case 'carries-data':
      return {
        severity: 'warning',
        blocks: TAKE_DRIVES,
        message: `${use.disk} of ${name} carries data (${use.content}), which the VM gets`,
        why: 'Nothing uses it now, but a guest that gets the drive may overwrite it.',
        fix: 'Choose an empty drive, or wipe this one on purpose',
        detail: use.disk
      }
    case 'addressed':
      return {
        severity: 'warning',
        blocks: TAKE_INTERFACES,
        message: `${use.interface} with ${listed(use.addresses)} runs on ${name} and disappears`,
        why: 'The host uses the interface, and its addresses go with it.',
        fix: `Move the addresses of ${use.interface}`,
        detail: use.interface
      }
    case 'enslaved':
      return {
        severity: 'warning',
        blocks: TAKE_INTERFACES,
        message: `${use.master} loses its port ${use.interface}, which runs on ${name},`,
        why: 'What is connected through the bridge or bond loses this path.',
        fix: `Take ${use.interface} out of ${use.master} first`,
        detail: use.interface
      }
    case 'stacked':
      return {
        severity: 'warning',
        blocks: TAKE_INTERFACES,
        message: `${use.by}, which stands on ${use.interface} of ${name}, disappears`,
        why: 'The kernel removes what stands on an interface together with it: a VM or container behind it loses its network.',
        fix: `Remove ${use.by} first, or move it to another port`,
        detail: `${use.interface} ${use.by}`
      }
    case 'elsewhere':
      return {
        severity: 'warning',
        blocks: TAKE_INTERFACES,
        message: `${use.interface} of ${name}, which is in ${use.where}, disappears there`,
        why: 'The interface was moved into another network namespace: what runs there loses its network.',
        fix: `Stop what runs in ${use.where}`,
        detail: use.interface
      }
    case 'watched':
      return {
        severity: 'warning',
        blocks: TAKE_INTERFACES,
        message: `${describeUse(use)} of ${name} is lost`,
        why: 'A program of the host works with all packets of the interface, and it fails when the interface goes.',
        fix: 'Stop that program first',
        detail: use.interface
      }
    case 'rdma':
      return {
        severity: 'error',
        message: `${describeUse(use)} of ${name} is lost`,
        why: 'A program or the kernel itself is connected through the device, for example to drives over NVMe over Fabrics.',
        fix: `Close the connections over ${use.device} first`,
        detail: use.device
      }
    case 'console':
      return {
        severity: 'warning',
        blocks: { kind: 'consent', consent: 'take-console' },
        message: `The console of the host on ${name} (${use.what}) is lost`,
        why: 'The screen of the host stays as it was when the GPU leaves its driver; SSH goes on.',
        fix: 'Choose another GPU, or move the console to a serial line or a BMC',
        detail: 'console'
      }
    case 'management':
      return {
        severity: 'error',
        blocks: ALWAYS,
        message: `The way to the host itself, ${use.interface}, runs over ${name} and is cut`,
        why: 'The default route or the SSH session uses this interface: the host could no longer be reached to undo it.',
        fix: 'Choose another port, or move the management address first',
        detail: use.interface
      }
  }
}
