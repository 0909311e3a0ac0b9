import type { FunctionUse, InventoryFunction } from '../../inventory/types.ts'
import { describeFunction } from '../../plan/function-key.ts'
import type { AssignableFunction } from '../../plan/types.ts'
import type { Blocks, Finding, Severity } from '../types.ts'
import { finding } from '../finding.ts'
import { listed } from '../../listed.ts'
import { hostName, type PlannedHost, type RuleContext } from '../../planned/planned-host.ts'

const RULE = 'in-use-now'

/** What the plan does to a function that somebody may be using. */
interface Taking {
  readonly function: AssignableFunction
  readonly observed: InventoryFunction
  /** Completes "... loses it when": "numVfs of 0000:3b:00.0 goes through 0". */
  readonly when: string
  /** VM that gets the function and may already have it; null = nobody keeps it. */
  readonly keeper: string | null
}

/** Nobody may lose a device in silence: VMs that run, disks that are mounted, interfaces that carry traffic. */
export const inUseNow = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) => [
    ...takings(host).flatMap((taking) => taking.observed.uses.flatMap((use) => lost(taking, use))),
    ...managementPorts(host),
    ...unreadUsers(host)
  ])

/** VFs that are destroyed, and functions that leave their host driver. A VF that is both is listed once. */
function takings(host: PlannedHost): readonly Taking[] {
  const destroyed = host.pfs
    .filter((pf) => pf.isRecreated)
    .flatMap((pf) =>
      (pf.sriov?.vfs ?? []).flatMap((address, index): Taking[] => {
        const observed = host.index.functions.get(address)
        const fn: AssignableFunction = { kind: 'vf', host: host.id, pf: pf.address, index }
        const when = `numVfs of ${pf.address} goes through 0`
        return observed ? [{ function: fn, observed, when, keeper: null }] : []
      })
    )
  const gone = new Set(destroyed.map((taking) => taking.observed.address))
  const given = host.given.flatMap((one): Taking[] =>
    one.observed === null || gone.has(one.observed.address)
      ? []
      : [
          {
            function: one.function,
            observed: one.observed,
            when: `it goes to ${one.vm.name}`,
            keeper: one.vm.name
          }
        ]
  )
  return [...destroyed, ...given]
}

function lost(taking: Taking, use: FunctionUse): readonly Finding[] {
  if (use.kind === 'vm' && use.vm === taking.keeper) return []
  const name = describeFunction(taking.function)
  const row = loss(name, use)
  return [
    finding({
      rule: RULE,
      severity: row.severity,
      ...(row.blocks && { blocks: row.blocks }),
      subject: { kind: 'function', function: taking.function },
      detail: `${use.kind}:${row.detail}`,
      message: `${row.message} when ${taking.when}`,
      why: row.why,
      fixes: [{ label: row.fix }]
    })
  ]
}

interface Loss {
  readonly severity: Severity
  /** Left out where the severity decides. */
  readonly blocks?: Blocks
  readonly message: string
  readonly why: string
  readonly fix: string
  readonly detail: string
}

const ALWAYS: Blocks = { kind: 'always' }
const TAKE_INTERFACES: Blocks = { kind: 'consent', consent: 'take-interfaces' }

function loss(name: string, use: FunctionUse): Loss {
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
    case 'mounted':
      return {
        severity: 'error',
        blocks: ALWAYS,
        message: `File systems at ${listed(use.mountpoints)} lie on ${name} and are lost`,
        why: 'Taking the device away under a mounted file system loses data that was not written yet.',
        fix: `Unmount ${listed(use.mountpoints)}`,
        detail: use.mountpoints.join(' ')
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
  }
}

/** Writing numVfs can reset the port, and over this one the host is reached. */
const managementPorts = (host: PlannedHost): readonly Finding[] =>
  host.pfs.flatMap((pf) => {
    const use = pf.observed?.uses.find((one) => one.kind === 'management')
    if (use === undefined || pf.entry === null || pf.entry.numVfs === pf.sriov?.numVfs) return []
    return [
      finding({
        rule: RULE,
        severity: 'warning',
        subject: { kind: 'pf', host: host.id, address: pf.address },
        detail: 'management',
        message: `${use.interface} on ${pf.address} carries the connection to ${hostName(host)}: it may drop for a moment when numVfs changes`,
        why: 'Some PF drivers (ixgbe among them) reset the port when VFs are made or removed.',
        fixes: [{ label: 'Have another way to the host, for example its console' }]
      })
    ]
  })

/** A plain user sees neither who holds a VFIO device nor what the hypervisor runs. */
function unreadUsers(host: PlannedHost): readonly Finding[] {
  if (host.inventory?.privilege !== 'user' || takings(host).length === 0) return []
  return [
    finding({
      rule: RULE,
      severity: 'warning',
      subject: { kind: 'host', host: host.id },
      message: `Which VMs use devices of ${hostName(host)} is not known: it was read as a plain user`,
      why: 'Only root sees who holds a VFIO device. A running VM could lose a device without any warning here.',
      fixes: [{ label: 'Scan the host as root or with sudo' }]
    })
  ]
}
