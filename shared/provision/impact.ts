import { functionAt, vfAt, vfsOf } from '../inventory/lookup.ts'
import type { FunctionUse, InventoryFunction, InventoryHost } from '../inventory/types.ts'
import { describeUse } from '../inventory/usage/describe-usage.ts'
import type { Plan } from '../plan/types.ts'
import { plannedHost } from '../planned/planned-host.ts'
import { hostSteps } from './host-steps.ts'
import type { Impact, Step } from './types.ts'
import { portOf } from '../inventory/ports.ts'

/**
 * Who loses what, or feels something, when the plan is applied to the host as it was last read, in order of the
 * steps. Empty where nothing is lost. The script looks again before it writes: what `blocks` here, it refuses.
 */
export function impactOf(plan: Plan, host: InventoryHost): readonly Impact[] {
  const recreated = new Set<string>()
  return hostSteps(plannedHost(plan, host)).flatMap((step) => {
    // VFs that are gone already are not taken from anybody a second time.
    if (step.kind === 'bind-vf' && recreated.has(step.pf)) return []
    if (step.kind === 'set-num-vfs' && step.from !== step.to) recreated.add(step.pf)
    return impactOfStep(step, host)
  })
}

/** What one step costs on the host as it was last read. */
export function impactOfStep(step: Step, host: InventoryHost): readonly Impact[] {
  switch (step.kind) {
    case 'set-num-vfs': {
      const vfs = vfsOf(host, step.pf)
      if (step.from === 0 || step.from === step.to) return []
      return [
        {
          kind: 'vfs-destroyed',
          severity: 'destroys',
          where: step.pf,
          message: `The ${step.from} VFs of ${step.pf} are destroyed${step.to > 0 ? ` and ${step.to} made anew` : ''}; their settings are lost.`
        },
        ...vfs.flatMap((vf) => lossesOf(vf, nameOfVf(vf)))
      ]
    }
    case 'bind-vf': {
      const vf = vfAt(host, step.pf, step.index)
      if (vf === null || !vf.driver.known) return []
      const isAsPlanned = (vf.driver.value === 'vfio-pci') === (step.driver === 'vfio-pci')
      return isAsPlanned || vf.driver.value === null ? [] : takenFrom(vf, nameOfVf(vf), vf.driver.value)
    }
    case 'bind-function': {
      const fn = functionAt(host, step.address)
      if (fn === null || !fn.driver.known || fn.driver.value === 'vfio-pci') return []
      return fn.driver.value === null ? [] : takenFrom(fn, step.address, fn.driver.value)
    }
    case 'set-mtu': {
      const pf = functionAt(host, step.pf)
      const face = pf ? portOf(pf) : null
      if (pf === null || face === null || (face.mtu.known && face.mtu.value === step.mtu)) return []
      const management = pf.usage.uses.some((use) => use.kind === 'management')
      return [
        {
          kind: management ? 'management-at-risk' : 'interface-flaps',
          severity: management ? 'destroys' : 'disturbs',
          where: step.pf,
          message: management
            ? `${face.name} of ${step.pf} carries this host's management; with many drivers a new MTU takes its link down for some seconds.`
            : `${face.name} of ${step.pf} may lose its link for some seconds while the MTU changes.`
        }
      ]
    }
    case 'hold-autoprobe':
    case 'set-autoprobe':
    case 'set-link-up':
    case 'set-vf':
      return []
  }
}

const nameOfVf = (vf: InventoryFunction): string =>
  vf.role.kind === 'vf' ? `${vf.role.pf} VF ${vf.role.index}` : vf.address

function takenFrom(fn: InventoryFunction, where: string, driver: string): readonly Impact[] {
  return [
    {
      kind: 'driver-unbound',
      severity: 'disturbs',
      where,
      message: `${where} (${fn.address}) is taken from ${driver}.`
    },
    ...lossesOf(fn, where)
  ]
}

function lossesOf(fn: InventoryFunction, where: string): readonly Impact[] {
  const uses = fn.usage.uses.map((use) => lossOf(use, where))
  // An unused interface is worth a word, not a warning.
  const named = new Set(fn.usage.uses.flatMap((use) => ('interface' in use ? [use.interface] : [])))
  const idle = fn.interfaces
    .filter((face) => !named.has(face.name))
    .map((face): Impact => ({
      kind: 'interface-lost',
      severity: 'disturbs',
      where,
      message: `Interface ${face.name} of ${where} disappears from the host.`
    }))
  const doubts = fn.usage.doubts.map((doubt): Impact => ({
    kind: 'use-unclear',
    severity: 'destroys',
    where,
    message: `It is not known ${doubt.what} (${where}): ${doubt.reason}.`
  }))
  return [...uses, ...doubts, ...idle]
}

function lossOf(use: FunctionUse, where: string): Impact {
  switch (use.kind) {
    case 'vm':
      return {
        kind: 'vm-loses-function',
        severity: 'blocks',
        where,
        message: `VM ${use.vm} (process ${use.pid}) holds ${where} and would lose it while it runs. Stop it first.`
      }
    case 'vfio':
      return {
        kind: 'process-loses-function',
        severity: 'blocks',
        where,
        message: `Process ${use.pid} (${use.command}) holds ${where} and would lose it while it runs. Stop it first.`
      }
    case 'mounted':
      return {
        kind: 'mount-lost',
        severity: 'blocks',
        where,
        message: `${where} holds what is mounted on ${use.mountpoints.join(', ')}. Unmount it first.`
      }
    case 'addressed':
      return {
        kind: 'interface-lost',
        severity: 'destroys',
        where,
        message: `Interface ${use.interface} of ${where} disappears with its addresses ${use.addresses.join(', ')}.`
      }
    case 'enslaved':
      return {
        kind: 'interface-lost',
        severity: 'destroys',
        where,
        message: `Interface ${use.interface} of ${where} disappears from ${use.master}.`
      }
    case 'process':
      return {
        kind: 'process-loses-function',
        severity: 'blocks',
        where,
        message: `Process ${use.pid} (${use.command}) has ${use.node} of ${where} open and would lose it while it runs. Stop it first.`
      }
    case 'binder':
      return {
        kind: 'vm-loses-function',
        severity: 'blocks',
        where,
        message: `${where} is kept by ${use.driver} (${use.what}). Release it there first.`
      }
    case 'built-upon':
      return {
        kind: 'mount-lost',
        severity: 'blocks',
        where,
        message: `${use.by} is built upon ${use.disk} of ${where}. Stop it first.`
      }
    case 'carries-data':
      return {
        kind: 'drive-given',
        severity: 'destroys',
        where,
        message: `${use.disk} of ${where} carries data (${use.content}), and the VM may overwrite it.`
      }
    case 'stacked':
    case 'elsewhere':
    case 'watched':
      return {
        kind: 'interface-lost',
        severity: 'destroys',
        where,
        message: `Interface ${use.interface} of ${where} disappears: ${describeUse(use)}.`
      }
    case 'rdma':
    case 'console':
      return {
        kind: 'process-loses-function',
        severity: 'destroys',
        where,
        message: `${where} is taken while the host uses it: ${describeUse(use)}.`
      }
    case 'management':
      return {
        kind: 'management-at-risk',
        severity: 'destroys',
        where,
        message: `Interface ${use.interface} of ${where} carries this host's management: you may not reach the host any more.`
      }
  }
}
