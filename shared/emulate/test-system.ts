/** A system for tests, and what tests ask of steps. */
import { isPciAddress } from '../pci/address.ts'
import { createSystem } from './system.ts'
import type { System, SystemAction, SystemConfig, SystemNic, SystemStep } from './types.ts'

const GIB = 2 ** 30

/** One NIC at 05:00.0 and two VMs, `web` and `db`. */
export function testSystem(nic: SystemNic = '82599', changes: Partial<SystemConfig> = {}): System {
  const pf = '0000:05:00.0'
  if (!isPciAddress(pf)) throw new Error(pf)
  return createSystem({
    nic,
    pf,
    hasAri: true,
    lastBus: 6,
    vfWindowBytes: 64 * 2 ** 20,
    iommu: 'strict',
    iommuPageBytes: 2097152,
    switchMode: 'veb',
    vms: [
      { id: 'web', memoryBytes: 4 * GIB },
      { id: 'db', memoryBytes: 2 * GIB }
    ],
    ...changes
  })
}

/** VF 0 in `web`, VF 1 in `db`, VF 2 in nobody. */
export function running(nic: SystemNic = '82599', changes: Partial<SystemConfig> = {}): System {
  const system = testSystem(nic, changes)
  doAll(system, [
    { kind: 'write-numvfs', numVfs: 3 },
    { kind: 'assign', vf: 0, vm: 'web' },
    { kind: 'assign', vf: 1, vm: 'db' }
  ])
  return system
}

/** Does actions one after the other; gives all their steps. */
export const doAll = (system: System, actions: readonly SystemAction[]): readonly SystemStep[] =>
  actions.flatMap((action) => system.do(action))

/** Texts and details of steps, a line each. */
export const linesOf = (steps: readonly SystemStep[]): readonly string[] =>
  steps.flatMap(({ text, detail }) => (detail === null ? [text] : [text, detail]))

/** Details of the steps that refused. */
export const refusals = (steps: readonly SystemStep[]): readonly (string | null)[] =>
  steps.filter(({ outcome }) => outcome === 'refused').map(({ detail }) => detail)

/** Records of the host kernel's log among steps. */
export const logged = (steps: readonly SystemStep[]): readonly (string | null)[] =>
  steps.filter(({ kind, from }) => kind === 'log' && from !== 'guest').map(({ detail }) => detail)
