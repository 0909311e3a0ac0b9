import type { FunctionUse, InventoryFunction } from '../../inventory/types.ts'
import type { UseDoubt } from '../../inventory/usage/types.ts'
import { lossOfUse } from '../use-loss.ts'
import { describeFunction } from '../../plan/function-key.ts'
import type { AssignableFunction } from '../../plan/types.ts'
import type { Finding } from '../types.ts'
import { finding } from '../finding.ts'
import type { RuleContext } from '../context.ts'
import { hostName, type PlannedHost } from '../../planned/planned-host.ts'

const RULE = 'in-use-now'

/** What the plan does to a function that may be in use. */
interface Taking {
  readonly function: AssignableFunction
  readonly observed: InventoryFunction
  /** Completes "... loses it when": "numVfs of 0000:3b:00.0 goes through 0". */
  readonly when: string
  /** VM that gets the function and may already have it; null = no VM keeps it. */
  readonly keeper: string | null
}

/** No device is lost in silence: VMs that run, disks that are mounted, interfaces that carry traffic. */
export const inUseNow = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) => [
    ...takings(host).flatMap((taking) => [
      ...taking.observed.usage.uses.flatMap((use) => lost(taking, use)),
      ...taking.observed.usage.doubts.map((doubt) => perhapsLost(taking, doubt))
    ]),
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
  const given = host.assigned.flatMap((one): Taking[] =>
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
  const row = lossOfUse(name, use)
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

/** What cannot be ruled out is said as such: a planner that takes "not seen" for "free" pulls devices out of VMs. */
function perhapsLost(taking: Taking, doubt: UseDoubt): Finding {
  const name = describeFunction(taking.function)
  // The way to the host and its root are taken on no doubt, so the drop is refused as the script would.
  const isVital = doubt.kind === 'management' || doubt.kind === 'root'
  return finding({
    rule: RULE,
    severity: isVital ? 'error' : 'warning',
    subject: { kind: 'function', function: taking.function },
    detail: `doubt:${doubt.kind}:${doubt.what}`,
    message: `It is not known ${doubt.what} (${name}), and it would be lost when ${taking.when}`,
    why: `What would tell could not be read: ${doubt.reason}.`,
    blocks: isVital ? { kind: 'always' } : { kind: 'consent', consent: 'take-unclear' },
    fixes: [{ label: 'Make it readable and scan the host again, or look on the host itself' }]
  })
}

/** Writing numVfs can reset the port, and over this one the host is reached. */
const managementPorts = (host: PlannedHost): readonly Finding[] =>
  host.pfs.flatMap((pf) => {
    const use = pf.observed?.usage.uses.find((one) => one.kind === 'management')
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
      message: `Which VMs and containers use devices of ${hostName(host)} is not known: it was read as a plain user`,
      why: 'Only root sees who holds a VFIO device. A running VM could lose a device without any warning here.',
      fixes: [{ label: 'Scan the host as root or with sudo' }]
    })
  ]
}
